import { hint } from './hint.ts';

const MOST_NAMED = 3;

/** Names processes of Python that the report is without. */
export function sayWhatIsLeftOut(leftOut: readonly string[]): void {
  for (const process of leftOut.slice(0, MOST_NAMED)) hint(process);
  const others = leftOut.length - MOST_NAMED;
  if (others > 0) hint(`And ${others} ${others === 1 ? 'other' : 'others'}.`);
}
