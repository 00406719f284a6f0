import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameIndex } from '../../model/frames.ts';
import { NO_STACK, type StackIndex, StackTable } from '../../model/stacks.ts';
import { CodeTable } from './code-table.ts';
import { DataStackImage } from './data-stack-image.ts';
import { cpython313 } from './layouts/cpython-3-13.ts';
import { UNKNOWN_CODE } from './link-reader.ts';
import { PassingStacks } from './passing-stacks.ts';
import { walkerOf } from './walker-of.ts';

const [FIRST, SECOND] = [1 as StackIndex, 2 as StackIndex];

const frame = (stack: StackIndex) => ({ stack, isOnHeap: false });
const generator = (stack: StackIndex) => ({ stack, isOnHeap: true });

test('the latest stack that ends in a frame stands for it, for 20 ms', () => {
  const stacks = new PassingStacks(new StackTable());
  stacks.add({ innermost: 4096, code: 64 }, frame(FIRST), 0);
  stacks.add({ innermost: 4096, code: 64 }, frame(SECOND), 10);
  assert.equal(stacks.endingWith({ innermost: 4096, code: 0 }, 29), SECOND);
  assert.equal(stacks.endingWith({ innermost: 4096, code: 0 }, 30), undefined);
  assert.equal(stacks.endingWith({ innermost: 4104, code: 0 }, 29), undefined);
});

test('frames that have the same place in turn are told apart by their code, where it is known', () => {
  const stacks = new PassingStacks(new StackTable());
  stacks.add({ innermost: 4096, code: 64 }, frame(FIRST), 0);
  stacks.add({ innermost: 4096, code: 72 }, frame(SECOND), 0);
  assert.equal(stacks.endingWith({ innermost: 4096, code: 64 }, 1), FIRST);
  assert.equal(stacks.endingWith({ innermost: 4096, code: 72 }, 1), SECOND);
  assert.equal(stacks.endingWith({ innermost: 4096, code: UNKNOWN_CODE }, 1), SECOND);
  assert.equal(stacks.endingWith({ innermost: 4096, code: 80 }, 1), undefined);
  assert.equal(stacks.endingWith({ innermost: 8192, code: 64 }, 1), undefined);
  assert.equal(stacks.latestOf(64, 999), FIRST);
  assert.equal(stacks.latestOf(64, 1000), undefined);
});

test('where nothing younger is known, one that ended at the same place counts for a second', () => {
  const stacks = new PassingStacks(new StackTable());
  stacks.add({ innermost: 4096, code: 64 }, frame(FIRST), 0);
  stacks.add({ innermost: 8192, code: 64 }, generator(SECOND), 0);
  assert.equal(stacks.endingAt(4096, 20), undefined);
  assert.equal(stacks.endingAt(4096, 999, true), FIRST);
  assert.equal(stacks.endingAt(4096, 1000, true), undefined);
  assert.equal(stacks.endingAt(8192, 1, true), undefined);
});

test('a generator is known by its code too, for others take its place', () => {
  const stacks = new PassingStacks(new StackTable());
  stacks.add({ innermost: 4096, code: 64 }, generator(FIRST), 0);
  stacks.add({ innermost: 8192, code: 64 }, generator(SECOND), 0);
  assert.equal(stacks.endingWith({ innermost: 4096, code: 64 }, 1), FIRST);
  assert.equal(stacks.endingWith({ innermost: 4104, code: 64 }, 1), SECOND);
  assert.equal(stacks.endingWith({ innermost: 4096, code: 72 }, 1), undefined);
  assert.equal(stacks.endingWith({ innermost: 4096, code: 64 }, 20), undefined);
  assert.equal(stacks.endingNear(4096, 1), undefined);
});

test('of a generator an old stack counts too, when it has the frames that stand', () => {
  const table = new StackTable();
  const outer = table.add(NO_STACK, 0 as FrameIndex);
  const inner = table.add(outer, 1 as FrameIndex);
  const other = table.add(NO_STACK, 2 as FrameIndex);
  const stacks = new PassingStacks(table);
  stacks.add({ innermost: 4096, code: 64 }, generator(inner), 0);
  stacks.add({ innermost: 8192, code: 72 }, frame(inner), 0);
  for (let tick = 0; tick < 20; tick++) assert.equal(stacks.everOf(64, outer), inner);
  assert.equal(stacks.everOf(64, other), undefined);
  assert.equal(stacks.everOf(72, outer), undefined);
});

test('a stack stands for a few ticks, however it is found', () => {
  const table = new StackTable();
  const stack = table.add(NO_STACK, 1 as FrameIndex);
  const stacks = new PassingStacks(table);
  const at = { innermost: 4096, code: 64 };
  const ways: (() => StackIndex | undefined)[] = [
    () => stacks.endingWith(at, 1),
    () => stacks.olderEndingWith(at, 100, NO_STACK),
    () => stacks.endingAt(4096, 1),
    () => stacks.latestOf(64, 1),
    () => stacks.endingNear(4104, 1),
  ];
  for (const find of ways) {
    stacks.add(at, frame(stack), 0);
    for (let use = 0; use < 8; use++) assert.equal(find(), stack);
    for (const another of ways) assert.equal(another(), undefined);
  }
});

test('an older one stands for it when it has the frames that stand', () => {
  const table = new StackTable();
  const add = (...frames: number[]): StackIndex =>
    frames.reduce<StackIndex>((stack, frame) => table.add(stack, frame as FrameIndex), NO_STACK);
  const stacks = new PassingStacks(table);
  const seen = add(1, 2, 3);
  stacks.add({ innermost: 4096, code: 64 }, frame(seen), 0);
  assert.equal(stacks.olderEndingWith({ innermost: 4096, code: 0 }, 299, add(1, 2)), seen);
  assert.equal(stacks.olderEndingWith({ innermost: 4096, code: 0 }, 299, NO_STACK), seen);
  assert.equal(stacks.olderEndingWith({ innermost: 4096, code: 0 }, 299, add(1, 4)), undefined);
  assert.equal(stacks.olderEndingWith({ innermost: 4096, code: 0 }, 300, NO_STACK), undefined);
});

test('where none ends in a frame, the nearest is meant', () => {
  const stacks = new PassingStacks(new StackTable());
  assert.equal(stacks.endingNear(4096, 0), undefined);
  stacks.add({ innermost: 4000, code: 64 }, frame(FIRST), 0);
  stacks.add({ innermost: 5000, code: 64 }, frame(SECOND), 0);
  assert.equal(stacks.endingNear(4096, 1), FIRST);
  assert.equal(stacks.endingNear(4900, 1), SECOND);
  stacks.clear();
  assert.equal(stacks.endingNear(4900, 1), undefined);
});

test('a walk says which frame was innermost when it began, whatever it finds then', () => {
  const image = new DataStackImage(cpython313, ['outer', 'middle', 'inner']);
  const codes = new CodeTable(image, image.layout, image.codeType);
  const walker = walkerOf(image, image.layout, { codes, thread: image.thread });
  assert.equal(walker.walk(0), 'whole');
  const innermost = walker.chain.addressAt(walker.depth - 1);
  assert.equal(walker.innermost, innermost);
  assert.equal(walker.innermostCode, walker.chain.codeAt(walker.depth - 1).address);
});
