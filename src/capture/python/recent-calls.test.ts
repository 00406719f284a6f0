import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeObject } from './code-object.ts';
import { CodeTable } from './code-table.ts';
import { DataStackImage } from './data-stack-image.ts';
import { FrameChain } from './frame-chain.ts';
import { cpython313 } from './layouts/cpython-3-13.ts';
import { RecentCalls } from './recent-calls.ts';
import { walkerOf } from './walker-of.ts';

const NAMES = ['main', 'phase', 'shared', 'leaf', 'other'];
const UNIT = 2;

type Codes = Readonly<Record<'main' | 'phase' | 'shared' | 'leaf' | 'other', CodeObject>>;

/** Code objects of functions with these names, and a chain of the first two of them. */
function made(): Codes & { readonly chain: FrameChain } {
  const image = new DataStackImage(cpython313, NAMES);
  const table = new CodeTable(image, cpython313, image.codeType);
  const walker = walkerOf(image, cpython313, { codes: table, thread: image.thread });
  assert.equal(walker.walk(0), 'whole');
  const codeAt = (at: number): CodeObject => walker.chain.codeAt(at);
  const chain = new FrameChain();
  for (const at of [0, 1]) chain.push(4096 * (at + 1), codeAt(at), UNIT, true);
  return { main: codeAt(0), phase: codeAt(1), shared: codeAt(2), leaf: codeAt(3), other: codeAt(4), chain };
}

function names(chain: FrameChain): string[] {
  return Array.from({ length: chain.length }, (_, at) => `${chain.codeAt(at).name}:${chain.unitAt(at)}`);
}

test('a path is put together of the latest calls, above a frame that is there', () => {
  const { main, phase, shared, leaf, other, chain } = made();
  const calls = new RecentCalls();
  calls.add(leaf, other, 5, 0, 1);
  calls.add(leaf, shared, 6, 0, 2);
  calls.add(shared, phase, 7, 0, 2);
  calls.add(other, main, 8, 0, 1);
  assert.equal(calls.appendPath(leaf, chain, 2, 3), true);
  assert.deepEqual(names(chain), ['main:2', 'phase:7', 'shared:6']);
  assert.equal(calls.unitOf(leaf, shared), 6);
  assert.equal(calls.unitOf(shared, main), undefined);
});

test('a frame that stands is part of every path', () => {
  const { main, phase, shared, leaf, other, chain } = made();
  const calls = new RecentCalls();
  calls.add(shared, phase, 7, 0, 1);
  calls.add(leaf, shared, 6, 0, 1);
  // The latest, but of a phase that is over.
  calls.add(other, main, 8, 0, 2);
  calls.add(leaf, other, 5, 0, 2);
  const again = made().chain;
  assert.equal(calls.appendPath(leaf, chain, 2, 3), true);
  assert.deepEqual(names(chain), ['main:2', 'phase:7', 'shared:6']);
  assert.equal(calls.appendPath(leaf, again, 2, 3), false);
  assert.deepEqual(names(again), ['main:2', 'phase:2'], 'other code objects, and nothing is changed');
  const short = new FrameChain();
  short.push(4096, main, UNIT, true);
  assert.equal(calls.appendPath(leaf, short, 1, 3), true);
  assert.deepEqual(names(short), ['main:8', 'other:5']);
});

test('old calls, and calls that lead nowhere, make no path', () => {
  const { phase, shared, leaf, other, chain } = made();
  const calls = new RecentCalls();
  calls.add(leaf, phase, 5, 0, 0);
  assert.equal(calls.appendPath(leaf, chain, 1, 100), false);
  // A circle.
  calls.add(shared, other, 5, 0, 100);
  calls.add(other, shared, 5, 0, 100);
  assert.equal(calls.appendPath(shared, chain, 1, 101), false);
  assert.equal(calls.appendPath(leaf, chain, 1, 99), true);
});
