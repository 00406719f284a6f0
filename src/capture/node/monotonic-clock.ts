import { millisNow, monotonicNanos } from './original-globals.ts';

/** Milliseconds to add to `performance.now()` for the clock that V8's profiles and `process.hrtime` are stated in. */
export const PERFORMANCE_ORIGIN: number = measureOrigin();

/** The thread may be put aside between two readings, so those that lie closest together count. */
function measureOrigin(): number {
  let origin = 0;
  let smallestGap = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 8; attempt++) {
    const before = millisNow();
    const millis = Number(monotonicNanos()) / 1e6;
    const after = millisNow();
    if (after - before >= smallestGap) continue;
    smallestGap = after - before;
    origin = millis - (before + after) / 2;
  }
  return origin;
}
