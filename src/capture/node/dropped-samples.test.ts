import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restoreDropped } from './dropped-samples.ts';

/** Samples a millisecond apart by letter, ` ` where one is missing, `.` idle; gives the seconds of each letter in milliseconds. */
function timesOf(drawing: string): Record<string, number> {
  const kept = [...drawing].flatMap((letter, time) => (letter === ' ' ? [] : [{ letter, time }]));
  const times = Float64Array.from(kept, ({ time }) => time);
  const samples = restoreDropped(
    {
      nodes: Int32Array.from(kept, ({ letter }) => letter.codePointAt(0) ?? 0),
      seconds: times.map((time, at) => (at === 0 ? 0 : time - (times[at - 1] ?? 0)) / 1000),
      times,
      ends: times,
    },
    (node) => node !== '.'.codePointAt(0),
  );
  const sums: Record<string, number> = {};
  samples.nodes.forEach((node, at) => {
    const letter = String.fromCodePoint(node);
    sums[letter] = (sums[letter] ?? 0) + Math.round((samples.seconds[at] ?? 0) * 1000);
    const begin = (samples.ends[at] ?? 0) - (samples.seconds[at] ?? 0) * 1000;
    assert.ok(Math.abs(begin - (at === 0 ? 0 : (samples.ends[at - 1] ?? 0))) < 1e-9);
  });
  return sums;
}

test('a sample that V8 dropped belongs to what was before or after it alike', () => {
  const { a = 0, b = 0 } = timesOf('aaa bbb '.repeat(50));
  assert.ok(Math.abs(a - b) <= 10, `${a} ${b}`);
});

test('it belongs to what drops samples elsewhere', () => {
  const { a = 0, b = 0 } = timesOf('aaaaa bbb bbb bbb'.repeat(50));
  assert.ok(a <= 260 && b >= 590, `${a} ${b}`);
});

test('it belongs to what is short and mostly met there', () => {
  const { a = 0, b = 0, c = 0 } = timesOf('aaabccc aaabccc aaabccc aaa ccc '.repeat(50));
  assert.ok(b > 180, `${a} ${b} ${c}`);
});

test('when a sample is late by far the code before and after it share the time', () => {
  assert.deepEqual(timesOf('aaa         bbb'), { a: 7, b: 7 });
});

test('what waits has dropped none, and a gap in one function stays its own', () => {
  assert.deepEqual(timesOf('aaa ...'), { a: 2, '.': 4 });
  assert.deepEqual(timesOf('... aaa'), { a: 4, '.': 2 });
  assert.deepEqual(timesOf('aaa aaa'), { a: 6 });
});
