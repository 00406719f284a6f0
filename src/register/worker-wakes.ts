import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { CHANNEL, type ToldPlace } from './tell-waits.ts';
import { listenToThreads } from './worker-call.ts';
import type { WorkerSteps } from './worker-steps.ts';
import { threadOf, WorkerWaits } from './worker-waits.ts';

/**
 * Wakes workers that are in `Atomics.wait`, so that they finish. A notification may wake any thread that waits at the place,
 * which would take it for the program's. So there is none unless it is known of all recorded workers that wait just now that
 * they do so at other places. What cannot be seen is whether the program waits at that place otherwise: by
 * `Atomics.waitAsync`, in WebAssembly, or in a thread that is no recorded worker.
 */
export class WorkerWakes {
  readonly #waits: WorkerWaits;
  readonly #steps: WorkerSteps;
  readonly #port: MessagePort | undefined;
  readonly #places = new Map<number, ToldPlace>();

  constructor(shared: SharedArrayBuffer, steps: WorkerSteps) {
    this.#waits = new WorkerWaits(shared);
    this.#steps = steps;
    this.#port = listenToThreads(CHANNEL, (place) => this.#add(place as ToldPlace));
  }

  /** Has a worker finish if it waits. To be repeated until it does: it may be just before its wait. */
  wake(thread: number): void {
    const number = this.#waits.of(thread);
    if (number === undefined) return;
    this.#waits.look(() => {
      this.#hear();
      const place = this.#places.get(number);
      if (place === undefined || !this.#isAloneAt(place) || !this.#waits.ask(number)) return;
      Atomics.notify(new Int32Array(place.memory, place.offset, 1), 0, 1);
    });
  }

  /** Lets go of the memory of those that record no more. */
  clean(): void {
    for (const number of this.#places.keys()) {
      if (this.#steps.of(threadOf(number)) !== 'records') this.#places.delete(number);
    }
  }

  /** Takes what was told up to now, though this thread may not have come to its event loop. */
  #hear(): void {
    for (;;) {
      const told = this.#port && receiveMessageOnPort(this.#port);
      if (told === undefined) return;
      this.#add(told.message as ToldPlace);
    }
  }

  #add(place: ToldPlace): void {
    this.#places.set(place.number, place);
  }

  #isAloneAt({ number, memory, offset }: ToldPlace): boolean {
    return this.#waits.all().every((other) => {
      // One that was terminated could not say that it waits no more.
      if (other === number || this.#steps.of(threadOf(other)) === 'none') return true;
      const place = this.#places.get(other);
      return place !== undefined && !(place.offset === offset && isSameMemory(memory, place.memory));
    });
  }
}

/**
 * Each message has an object of its own for the same memory. To copy nothing from one to the other is refused, by the
 * specification of `SharedArrayBuffer.prototype.slice`, when they have the same memory. It writes nothing.
 */
function isSameMemory(one: SharedArrayBuffer, other: SharedArrayBuffer): boolean {
  const takesOther = {
    [Symbol.species]: function takeOther(): SharedArrayBuffer {
      return other;
    },
  };
  try {
    Object.defineProperty(one, 'constructor', { value: takesOther, configurable: true });
    one.slice(0, 0);
    return false;
  } catch {
    return true;
  }
}
