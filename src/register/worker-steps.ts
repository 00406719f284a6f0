/** The program may be given another one (`tell-waits.ts`). */
const { wait } = Atomics;

/** How far a worker is with its recording. `over`: it is kept, or given up. */
const STEPS = ['none', 'records', 'ends', 'over'] as const;
type Step = (typeof STEPS)[number];

/**
 * In memory that threads share, so that one can see how far another is while neither gives way. Each thread has two cells, as
 * numbers of threads are not used again: its step, and where it waits (`WorkerWaits`).
 */
export class WorkerSteps {
  readonly #shared: SharedArrayBuffer;
  /** As long as the memory is. */
  readonly #cells: Int32Array;

  constructor(shared: SharedArrayBuffer) {
    this.#shared = shared;
    this.#cells = new Int32Array(shared);
  }

  of(thread: number): Step {
    const hasBegun = cellOf(thread) < this.#cells.length;
    return (hasBegun && STEPS[Atomics.load(this.#cells, cellOf(thread))]) || 'none';
  }

  begin(thread: number): void {
    try {
      this.#shared.grow(cellOf(thread + 1) * Int32Array.BYTES_PER_ELEMENT);
    } catch {
      // It is longer than that: of a worker that was started later.
    }
    Atomics.store(this.#cells, cellOf(thread), STEPS.indexOf('records'));
  }

  /** Whether it was at the one step, and is at the other now. */
  move(thread: number, from: Step, to: Step): boolean {
    const before = STEPS.indexOf(from);
    return Atomics.compareExchange(this.#cells, cellOf(thread), before, STEPS.indexOf(to)) === before;
  }

  /** Holds this thread while the step is that, for at most so many milliseconds. */
  wait(thread: number, step: Step, millis: number): void {
    wait(this.#cells, cellOf(thread), STEPS.indexOf(step), millis);
  }
}

function cellOf(thread: number): number {
  return 2 * thread;
}

/** Holds this thread for so many milliseconds. */
export function pause(millis: number): void {
  wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}
