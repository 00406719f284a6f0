import type { IdentifierIndex } from '../../model/frames.ts';
import type { SampleTable } from '../../model/samples.ts';
import type { StackIndex } from '../../model/stacks.ts';
import { listStackParents, sumRowTimes } from '../../report-data/row-times.ts';
import { sumByStack } from '../../report-data/stack-seconds.ts';

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
  const rows = new Int32Array(stacks.size);
  for (let stack = 0; stack < stacks.size; stack++) {
    rows[stack] = frames.identifierOf(stacks.frameOf(stack as StackIndex));
  }
  const { self, total } = sumRowTimes(
    { parents: listStackParents(stacks), rows, rowCount: frames.identifierCount },
    sumByStack(samples),
  );
  return Array.from(total, (seconds, row) => ({
    identifier: row as IdentifierIndex,
    self: self[row] as number,
    total: seconds,
  }))
    .filter((time) => time.total !== 0)
    .sort((a, b) => b.self - a.self || b.total - a.total);
}
