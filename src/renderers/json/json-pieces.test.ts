import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionBuilder } from '../../session/session-builder.ts';
import type { SessionFacts } from '../../session/session-data.ts';
import { jsonPieces } from './json-pieces.ts';

function render(
  records: readonly (readonly [readonly string[], number])[],
  facts: Partial<SessionFacts> = {},
): string {
  const builder = new SessionBuilder();
  for (const [frames, seconds] of records) builder.addRecord(frames, seconds);
  const session = builder.finish({
    startTime: 0,
    duration: 1,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: records.length,
    startCallStack: [],
    targetDescription: 'Program: \x1b\x9b\u202e"',
    cpuTime: 1,
    sysPath: [],
    sysPrefixes: [],
    ...facts,
  });
  return [...jsonPieces(session)].join('');
}

test('no name reaches a terminal as a command, and every name is kept', () => {
  const name = '\x00\x01\x1b[2J\x9b1m\u202e\u2028\ud800"\\é𝒳';
  const text = render([[[`f${name.slice(2)}\x00/a${name.slice(2)}.py\x001\x01cC${name.slice(2)}`], 1]]);
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800](?![\udc00-\udfff])/);
  const { target_description, root_frame } = JSON.parse(text);
  assert.equal(target_description, 'Program: \x1b\x9b\u202e"');
  assert.equal(root_frame.function, `f${name.slice(2)}`);
  assert.equal(root_frame.class_name, `C${name.slice(2)}`);
});

test('what is not finite is null, as JSON has no other word for it', () => {
  const text = render([[['f'], Number.NaN]], { duration: Number.POSITIVE_INFINITY, sampleCount: Number.NaN });
  const { duration, sample_count, root_frame } = JSON.parse(text);
  assert.deepEqual([duration, sample_count, root_frame.time], [null, null, null]);
});

test('a stack of 100,000 calls is written', () => {
  const frames = Array.from({ length: 100_000 }, (_, depth) => `f${depth}\x00/a.py\x001`);
  assert.equal(render([[frames, 1]]).match(/"function"/g)?.length, 100_000);
});
