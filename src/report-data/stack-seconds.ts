import type { SampleIndex, SampleTable } from '../model/samples.ts';
import { NO_STACK } from '../model/stacks.ts';

/** Seconds of the samples that end at each stack, without what is called below it. */
export function sumByStack(samples: SampleTable): Float64Array {
  const sums = new Float64Array(samples.stacks.size);
  for (let index = 0; index < samples.length; index++) {
    const stack = samples.stackOf(index as SampleIndex);
    if (stack !== NO_STACK) sums[stack] = (sums[stack] as number) + samples.secondsOf(index as SampleIndex);
  }
  return sums;
}
