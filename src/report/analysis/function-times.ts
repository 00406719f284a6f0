import type { IdentifierIndex } from '../../model/frames.ts';
import type { SampleTable } from '../../model/samples.ts';
import type { StackIndex } from '../../model/stacks.ts';
import { sumLineTimes } from '../../report-data/line-times.ts';
import { sumByStack } from './stack-seconds.ts';

export interface FunctionTime {
  readonly identifier: IdentifierIndex;
  /** Seconds in the function itself. */
  readonly self: number;
  /** Seconds in it and what it called; a call inside another one of the same function counts once. */
  readonly total: number;
}

/** Each function that was seen, the one with the most time of its own first. */
export function listFunctionTimes(samples: SampleTable): FunctionTime[] {
  const { frames, stacks } = samples;
  const times = sumLineTimes(
    {
      size: stacks.size,
      parentOf: (stack) => stacks.parentOf(stack as StackIndex),
      identifierOf: (stack) => frames.identifierOf(stacks.frameOf(stack as StackIndex)),
      lineOf: () => 0,
    },
    sumByStack(samples),
  );
  return times.filter(({ total }) => total !== 0).sort((a, b) => b.self - a.self || b.total - a.total);
}
