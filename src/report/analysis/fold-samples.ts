import { type SampleIndex, SampleTable } from '../../model/samples.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { SessionData } from '../../session/session-data.ts';

/** The session with one sample for each stack that was seen, in the order of first appearance: all that matters without time order. */
export function foldSamples(session: SessionData): SessionData {
  const { frames, stacks, length } = session.samples;
  // The last place is that of samples without a stack.
  const seconds = new Float64Array(stacks.size + 1);
  const wasSeen = new Uint8Array(stacks.size + 1);
  for (let index = 0; index < length; index++) {
    const sample = index as SampleIndex;
    const stack = session.samples.stackOf(sample);
    const place = stack === NO_STACK ? stacks.size : stack;
    seconds[place] = (seconds[place] as number) + session.samples.secondsOf(sample);
    wasSeen[place] = 1;
  }
  const samples = new SampleTable({ frames, stacks });
  for (let place = 0; place <= stacks.size; place++) {
    if (wasSeen[place] === 0) continue;
    samples.add(place === stacks.size ? NO_STACK : (place as StackIndex), seconds[place] as number);
  }
  return { ...session, samples };
}
