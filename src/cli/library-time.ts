import { codeOriginOf } from '../call-tree/application-code.ts';
import type { SampleIndex } from '../model/samples.ts';
import { NO_STACK, type StackIndex } from '../model/stacks.ts';
import type { SessionData } from '../session/session-data.ts';

/** Of the time: with less below the program's own code a report that hides libraries says next to nothing. */
const LITTLE = 0.05;

/** Whether hardly any time was in code of the program or in what that called, as where a tool is run that was installed. */
export function isAllLibrary({ samples, sysPrefixes }: SessionData): boolean {
  const { stacks, frames } = samples;
  const isOwn: boolean[] = [];
  const known: boolean[] = [];
  const isBelowOwnCode = (stack: StackIndex): boolean => {
    if (stack === NO_STACK) return false;
    const identifier = frames.identifierOf(stacks.frameOf(stack));
    isOwn[identifier] ??= codeOriginOf(frames.identifierText(identifier), sysPrefixes) !== 'library';
    return isOwn[identifier] || (known[stacks.parentOf(stack)] ?? false);
  };
  // A parent stands before its children.
  for (let stack = 0; stack < stacks.size; stack++) known[stack] = isBelowOwnCode(stack as StackIndex);
  let [own, all] = [0, 0];
  for (let sample = 0; sample < samples.length; sample++) {
    const seconds = samples.secondsOf(sample as SampleIndex);
    all += seconds;
    if (known[samples.stackOf(sample as SampleIndex)]) own += seconds;
  }
  return all > 0 && own < all * LITTLE;
}
