import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greatestShareError } from './known-shares.ts';
import type { SeenStack } from './seen-stacks.ts';

function stack(name: string, seconds: number): SeenStack {
  const frames = ['<module>', 'main', name].map((text) => ({ function: text, file: 'a.py', line: 1 }));
  return { frames, samples: 1, seconds };
}

test('the error is the greatest difference of shares, whatever the totals', () => {
  const truth = { a: 3, b: 1 };
  assert.equal(greatestShareError([stack('a', 30), stack('b', 10), stack('other', 99)], truth), 0);
  assert.equal(greatestShareError([stack('a', 1), stack('b', 1)], truth), 25);
  assert.equal(greatestShareError([stack('a', 1)], truth), 25);
  assert.equal(greatestShareError([stack('other', 1)], truth), 100);
});
