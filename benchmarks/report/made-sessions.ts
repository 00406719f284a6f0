import type { FrameIndex } from '../../src/model/frames.ts';
import { NO_STACK, type StackIndex } from '../../src/model/stacks.ts';
import { SessionBuilder } from '../../src/session/session-builder.ts';
import type { SessionData } from '../../src/session/session-data.ts';

/** The same numbers each time, from 0 up to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function finish(builder: SessionBuilder, seconds: number): SessionData {
  return builder.finish({
    startTime: 1_700_000_000,
    duration: seconds,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: builder.sampleCount,
    startCallStack: [''],
    targetDescription: 'Program: made.py',
    cpuTime: seconds * 0.7,
    sysPath: ['/srv'],
    sysPrefixes: ['/usr'],
  });
}

/**
 * The hardest session to write: a random walk over 2,000 functions, about 18 deep, with a fresh random line in every frame of
 * every sample, so that hardly any two samples share a stack.
 */
export function hardSession(sampleCount: number): SessionData {
  const random = randomNumbers(1);
  const names = Array.from(
    { length: 2000 },
    (_, at) => `function_${at}\0/srv/app/package_${at % 40}/module_${at % 200}.py\0${at * 3}`,
  );
  const builder = new SessionBuilder();
  const walk = [0];
  for (let sample = 0; sample < sampleCount; sample++) {
    walk.length = Math.max(1, walk.length - Math.floor(random() * 4));
    const goal = walk.length + Math.floor(random() * 4) + (walk.length < 17 ? 1 : -1);
    while (walk.length < goal) walk.push(Math.floor(random() * 2000));
    const stack = walk.map((at) => `${names[at]}\x01l${at * 3 + Math.floor(random() * 200)}`);
    builder.addRecord(stack, 0.001 + (random() - 0.5) * 1e-4);
  }
  return finish(builder, sampleCount * 0.001);
}

/**
 * A session whose call tree has 150,000 nodes, up to 40 deep. The nodes are numbered depth first, and samples go from one to a
 * near one: like those of a program they share most of their stacks.
 */
export function largeSession(sampleCount: number): SessionData {
  const random = randomNumbers(2);
  const builder = new SessionBuilder();
  const stacks = growStacks(builder, random);
  for (let sample = 0, at = 0; sample < sampleCount; sample++) {
    at = (at + Math.floor(random() ** 2 * 16)) % stacks.length;
    builder.addSample(stacks[at] as StackIndex, 0.001 + (random() - 0.5) * 1e-4);
  }
  return finish(builder, sampleCount * 0.001);
}

const NODE_COUNT = 150_000;
const DEEPEST = 40;

function growStacks(builder: SessionBuilder, random: () => number): StackIndex[] {
  const frames: FrameIndex[] = Array.from({ length: 3000 }, (_, at) => {
    const folder = at % 3 === 0 ? '/srv/app' : '/usr/lib/python3.12';
    return builder.internFrame(`function_${at}\0${folder}/module_${at % 150}.py\0${at}\x01l${at + 3}`);
  });
  const path: StackIndex[] = [builder.push(NO_STACK, frames[0] as FrameIndex)];
  const stacks: StackIndex[] = [...path];
  while (stacks.length < NODE_COUNT) {
    const returns = path.length >= DEEPEST ? 20 : Math.floor(random() * 2.9);
    path.length = Math.max(1, path.length - returns);
    const frame = frames[(stacks.length * 7) % frames.length] as FrameIndex;
    path.push(builder.push(path[path.length - 1] as StackIndex, frame));
    stacks.push(path[path.length - 1] as StackIndex);
  }
  return stacks;
}
