import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ambiguity, findOwners } from './owners.ts';

const sampled = Int32Array.from({ length: 300 }, (_, sample) => sample % 3);

function ambiguity(candidates: readonly number[], times: number): Ambiguity {
  return { candidates, likelihoods: candidates.map(() => 1), times };
}

test('what befalls a node alone tells whose it is where others could be meant', () => {
  const [, between] = findOwners([ambiguity([0], 20), ambiguity([0, 1], 10)], sampled);
  assert.ok((between?.[0] ?? 0) > 0.9, String(between));
});

test('nodes of which nothing is known share alike', () => {
  assert.deepEqual(findOwners([ambiguity([0, 1], 10)], sampled), [[0.5, 0.5]]);
});

test('so does a node that is the only one in common', () => {
  const found = findOwners([ambiguity([0, 1], 10), ambiguity([1, 2], 10)], sampled);
  for (const [at, shares] of found.entries()) assert.ok((shares[1 - at] ?? 0) > 0.75, String(shares));
});
