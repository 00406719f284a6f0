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

/** A session with a call tree of so many nodes, 10 to 40 deep. Samples go through it as a program does: up a little, down again. */
export function largeSession(sampleCount: number, nodeCount: number): SessionData {
  const random = randomNumbers(2);
  const builder = new SessionBuilder();
  const { parents, children } = growTree(nodeCount, random);
  const frames: FrameIndex[] = Array.from({ length: 3000 }, (_, at) => {
    const folder = at % 3 === 0 ? '/srv/app' : '/usr/lib/python3.12';
    return builder.internFrame(`function_${at}\0${folder}/module_${at % 150}.py\0${at}\x01l${at + 3}`);
  });
  const stacks: StackIndex[] = [];
  for (let node = 0; node < nodeCount; node++) {
    const parent = node === 0 ? NO_STACK : (stacks[parents[node] as number] as StackIndex);
    stacks.push(builder.push(parent, frames[(node * 7) % frames.length] as FrameIndex));
  }
  for (let sample = 0, at = 0; sample < sampleCount; sample++) {
    const steps = sample % 50 === 0 ? 12 : Math.floor(random() * 3);
    for (let step = 0; step < steps; step++) at = parents[at] as number;
    for (let step = -1; step < steps; step++) {
      const below = children[at] as number[];
      if (below.length > 0) at = below[Math.floor(random() * below.length)] as number;
    }
    builder.addSample(stacks[at] as StackIndex, 0.001 + (random() - 0.5) * 1e-4);
  }
  return finish(builder, sampleCount * 0.001);
}

interface MadeTree {
  readonly parents: readonly number[];
  readonly children: readonly (readonly number[])[];
}

function growTree(nodeCount: number, random: () => number): MadeTree {
  const parents = [0];
  const depths = [0];
  const children: number[][] = [[]];
  while (parents.length < nodeCount) {
    // The newest grow most, which makes the tree deep.
    let parent = Math.floor(parents.length * (1 - random() ** 3 * 0.5));
    while ((depths[parent] as number) >= 40) parent = parents[parent] as number;
    children[parent]?.push(parents.length);
    depths.push((depths[parent] as number) + 1);
    children.push([]);
    parents.push(parent);
  }
  return { parents, children };
}
