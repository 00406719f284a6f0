import { CallwiseError } from '../model/callwise-error.ts';
import { type SampleIndex, SampleTable } from '../model/samples.ts';
import type { SessionData } from './session-data.ts';

/**
 * The session as if it had been sampled at a longer interval, in seconds: a sample is kept when the time since the one kept
 * before reaches the interval, and gets all of that time; what goes beyond a multiple of the interval counts again for the
 * next.
 */
export function resample(session: SessionData, interval: number): SessionData {
  if (!(interval > 0)) {
    throw new CallwiseError(
      'bad-option',
      `the interval must be a number of seconds above 0, not ${interval}`,
    );
  }
  const from = session.samples;
  const samples = new SampleTable({ frames: from.frames, stacks: from.stacks });
  let waiting = 0;
  for (let index = 0; index < from.length; index++) {
    const sample = index as SampleIndex;
    waiting += from.secondsOf(sample);
    if (waiting < interval) continue;
    samples.add(from.stackOf(sample), waiting);
    waiting %= interval;
  }
  return Object.freeze({
    ...session,
    minInterval: interval,
    maxInterval: interval,
    sampleCount: samples.length,
    samples,
  });
}
