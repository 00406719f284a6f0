import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import { appendSamples } from './append-samples.ts';
import { SessionBuilder } from './session-builder.ts';

const FACTS = {
  startTime: 0,
  duration: 0,
  minInterval: 0.001,
  maxInterval: 0.001,
  sampleCount: 0,
  startCallStack: [],
  targetDescription: '',
  cpuTime: 0,
  sysPath: [],
  sysPrefixes: [],
};

const text = fc.constantFrom(
  'f\x00a.py\x001\x01l2',
  'f\x00a.py\x001\x01l3',
  'f\x00a.py\x001\x01cC\x01l3\x01h1',
  '[self]',
  'g',
);
const record = fc.tuple(fc.array(text, { maxLength: 4 }), fc.nat(9));

function tableOf(records: readonly (readonly [string[], number])[]): SampleTable {
  const builder = new SessionBuilder();
  for (const [stack, seconds] of records) builder.addRecord(stack, seconds);
  return builder.finish(FACTS).samples;
}

function recordsOf(samples: SampleTable): [string[], number][] {
  return Array.from({ length: samples.length }, (_, index) => {
    const sample = index as SampleIndex;
    const frames = samples.stacks.framesOf(samples.stackOf(sample));
    return [frames.map((frame) => samples.frames.textOf(frame)), samples.secondsOf(sample)];
  });
}

test('appended samples are those that were there, behind those of before', () => {
  fc.assert(
    fc.property(fc.array(fc.array(record)), (sessions) => {
      const builder = new SessionBuilder();
      for (const records of sessions) appendSamples(builder, tableOf(records));
      assert.deepEqual(recordsOf(builder.finish(FACTS).samples), sessions.flat());
    }),
  );
});
