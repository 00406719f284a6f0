import type { Session } from '../../../src/api/index.ts';

interface Wanted {
  /** Each of them is on the stack. */
  readonly callers: readonly string[];
  /** The innermost frame. */
  readonly leaf?: string;
}

/** Seconds of the samples with such a stack. */
export function secondsBelow(session: Session, { callers, leaf }: Wanted): number {
  let sum = 0;
  for (const [stack, seconds] of session.frameRecords) {
    const names = stack.map((text) => text.split(/[\x00\x01]/, 1)[0] as string);
    if (leaf !== undefined && names.at(-1) !== leaf) continue;
    if (callers.every((name) => names.includes(name))) sum += seconds;
  }
  return sum;
}
