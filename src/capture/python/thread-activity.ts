import { closeSync, openSync, readSync } from 'node:fs';

/**
 * `running`: on a core or waiting for one. `waiting`: blocked in the kernel. `resting`: blocked all the time since the last
 * look, so that its stack is what it was. `gone`: the thread has ended.
 */
export type Activity = 'running' | 'waiting' | 'resting' | 'gone';

const RUNNING = 'R'.charCodeAt(0);
const NAME_END = ')'.charCodeAt(0);
const SPACE = ' '.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
/** Enough for the state, which stands behind the name (at most 15 bytes) in `stat`. */
const STAT_BYTES = 64;
const SCHEDSTAT_BYTES = 64;

/**
 * What the kernel knows of a thread. `schedstat` counts how often the thread was given a core: while it is the same, a
 * thread that was seen to be blocked has not run, and one read tells so (Documentation/scheduler/sched-stats.rst).
 */
export class ThreadActivity {
  readonly #stat: number;
  readonly #schedule: number;
  readonly #state = Buffer.alloc(STAT_BYTES);
  #before = Buffer.alloc(SCHEDSTAT_BYTES);
  #now = Buffer.alloc(SCHEDSTAT_BYTES);
  #waits = false;

  /** Throws what `openSync` throws for a thread that is gone. */
  constructor(pid: number, thread: number) {
    this.#stat = openSync(`/proc/${pid}/task/${thread}/stat`, 'r');
    try {
      this.#schedule = openSync(`/proc/${pid}/task/${thread}/schedstat`, 'r');
    } catch (error) {
      closeSync(this.#stat);
      throw error;
    }
  }

  look(): Activity {
    try {
      // Numbers only grow, so what is left of an earlier text behind a shorter one cannot be.
      readSync(this.#schedule, this.#now, 0, SCHEDSTAT_BYTES, 0);
      if (this.#waits && this.#now.equals(this.#before)) return 'resting';
      const swap = this.#before;
      this.#before = this.#now;
      this.#now = swap;
      const length = readSync(this.#stat, this.#state, 0, STAT_BYTES, 0);
      const state = this.#state[this.#state.lastIndexOf(NAME_END, length - 1) + 2];
      this.#waits = state !== RUNNING;
      return this.#waits ? 'waiting' : 'running';
    } catch {
      return 'gone';
    }
  }

  /** The thread's CPU time at the last look, in milliseconds, as far as the kernel has counted it; undefined where it does not. */
  get ranMillis(): number | undefined {
    let nanos = 0;
    for (let at = 0; this.#before[at] !== SPACE && at < SCHEDSTAT_BYTES; at++) {
      nanos = nanos * 10 + (this.#before[at] as number) - ZERO;
    }
    return nanos > 0 ? nanos / 1e6 : undefined;
  }

  close(): void {
    closeSync(this.#stat);
    closeSync(this.#schedule);
  }
}
