import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { problemOf } from '../capture-problem.ts';
import type { Memory } from '../process-memory.ts';
import { describedLayout } from './debug-offsets.ts';

const RUNTIME = 0x1000;
const FREE_THREADED = 16;
/** Behind cookie, version and free_threaded: members of eight bytes. */
const MEMBERS = 24;
/** More than any version describes. */
const MOST_MEMBERS = 120;

function runtimeOf(version: number, members: readonly bigint[], freeThreaded = 0n): Memory {
  const bytes = Buffer.alloc(1024);
  bytes.write('xdebugpy', 'latin1');
  bytes.writeBigUInt64LE((3n << 24n) | (BigInt(version) << 16n), 8);
  bytes.writeBigUInt64LE(freeThreaded, FREE_THREADED);
  for (const [index, member] of members.entries()) bytes.writeBigUInt64LE(member, MEMBERS + index * 8);
  return {
    read: (address, into, length) => bytes.copy(into, 0, address - RUNTIME, address - RUNTIME + length) > 0,
  };
}

test('what an interpreter says of itself is believed where it can be', () => {
  const members = Array.from({ length: MOST_MEMBERS }, (_, index) => BigInt(index * 8));
  const described = describedLayout(runtimeOf(13, members), RUNTIME);
  assert.equal(described?.kind === 'described' && described.layout?.frames, 'data-stack');
});

test('a free-threaded build is refused, whatever else it says of itself', () => {
  const members = Array.from({ length: MOST_MEMBERS }, (_, index) => BigInt(index * 8));
  const described = describedLayout(runtimeOf(14, members, 1n), RUNTIME);
  assert.deepEqual(described, { kind: 'free-threaded', version: '3.14' });
  assert.ok(described?.kind === 'free-threaded');
  assert.deepEqual(problemOf({ kind: 'problem', found: described }, 4321, 'started'), {
    problem: 'unsupported-python',
    message: 'Process 4321 runs free-threaded CPython 3.14; supported are 3.8 to 3.15, not free-threaded.',
  });
});

test('whatever an interpreter says of itself, nothing far away or askew is read for it', () => {
  const small = fc.integer({ min: 0, max: 127 }).map((words) => BigInt(words * 8));
  const member = fc.oneof({ arbitrary: small, weight: 60 }, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));
  const members = fc.array(member, { minLength: MOST_MEMBERS, maxLength: MOST_MEMBERS });
  let believed = 0;
  fc.assert(
    fc.property(fc.integer({ min: 13, max: 15 }), members, (version, all) => {
      const described = describedLayout(runtimeOf(version, all), RUNTIME);
      const layout = described?.kind === 'described' ? described.layout : undefined;
      if (layout?.frames !== 'data-stack') return;
      believed++;
      const { thread, frame, interpreter, runtime } = layout;
      const { next, nativeThreadId, datastackChunk, datastackTop, currentFrame } = thread;
      const offsets = [next, nativeThreadId, datastackChunk, datastackTop, currentFrame.offset];
      for (const offset of [...offsets, frame.previous, frame.code, frame.instruction, frame.locals])
        assert.ok(offset <= 1024 && offset % 8 === 0);
      assert.ok(next >= 8 && frame.owner <= 1024);
      for (const offset of [interpreter.next, interpreter.threadsHead, runtime.interpretersHead])
        assert.ok(offset <= 1 << 20 && offset % 8 === 0);
    }),
  );
  assert.ok(believed > 0, 'nothing was believed');
});
