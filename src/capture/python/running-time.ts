import type { StackIndex } from '../../model/stacks.ts';

/** More ticks than the kernel lets pass before it counts: of a thread that waits for a core for longer, the stack is the same. */
const MOST_TICKS = 64;
/** What may not be counted yet of a thread that ends, in milliseconds. */
const MOST_UNCOUNTED = 10;

/**
 * Shares the time that a thread had a core among the ticks at which it wanted one. The kernel says whether a thread can run, not
 * whether it does, and counts what it ran at moments of its own, 1 to 10 ms apart (`sum_exec_runtime`, kernel/sched/fair.c). So
 * each tick waits until that has grown, and has its part of what it has grown by: all together they are the thread's CPU time.
 */
export class RunningTime {
  readonly #add: (stack: StackIndex, millis: number) => void;
  readonly #stacks: StackIndex[] = [];
  readonly #millis: number[] = [];
  #waiting = 0;
  #counted: number | undefined;

  constructor(add: (stack: StackIndex, millis: number) => void) {
    this.#add = add;
  }

  /**
   * A tick that took `millis`; `stack` is undefined when the thread did not want a core. `counted` is its CPU time in milliseconds, by
   * the kernel; undefined where that does not count.
   */
  tick(stack: StackIndex | undefined, millis: number, counted: number | undefined): void {
    if (counted === undefined) {
      if (stack !== undefined) this.#add(stack, millis);
      return;
    }
    if (stack !== undefined) this.#wait(stack, millis);
    const ran = counted - (this.#counted ?? counted);
    this.#counted ??= counted;
    if (ran <= 0 || this.#waiting === 0) return;
    this.#counted = counted;
    this.#share(ran);
  }

  /** The thread, or the recording of it, has ended. */
  end(): void {
    if (this.#waiting > 0) this.#share(Math.min(this.#waiting, MOST_UNCOUNTED));
  }

  #wait(stack: StackIndex, millis: number): void {
    const last = this.#stacks.length - 1;
    this.#waiting += millis;
    if (last >= MOST_TICKS && this.#stacks[last] === stack) {
      this.#millis[last] = (this.#millis[last] as number) + millis;
      return;
    }
    this.#stacks.push(stack);
    this.#millis.push(millis);
  }

  #share(ran: number): void {
    const part = ran / this.#waiting;
    for (let i = 0; i < this.#stacks.length; i++) {
      this.#add(this.#stacks[i] as StackIndex, (this.#millis[i] as number) * part);
    }
    this.#stacks.length = 0;
    this.#millis.length = 0;
    this.#waiting = 0;
  }
}
