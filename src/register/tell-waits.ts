import { threadId } from 'node:worker_threads';
import { tellThreads } from './worker-call.ts';
import { MOST_PLACES, placeNumber, type WorkerWaits } from './worker-waits.ts';

export const CHANNEL = 'callwise.waits';

export interface ToldPlace {
  readonly number: number;
  readonly memory: SharedArrayBuffer;
  /** In bytes. */
  readonly offset: number;
}

/**
 * From here on `Atomics.wait` of this worker, in which it does not come to its event loop, tells where it waits, and can be
 * woken there to finish. `finish` does not return, so the program does not learn of it.
 */
export function tellWaits(waits: WorkerWaits, finish: () => never): void {
  const original = Atomics.wait;
  const places = new WeakMap<SharedArrayBuffer, Map<number, number>>();
  const untold = placeNumber(threadId, 0);
  let told = 0;

  function numberOf(array: Int32Array | BigInt64Array, index: number): number {
    // It throws for other arguments, or makes numbers of them first.
    if (!(array instanceof Int32Array || array instanceof BigInt64Array) || !Number.isInteger(index))
      return untold;
    const { buffer } = array;
    if (!(buffer instanceof SharedArrayBuffer) || index < 0 || index >= array.length) return untold;
    const offset = array.byteOffset + index * array.BYTES_PER_ELEMENT;
    const known = places.get(buffer)?.get(offset);
    if (known !== undefined) return known;
    if (told === MOST_PLACES) return untold;
    const number = placeNumber(threadId, ++told);
    places.set(buffer, new Map(places.get(buffer)).set(offset, number));
    const place: ToldPlace = { number, memory: buffer, offset };
    tellThreads(CHANNEL, place);
    return number;
  }

  const { wait } = {
    wait(array: Int32Array, index: number, value: number, timeout: number): string {
      const number = numberOf(array, index);
      waits.begin(number);
      try {
        return original(array, index, value, timeout);
      } finally {
        if (waits.end(number)) finish();
      }
    },
  };
  Object.defineProperty(Atomics, 'wait', { value: wait });
}
