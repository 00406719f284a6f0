/** The program may be given another one (`tell-waits.ts`). */
const { wait } = Atomics;

/** How far a worker is with its recording. `over`: it is kept, or given up. */
const STEPS = ['none', 'records', 'ends', 'over'] as const;
type Step = (typeof STEPS)[number];

/** In memory that threads share, so that one can see how far another is while neither gives way. */
export class WorkerSteps {
  readonly #slots: Int32Array;

  constructor(shared: SharedArrayBuffer) {
    this.#slots = new Int32Array(shared, 0, shared.byteLength / 8);
  }

  of(thread: number): Step {
    const value = Atomics.load(this.#slots, this.#slotOf(thread));
    return (value >> 2 === thread && STEPS[value & 3]) || 'none';
  }

  begin(thread: number): void {
    Atomics.store(this.#slots, this.#slotOf(thread), valueAt(thread, 'records'));
  }

  /** Whether it was at the one step, and is at the other now. */
  move(thread: number, from: Step, to: Step): boolean {
    const before = valueAt(thread, from);
    const after = valueAt(thread, to);
    return Atomics.compareExchange(this.#slots, this.#slotOf(thread), before, after) === before;
  }

  /** Holds this thread while the step is that, for at most so many milliseconds. */
  wait(thread: number, step: Step, millis: number): void {
    wait(this.#slots, this.#slotOf(thread), valueAt(thread, step), millis);
  }

  /** Numbers of threads are not used again, so slots are, but hardly by two at once: a slot holds the number too. */
  #slotOf(thread: number): number {
    return thread % this.#slots.length;
  }
}

/** Holds this thread for so many milliseconds. */
export function pause(millis: number): void {
  wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}

function valueAt(thread: number, step: Step): number {
  return (thread << 2) | STEPS.indexOf(step);
}
