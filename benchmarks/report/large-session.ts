import type { FrameIndex } from '../../src/model/frames.ts';
import { NO_STACK, type StackIndex } from '../../src/model/stacks.ts';
import { SessionBuilder } from '../../src/session/session-builder.ts';
import type { SessionData } from '../../src/session/session-data.ts';
import { Random } from '../session/random.ts';

/** Half of the nodes of the call tree: each stack has samples that end there, which are a node of their own. */
const STACKS = 75_000;
const DEEPEST = 40;

/**
 * A session whose call tree has 150,000 nodes, up to 40 deep. Samples go from one stack to one that was made a little later:
 * like those of a program they share most of their frames.
 */
export function largeSession(sampleCount: number): SessionData {
  const random = new Random(2);
  const builder = new SessionBuilder();
  const stacks = growStacks(builder, random);
  for (let sample = 0, at = 0; sample < sampleCount; sample++) {
    at = (at + Math.floor(random.next() ** 2 * 16)) % stacks.length;
    builder.addSample(stacks[at] as StackIndex, 0.001 + (random.next() - 0.5) * 1e-4);
  }
  const duration = sampleCount * 0.001;
  return builder.finish({
    startTime: 1_700_000_000,
    duration,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount,
    startCallStack: [''],
    targetDescription: 'Program: made.py',
    cpuTime: duration * 0.7,
    sysPath: ['/srv'],
    sysPrefixes: ['/usr'],
  });
}

function growStacks(builder: SessionBuilder, random: Random): StackIndex[] {
  const frames: FrameIndex[] = Array.from({ length: 3000 }, (_, at) => {
    const folder = at % 3 === 0 ? '/srv/app' : '/usr/lib/python3.12';
    return builder.internFrame(`function_${at}\0${folder}/module_${at % 150}.py\0${at}\x01l${at + 3}`);
  });
  const path: StackIndex[] = [builder.push(NO_STACK, frames[0] as FrameIndex)];
  const stacks: StackIndex[] = [...path];
  while (stacks.length < STACKS) {
    const returns = path.length >= DEEPEST ? 20 : Math.floor(random.next() * 2.9);
    path.length = Math.max(1, path.length - returns);
    const frame = frames[(stacks.length * 7) % frames.length] as FrameIndex;
    path.push(builder.push(path[path.length - 1] as StackIndex, frame));
    stacks.push(path[path.length - 1] as StackIndex);
  }
  return stacks;
}
