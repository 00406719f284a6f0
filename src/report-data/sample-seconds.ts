import type { SampleIndex, SampleTable } from '../model/samples.ts';

/** Times of samples as integers: nanoseconds, each less `base`. */
export interface NanosecondColumn {
  readonly base: number;
  readonly values: Float64Array;
}

/**
 * Nanoseconds of each sample such that every sum of neighbours is right to a nanosecond: the sum so far is rounded, not the
 * sample. Undefined for times that cannot be said so: infinite ones, or beyond a month.
 */
export function toNanoseconds(samples: SampleTable): NanosecondColumn | undefined {
  const values = new Float64Array(samples.length);
  let sum = 0;
  let before = 0;
  for (let sample = 0; sample < samples.length; sample++) {
    sum += samples.secondsOf(sample as SampleIndex);
    const until = Math.round(sum * NANOSECONDS);
    if (!(Math.abs(until) < LARGEST)) return undefined;
    values[sample] = until - before;
    before = until;
  }
  const base = medianOf(values);
  return { base, values: values.map((value) => value - base) };
}

export function secondsFrom(value: number, base: number): number {
  return (value + base) / NANOSECONDS;
}

const NANOSECONDS = 1e9;
/** Where float64 sums of seconds still tell nanoseconds apart. */
const LARGEST = 2 ** 52;

/** Of some thousand of the values: the base need not be the best, and sorting all of them takes longer than packing them. */
function medianOf(values: Float64Array): number {
  const step = Math.max(1, Math.floor(values.length / 4096));
  return values.filter((_, at) => at % step === 0).sort()[(values.length / step) >> 1] ?? 0;
}
