/** The program may be given another one (`tell-waits.ts`). */
const { wait } = Atomics;

/** Among the cells of the main thread, which is no worker. */
const LOOKS = 1;
/** Milliseconds after which a thread that looks is taken to have been terminated meanwhile. It takes less than one. */
const LONGEST_LOOK = 20;

const PLACE_BITS = 6;
/** Places that one worker tells: whoever may wake it keeps their memory as long as the worker is there. */
export const MOST_PLACES: number = 2 ** PLACE_BITS - 1;

/** A place where a worker waits; its places that it does not tell are all number 0. */
export function placeNumber(thread: number, place: number): number {
  return (thread << PLACE_BITS) | place;
}

export function threadOf(placeNumber: number): number {
  return placeNumber >> PLACE_BITS;
}

/** Where the workers of the process are in `Atomics.wait` just now, in memory that they share. */
export class WorkerWaits {
  /** A number of a place is negative once the worker that waits there is asked to finish. */
  readonly #cells: Int32Array;

  constructor(shared: SharedArrayBuffer) {
    this.#cells = new Int32Array(shared);
  }

  /** Before a worker waits. While a thread looks who does, nobody begins: it has seen this one, or this one sees it. */
  begin(number: number): void {
    const cells = this.#cells;
    Atomics.store(cells, cellOf(threadOf(number)), number);
    if (Atomics.load(cells, LOOKS) === 0) return;
    if (wait(cells, LOOKS, 1, LONGEST_LOOK) === 'timed-out') Atomics.store(cells, LOOKS, 0);
  }

  /** After it has waited: whether it was asked to finish. */
  end(number: number): boolean {
    return !this.#change(number, 0) && this.#change(-number, 0);
  }

  look(see: () => void): void {
    Atomics.store(this.#cells, LOOKS, 1);
    see();
    Atomics.store(this.#cells, LOOKS, 0);
    Atomics.notify(this.#cells, LOOKS);
  }

  /** The number of the place where a worker waits. */
  of(thread: number): number | undefined {
    const number = Math.abs(Atomics.load(this.#cells, cellOf(thread)));
    return number === 0 ? undefined : number;
  }

  all(): number[] {
    const numbers: number[] = [];
    for (let cell = cellOf(1); cell < this.#cells.length; cell += 2) {
      const number = Atomics.load(this.#cells, cell);
      if (number !== 0) numbers.push(Math.abs(number));
    }
    return numbers;
  }

  /** Whether the worker that is asked to finish still waits there. */
  ask(number: number): boolean {
    return this.#change(number, -number) || this.of(threadOf(number)) === number;
  }

  #change(from: number, to: number): boolean {
    return Atomics.compareExchange(this.#cells, cellOf(threadOf(Math.abs(from))), from, to) === from;
  }
}

/** Behind that of `WorkerSteps`. */
function cellOf(thread: number): number {
  return 2 * thread + 1;
}
