import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_STACK } from '../../src/model/stacks.ts';
import { selectSamples } from '../../src/report/analysis/select-samples.ts';
import { SessionBuilder } from '../../src/session/session-builder.ts';

const DEPTH = 4000;
const MOST_ROWS = 2_100_000;

test('a deep recursion turned round is no more than a page can hold', { timeout: 120_000 }, () => {
  const builder = new SessionBuilder();
  let stack = NO_STACK;
  for (let depth = 0; depth < DEPTH; depth++) {
    stack = builder.push(
      stack,
      builder.internFrame(`f_${Math.imul(depth + 1, 0x9e3779b1) ** 2 % 20}\x00a.py\x001`),
    );
    builder.addSample(stack, 0.001);
  }
  const session = builder.finish({
    startTime: 0,
    duration: DEPTH / 1000,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: DEPTH,
    startCallStack: ['[root]'],
    targetDescription: '',
    cpuTime: 1,
    sysPath: [],
    sysPrefixes: [],
  });
  const everything = {
    range: undefined,
    focus: undefined,
    hidden: [],
    inverts: true,
    mergesRecursion: false,
  };
  const { samples } = selectSamples(session, everything);
  assert.equal(samples.length, DEPTH);
  assert.ok(samples.stacks.size < MOST_ROWS, String(samples.stacks.size));
});
