import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameCopies } from './frame-copies.ts';
import type { Memory } from './process-memory.ts';

const PAGE = 4096;
const FRAME = 400;

/** Memory of some pages from an address on; each byte is the number of its page, from 1. */
class Pages implements Memory {
  readonly start = 0x7f00_0000_0000;
  readonly bytes: Buffer;
  reads = 0;

  constructor(count: number) {
    this.bytes = Buffer.alloc(count * PAGE);
    for (let page = 0; page < count; page++) this.bytes.fill(page + 1, page * PAGE, (page + 1) * PAGE);
  }

  read(address: number, into: Uint8Array, length: number): boolean {
    const at = address - this.start;
    this.reads++;
    if (at < 0 || at + length > this.bytes.length) return false;
    into.set(this.bytes.subarray(at, at + length));
    return true;
  }
}

/** What a walk finds of frames in these pages. */
function taken(memory: Pages, copies: FrameCopies, pages: readonly number[]): number[] {
  const into = Buffer.alloc(FRAME);
  return pages.map((page) => {
    assert.ok(copies.take(memory.start + page * PAGE + 64, into));
    return into[0] as number;
  });
}

test('frames that lie near each other are copied by one read, from the second walk on', () => {
  const memory = new Pages(40);
  const copies = new FrameCopies(memory);
  const places = [10, 11, 14, 30, 11, 10];
  copies.startWalk();
  assert.deepEqual(taken(memory, copies, places), [11, 12, 15, 31, 12, 11]);
  memory.reads = 0;
  copies.startWalk();
  assert.deepEqual(taken(memory, copies, places), [11, 12, 15, 31, 12, 11]);
  assert.equal(memory.reads, 2);
});

test('a copy is of one try, and pages without frames are forgotten', () => {
  const memory = new Pages(40);
  const copies = new FrameCopies(memory);
  copies.startWalk();
  taken(memory, copies, [10, 12]);
  memory.bytes.fill(99);
  assert.deepEqual(taken(memory, copies, [10, 12]), [11, 13]);
  copies.forget();
  assert.deepEqual(taken(memory, copies, [10, 12]), [99, 99]);
  for (let walk = 0; walk < 50; walk++) {
    copies.startWalk();
    taken(memory, copies, [10]);
  }
  memory.reads = 0;
  copies.startWalk();
  taken(memory, copies, [10, 12]);
  assert.equal(memory.reads, 2);
});

test('a frame that reaches into the next page is whole, and one that may not be read is none', () => {
  const memory = new Pages(3);
  const copies = new FrameCopies(memory);
  const into = Buffer.alloc(FRAME);
  copies.startWalk();
  assert.ok(copies.take(memory.start + PAGE - 100, into));
  assert.deepEqual([into[99], into[100]], [1, 2]);
  assert.equal(copies.take(memory.start + 3 * PAGE - 100, into), false);
  assert.equal(copies.take(memory.start - PAGE, into), false);
});

test('what changed is told, within the range that is asked for', () => {
  const memory = new Pages(3);
  const copies = new FrameCopies(memory);
  const frame = memory.start + 128;
  const before = Buffer.alloc(FRAME);
  copies.startWalk();
  assert.ok(copies.take(frame, before));
  const words = new Int32Array(before.buffer, before.byteOffset, FRAME >> 2);
  memory.bytes.writeInt32LE(77, 128 + 80);
  copies.startWalk();
  assert.equal(copies.isSame(frame, words, 24, FRAME), false);
  assert.equal(copies.isSame(frame, words, 24, 80), true);
  assert.equal(copies.isSame(frame, words, 84, FRAME), true);
});

test('of a stack that is strewn about not all is copied, and what is takes no more memory than that', () => {
  const memory = new Pages(2000);
  const copies = new FrameCopies(memory);
  const into = Buffer.alloc(FRAME);
  copies.startWalk();
  let copied = 0;
  for (let page = 0; page < 2000; page += 20) {
    if (copies.take(memory.start + page * PAGE, into)) copied++;
  }
  assert.equal(copied, 32);
  assert.equal(memory.reads, 32);
});

test('the copies of one thread are not those of another', () => {
  const [one, other] = [new Pages(4), new Pages(4)];
  other.bytes.fill(99);
  const [copies, others] = [new FrameCopies(one), new FrameCopies(other)];
  for (let walk = 0; walk < 3; walk++) {
    copies.startWalk();
    assert.deepEqual(taken(one, copies, [1, 2]), [2, 3]);
    others.startWalk();
    assert.deepEqual(taken(other, others, [1, 2]), [99, 99]);
  }
});
