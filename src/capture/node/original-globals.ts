// Programs replace globals: with fake timers and clocks in tests, with random numbers from a seed. Of those that callwise uses
// while a program runs, here are the ones that were there when it was loaded.

/** Milliseconds of `performance.now()`. */
export const millisNow: () => number = performance.now.bind(performance);
/** Milliseconds since 1970. */
export const unixMillis: () => number = Date.now;
/** Nanoseconds of the monotonic clock. */
export const monotonicNanos: () => bigint = process.hrtime.bigint;

/** Node fires a longer one at once. */
const LONGEST_TIMER = 2 ** 31 - 1;
const originalTimer = setTimeout;
const emitWarning = process.emitWarning.bind(process);

/** Says what is wrong where a failure would be the program's. */
export function warn(problem: unknown): void {
  emitWarning(String(problem), 'CallwiseWarning');
}

export function startTimer(callback: () => void, millis: number): NodeJS.Timeout {
  return originalTimer(callback, Math.min(millis, LONGEST_TIMER));
}

export const stopTimer: typeof clearTimeout = clearTimeout;
/** Calls in the check phase of the loop. */
export const startImmediate: typeof setImmediate = setImmediate;

export function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => startTimer(resolve, millis));
}

/** 32 bits in memory of their own, so that none of them is ever an object of V8's. Never 0. */
const state = new Int32Array([Number(monotonicNanos() & 0x7fff_ffffn) | 1]);

/**
 * As `Math.random`, whose numbers are the program's: one that was given a seed gets the same ones with a profiler as without.
 * Marsaglia's xorshift (Journal of Statistical Software 8:14), which takes less time.
 */
export function draw(): number {
  let bits = state[0] as number;
  bits ^= bits << 13;
  bits ^= bits >>> 17;
  bits ^= bits << 5;
  state[0] = bits;
  return (bits >>> 0) / 2 ** 32;
}
