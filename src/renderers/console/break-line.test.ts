import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakLine } from './break-line.ts';

test('a line of 80 columns stays as it is', () => {
  const line = `${'a'.repeat(38)}, ${'b'.repeat(39)}.`;
  assert.equal(line.length, 80);
  assert.equal(breakLine(line), line);
  assert.equal(breakLine(`${line}.`), `${'a'.repeat(38)},\n  ${'b'.repeat(39)}..`);
});

test('the lines that continue it are no longer, and hold all of it', () => {
  const line = Array.from({ length: 60 }, (_, count) => `${'x'.repeat(count)}${',;.'[count % 3]}`).join(' ');
  const broken = breakLine(line);
  for (const part of broken.split('\n')) assert.ok(part.length <= 80, part);
  assert.equal(broken.replaceAll('\n ', ''), line);
});

test('what has nowhere to break is left long', () => {
  const line = `${'a'.repeat(90)} ${'b'.repeat(90)}`;
  assert.equal(breakLine(line), line);
});
