import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectedNext } from './collections.ts';

/** Samples by letter: `G` is the collector, `.` idle, others code; gives the code after a collection where that was interrupted. */
function next(drawing: string): string {
  const nodes = Int32Array.from(drawing, (letter) => letter.codePointAt(0) ?? 0);
  const kindOf = (node: number) => {
    if (node === 'G'.codePointAt(0)) return 'garbage-collection';
    return node === '.'.codePointAt(0) ? 'idle' : 'code';
  };
  const found = collectedNext(nodes, kindOf);
  return [...found].map((node) => (node < 0 ? '-' : String.fromCodePoint(node))).join('');
}

test('half of a collection belongs to the code after it', () => {
  assert.equal(next('aGGbbGGGGc'), '--b----cc-');
  assert.equal(next('aGGGbGGGa'), '--bb---a-');
});

test('code that is never interrupted elsewhere has none of it', () => {
  const found = next('aaaaaaaaaaGbbbGbbbGbbbGaaaaaaaaaa'.repeat(20));
  assert.ok(found.split('a').length - 1 <= 5, found);
});

test('beside a time in which nothing runs all of it belongs to the code', () => {
  assert.equal(next('.GGb'), '-bb-');
  assert.equal(next('aGG.'), '----');
  assert.equal(next('aGG'), '---');
});
