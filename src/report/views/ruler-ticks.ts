/** About six round places between two times, in seconds. */
export function rulerTicks(from: number, to: number): number[] {
  const length = to - from;
  if (!(length > 0) || !Number.isFinite(length)) return [];
  const rough = length / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) as number);
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step); at * step < to - length * LAST_ROOM; at++) ticks.push(at * step);
  return ticks;
}

/** A text beyond this would hang over the edge. */
const LAST_ROOM = 0.05;
