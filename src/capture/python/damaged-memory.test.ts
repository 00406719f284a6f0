import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAMAGES, DamagedMemory } from '../../../test/support/damaged-memory.ts';
import { TANGLED, Tangle } from '../../../test/support/tangle.ts';
import { walkedNames } from '../../../test/support/walked-names.ts';
import { CodeTable } from './code-table.ts';
import { DataStackImage } from './data-stack-image.ts';
import { FrameObjectsImage } from './frame-objects-image.ts';
import { cpython38 } from './layouts/cpython-3-8.ts';
import type { PythonLayout } from './layouts/layout.ts';
import { LAYOUTS } from './layouts/select-layout.ts';
import type { Memory } from './process-memory.ts';
import { walkerOf } from './walker-of.ts';

/** By then it is known that a thread does not move on. */
const WALKS_UNTIL_CALM = 120;
const NAMES = ['<module>', 'main', 'outer', 'inner', 'leaf'];

function imageOf(layout: PythonLayout): DataStackImage | FrameObjectsImage {
  return layout.frames === 'objects'
    ? new FrameObjectsImage(layout, NAMES)
    : new DataStackImage(layout, NAMES);
}

for (const layout of LAYOUTS) {
  test(`bytes of CPython ${layout.version} that are damaged, at once or while they are read, harm nothing`, () => {
    fc.assert(
      fc.property(DAMAGES, fc.boolean(), (damages, atOnce) => {
        const image = imageOf(layout);
        walkedNames(new DamagedMemory(image, damages, atOnce), layout, image);
      }),
      { numRuns: 300 },
    );
  });

  test(`bytes of CPython ${layout.version} that are damaged once a thread mostly is where it was harm nothing`, () => {
    fc.assert(
      fc.property(DAMAGES, (damages) => {
        const image = imageOf(layout);
        const codes = new CodeTable(image, layout, image.codeType);
        const walker = walkerOf(image, layout, { codes, thread: image.thread });
        for (let now = 1; now <= WALKS_UNTIL_CALM; now++) {
          image.changeOutermost();
          walker.walk(now);
        }
        if (image instanceof DataStackImage) assert.equal(walker.innermost, 0);
        const damaged = new DamagedMemory(image, damages);
        for (let after = 1; after <= damages.length; after++) {
          damaged.strike();
          const outcome = walker.walk(WALKS_UNTIL_CALM + after);
          if (outcome === 'whole') assert.ok(walker.depth > 0 && walker.depth <= walker.chain.length);
        }
      }),
      { numRuns: 100 },
    );
  });

  test(`CPython ${layout.version}: memory without sense, full of circles and never twice the same, ends the walk within bounds`, () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const memory = new Tangle(seed);
        walkedNames(memory, layout, { thread: TANGLED });
        assert.ok(memory.reads < 400_000, `${memory.reads} reads`);
        assert.ok(memory.bytes < 4e9, `${memory.bytes} bytes`);
      }),
      { numRuns: 40 },
    );
  });
}

test('a circle of frame objects is no stack', () => {
  const { frame } = cpython38;
  const memory: Memory = {
    read(address, into, length) {
      const bytes = Buffer.from(into.buffer, into.byteOffset, length).fill(0);
      if (length <= 8) bytes.writeUInt32LE(TANGLED, 0);
      else {
        bytes.writeUInt32LE(TANGLED + ((address - TANGLED + 512) % 4096), frame.back);
        bytes[frame.state] = frame.executing;
      }
      return true;
    },
  };
  assert.deepEqual(walkedNames(memory, cpython38, { thread: TANGLED }), ['none']);
});
