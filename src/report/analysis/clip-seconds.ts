import type { TimeRange } from './selection.ts';

/** The seconds of a sample that are in the range; undefined for a sample outside it. */
export function clipSeconds(
  start: number,
  seconds: number,
  range: TimeRange | undefined,
): number | undefined {
  if (range === undefined) return seconds;
  const from = Math.max(start, range.from);
  const to = Math.min(start + seconds, range.to);
  return to > from ? to - from : undefined;
}
