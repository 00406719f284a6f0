import { readlinkSync, writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { threadCpuSeconds } from './process-status.ts';

/** Shorter ticks are not looked at: many of them are a rate that was asked for. */
const LONG_TICK_MILLIS = 1;
const LITTLE_SHARE = 0.5;
/** What may be used beyond that share before it counts: at the beginning, and where the program is slow to read for a moment. */
const BURST_MILLIS = 50;
const LOOK_AGAIN_MILLIS = 100;

/**
 * The kernel may end a wait up to 50 us late to save wake-ups, and runs others first when all cores are taken. The calling thread
 * asks for exact wake-ups and the highest priority, and gives the priority up while it takes more than half a core: with stacks
 * of tens of thousands of calls the program that is read would be held up. Neither may be granted.
 */
export class PunctualThread {
  #cpu = 0;
  #at = 0;
  /** CPU time used beyond a little share, in milliseconds. */
  #excess = 0;
  readonly #usual = getPriority();
  readonly #isGranted: boolean;
  #isFirst: boolean;

  constructor() {
    try {
      const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
      writeFileSync(`/proc/${thread}/timerslack_ns`, '1');
    } catch {}
    this.#isGranted = takePriority(constants.priority.PRIORITY_HIGHEST);
    this.#isFirst = this.#isGranted;
  }

  /** Sampling begins: what was done to be ready does not count. */
  begin(): void {
    this.#cpu = threadCpuSeconds() * 1000;
    this.#at = performance.now();
  }

  /** After a tick, which took from one time to another. */
  ticked(begin: number, end: number): void {
    if (!this.#isGranted) return;
    const isLong = end - begin >= LONG_TICK_MILLIS;
    if (!isLong && (this.#excess === 0 || end - this.#at < LOOK_AGAIN_MILLIS)) return;
    const cpu = threadCpuSeconds() * 1000;
    this.#excess = Math.max(0, this.#excess + cpu - this.#cpu - (end - this.#at) * LITTLE_SHARE);
    this.#cpu = cpu;
    this.#at = end;
    const goesFirst = this.#isFirst ? this.#excess <= BURST_MILLIS : this.#excess === 0;
    if (goesFirst === this.#isFirst) return;
    takePriority(goesFirst ? constants.priority.PRIORITY_HIGHEST : this.#usual);
    this.#isFirst = goesFirst;
  }
}

/** Whether it was granted. On Linux this is of the calling thread alone. */
function takePriority(priority: number): boolean {
  try {
    setPriority(priority);
    return true;
  } catch {
    return false;
  }
}
