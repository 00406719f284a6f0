import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameLines } from './frame-lines.ts';

/** Lines near each other, at the ends of what a line can be, and none. */
const line = fc.oneof(
  fc.nat(300),
  fc.constant(-1),
  fc.nat(999_999_999),
  fc.integer({ min: 2 ** 31 - 9, max: 2 ** 31 - 1 }),
);

test('each line of a kind is one frame, numbered in the order of first appearance', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), line), { maxLength: 300 }), (seen) => {
      const lines = new FrameLines();
      for (let kind = 0; kind <= 5; kind++) lines.addKind();
      const frames = new Map<string, number>();
      for (const [kind, at] of seen) {
        const key = `${kind}:${at}`;
        const next = frames.size;
        assert.equal(lines.intern(kind, at, next), frames.get(key) ?? next);
        if (!frames.has(key)) frames.set(key, next);
      }
      for (const [key, frame] of frames) {
        const [kind, at] = key.split(':').map(Number) as [number, number];
        assert.equal(lines.intern(kind, at, frames.size), frame);
      }
    }),
  );
});

test('a line that lay outside the range of its kind is the same frame when the range could hold it', () => {
  const lines = new FrameLines();
  lines.addKind();
  const far = 1 << 24;
  assert.equal(lines.intern(0, 1, 0), 0);
  assert.equal(lines.intern(0, far, 1), 1);
  for (let frame = 2; frame < 5000; frame++) assert.equal(lines.intern(0, frame, frame), frame);
  assert.equal(lines.intern(0, far, 5000), 1);
  for (let frame = 2; frame < 5000; frame++) assert.equal(lines.intern(0, frame, 5000), frame);
});

test('kinds whose lines are far apart take no memory for what lies between', () => {
  const lines = new FrameLines();
  const before = process.memoryUsage().arrayBuffers;
  for (let kind = 0; kind < 20_000; kind++) {
    lines.addKind();
    lines.intern(kind, 1, kind * 2);
    lines.intern(kind, 10_000, kind * 2 + 1);
  }
  // Ranges that hold both lines would be 1.2 GB.
  assert.ok(process.memoryUsage().arrayBuffers - before < 64_000_000);
});
