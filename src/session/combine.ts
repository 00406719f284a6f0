import type { FrameIndex } from '../model/frames.ts';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import { NO_STACK, type StackIndex } from '../model/stacks.ts';
import { SessionBuilder } from './session-builder.ts';
import type { SamplingStatistics, SessionData, SessionFacts } from './session-data.ts';

/**
 * Joins recordings: samples one behind the other, durations, CPU times and counts added. The one that started first leads
 * and gives target description and start; of two that started at once, the one given first. The result is no timeline.
 */
export function combine(first: SessionData, ...others: readonly SessionData[]): SessionData {
  let facts: SessionFacts = first;
  let order: readonly SessionData[] = [first];
  for (const other of others) {
    const swaps = facts.startTime > other.startTime;
    order = swaps ? [other, ...order] : [...order, other];
    facts = swaps ? combineFacts(other, facts) : combineFacts(facts, other);
  }
  const builder = new SessionBuilder();
  for (const session of order) appendSamples(builder, session.samples);
  return builder.finish(facts);
}

function combineFacts(first: SessionFacts, second: SessionFacts): SessionFacts {
  const sampling = combineSampling(first.sampling, second.sampling);
  return {
    startTime: first.startTime,
    duration: first.duration + second.duration,
    minInterval: Math.min(first.minInterval, second.minInterval),
    maxInterval: Math.max(first.maxInterval, second.maxInterval),
    sampleCount: first.sampleCount + second.sampleCount,
    startCallStack: first.startCallStack,
    targetDescription: first.targetDescription,
    cpuTime: first.cpuTime + second.cpuTime,
    sysPath: [...first.sysPath, ...second.sysPath.filter((path) => !first.sysPath.includes(path))],
    sysPrefixes: [...new Set([...first.sysPrefixes, ...second.sysPrefixes])],
    ...(sampling === undefined ? {} : { sampling }),
  };
}

function combineSampling(
  a: SamplingStatistics | undefined,
  b: SamplingStatistics | undefined,
): SamplingStatistics | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    recorded: a.recorded + b.recorded,
    cut: a.cut + b.cut,
    dropped: a.dropped + b.dropped,
    droppedSeconds: a.droppedSeconds + b.droppedSeconds,
    missed: a.missed + b.missed,
  };
}

/** Parents stand before their children, so one loop over the stacks translates them all. */
function appendSamples(builder: SessionBuilder, samples: SampleTable): void {
  const { frames, stacks } = samples;
  const newFrames = new Int32Array(frames.size);
  for (let frame = 0; frame < frames.size; frame++) {
    newFrames[frame] = builder.internFrame(frames.textOf(frame as FrameIndex));
  }
  const newStacks = new Int32Array(stacks.size);
  for (let index = 0; index < stacks.size; index++) {
    const stack = index as StackIndex;
    const parent = stacks.parentOf(stack);
    const newParent = parent === NO_STACK ? NO_STACK : (newStacks[parent] as StackIndex);
    newStacks[stack] = builder.push(newParent, newFrames[stacks.frameOf(stack)] as FrameIndex);
  }
  for (let index = 0; index < samples.length; index++) {
    const sample = index as SampleIndex;
    const stack = samples.stackOf(sample);
    const newStack = stack === NO_STACK ? NO_STACK : (newStacks[stack] as StackIndex);
    builder.addSample(newStack, samples.secondsOf(sample));
  }
}
