import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAMAGES, DamagedMemory } from '../../../test/support/damaged-memory.ts';
import { InterpreterImage, interpreterIn, PREFIXES } from '../../../test/support/interpreter-image.ts';
import { TANGLED, Tangle } from '../../../test/support/tangle.ts';
import type { Interpreter } from './find-interpreter.ts';
import { LAYOUTS } from './layouts/select-layout.ts';
import { put } from './memory-image.ts';
import type { OpenMemory } from './process-memory.ts';
import { readSysFacts } from './sys-facts.ts';
import { threadsOf } from './thread-list.ts';
import { threadNamesOf } from './thread-names.ts';

/** Of what a list or dict may have, thousands are read before it is seen to make no sense. */
const MOST_BYTES = 64 << 20;
const MOST_READS = 400_000;
const LONGEST_NAME = 4096;

function readAll(interpreter: Interpreter): void {
  threadsOf(interpreter);
  readSysFacts(interpreter);
  for (const name of threadNamesOf(interpreter).values()) assert.ok(name.length <= LONGEST_NAME);
}

/** Of a made-up interpreter the beginning; behind it every word points further on, for ever. */
class Endless implements OpenMemory {
  readonly start: number = 0x7000_0000;
  readonly #image: InterpreterImage;
  #reads = 0;

  constructor(image: InterpreterImage) {
    this.#image = image;
  }

  read(address: number, into: Uint8Array, length: number): boolean {
    assert.ok(++this.#reads < MOST_READS, `${this.#reads} reads`);
    if (address < this.start) return this.#image.read(address, into, length);
    put(Buffer.from(into.buffer, into.byteOffset, length), 0, address + 0x1000);
    return true;
  }

  close(): void {}
}

function assertBounded({ reads, bytes }: { readonly reads: number; readonly bytes: number }): void {
  assert.ok(reads < MOST_READS, `${reads} reads`);
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
}

for (const layout of LAYOUTS) {
  test(`a made-up interpreter of CPython ${layout.version} is read as it was made`, () => {
    const image = new InterpreterImage(layout, 'MainThread');
    const interpreter = image.interpreter(new DamagedMemory(image, []));
    assert.deepEqual(threadsOf(interpreter), [{ address: image.thread, nativeId: process.pid }]);
    assert.deepEqual(threadNamesOf(interpreter), new Map([[process.pid, 'MainThread']]));
    const prefixes = PREFIXES.map((name) => `/${name}`);
    assert.deepEqual(readSysFacts(interpreter), { path: ['/rehearsal'], prefixes });
  });

  test(`an interpreter of CPython ${layout.version} that is damaged, at once or while it is read, harms nothing`, () => {
    fc.assert(
      fc.property(DAMAGES, fc.boolean(), (damages, atOnce) => {
        const image = new InterpreterImage(layout, 'MainThread');
        const memory = new DamagedMemory(image, damages, atOnce);
        readAll(image.interpreter(memory));
        assertBounded(memory);
      }),
      { numRuns: 300 },
    );
  });

  test(`CPython ${layout.version}: an interpreter full of circles and never twice the same is read within bounds`, () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const memory = new Tangle(seed);
        readAll(interpreterIn(memory, layout, TANGLED));
        assertBounded(memory);
      }),
      { numRuns: 30 },
    );
  });

  test(`CPython ${layout.version}: a list of threads that never ends is left`, () => {
    const image = new InterpreterImage(layout, 'MainThread');
    const memory = new Endless(image);
    put(image.bytesAt(image.thread), layout.thread.next, memory.start);
    threadsOf(image.interpreter(memory));
  });

  test(`CPython ${layout.version}: of a name of a thread as much is kept as of any other`, () => {
    const image = new InterpreterImage(layout, 'x'.repeat(10 * LONGEST_NAME));
    const names = threadNamesOf(image.interpreter(new DamagedMemory(image, [])));
    assert.equal(names.get(process.pid), 'x'.repeat(LONGEST_NAME));
  });
}
