import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAMAGES, DamagedMemory } from '../../../test/support/damaged-memory.ts';
import { interpreterIn } from '../../../test/support/interpreter-image.ts';
import type { CodeObject } from './code-object.ts';
import { CodeTable } from './code-table.ts';
import { DataStackImage } from './data-stack-image.ts';
import { FrameLocals, type LocalVariable } from './frame-locals.ts';
import { FrameObjectsImage } from './frame-objects-image.ts';
import type { PythonLayout } from './layouts/layout.ts';
import { LAYOUTS } from './layouts/select-layout.ts';
import { MemoryImage, put } from './memory-image.ts';
import { pointerAt } from './python-objects.ts';
import { ValueText } from './value-text.ts';
import { walkerOf } from './walker-of.ts';

/** Escapes, digits and the name of a type. */
const LONGEST_VALUE = 1000;
const LONGEST_NAME = 4096;
/** The names of variables of a frame are longer than all that is shown of their values. */
const MOST_BYTES = 1 << 20;

/** One of each kind that is shown, with the flag of its type (Include/object.h). */
function makeValues(image: MemoryImage, layout: PythonLayout, text = "don't\x7f"): number[] {
  const typed = (address: number, name: string, flag = 0): number => {
    const type = image.makeType(name);
    put(image.bytesAt(type), layout.type.flags, flag);
    put(image.bytesAt(address), layout.object.type, type);
    return address;
  };
  return [
    typed(image.allocate(64), 'NoneType'),
    typed(image.allocate(64), 'float'),
    typed(image.allocate(64), 'int', 1 << 24),
    typed(image.text(text), 'str', 1 << 28),
    typed(image.bytesObject([0, 0x41]), 'bytes', 1 << 27),
    typed(image.tuple([1, 2]), 'tuple', 1 << 26),
    typed(image.allocate(64), 'list', 1 << 25),
    typed(image.allocate(64), 'dict', 1 << 29),
    typed(image.allocate(64), 'set'),
    typed(image.allocate(1024), 'type', 0x8000_0000),
  ];
}

const TEXT_AT = 3;
const TEXTS = [
  'None',
  '0.0',
  '0',
  `"don't\\x7f"`,
  String.raw`b'\x00A'`,
  '<tuple of 2>',
  '<list of 0>',
  '<dict of 0>',
  '<set of 0>',
  '<class ?>',
];

for (const layout of LAYOUTS) {
  test(`values of CPython ${layout.version} have short texts, and some text when they are damaged`, () => {
    const sound = new MemoryImage(layout);
    const texts = new ValueText(sound, layout);
    assert.deepEqual(
      makeValues(sound, layout).map((value) => texts.of(value)),
      TEXTS,
    );
    fc.assert(
      fc.property(DAMAGES, (damages) => {
        const image = new MemoryImage(layout);
        const values = makeValues(image, layout);
        const memory = new DamagedMemory(image, damages);
        const reader = new ValueText(memory, layout);
        for (const value of values) assert.ok(reader.of(value).length <= LONGEST_VALUE);
        assert.ok(memory.bytes < MOST_BYTES, `${memory.bytes} bytes`);
      }),
      { numRuns: 300 },
    );
  });

  test(`CPython ${layout.version}: of a long text no more is read than of a name`, () => {
    const image = new MemoryImage(layout);
    const [text = 0] = makeValues(image, layout, 'x'.repeat(10 * LONGEST_NAME)).slice(TEXT_AT);
    const memory = new DamagedMemory(image, []);
    assert.equal(new ValueText(memory, layout).of(text), `'${'x'.repeat(80)}'…`);
    assert.ok(memory.bytes < 2 * LONGEST_NAME, `${memory.bytes} bytes`);
  });

  test(`variables of CPython ${layout.version} that are damaged, before or while they are read, harm nothing`, () => {
    assert.deepEqual(localsOf(layout).read(), [{ name: 'self', value: '<Part>' }]);
    fc.assert(
      fc.property(DAMAGES, fc.boolean(), (damages, atOnce) => {
        const { image, read } = localsOf(layout);
        const memory = new DamagedMemory(image, damages, atOnce);
        for (const { name, value } of read(memory) ?? []) {
          assert.ok(name.length <= LONGEST_NAME && value.length <= LONGEST_VALUE);
        }
        assert.ok(memory.bytes < MOST_BYTES, `${memory.bytes} bytes`);
      }),
      { numRuns: 300 },
    );
  });

  test(`CPython ${layout.version}: of a name of a variable as much is kept as of any other`, () => {
    const { image, code, read } = localsOf(layout);
    const names = image.bytesAt(pointerAt(code.header, layout.code.localNames));
    put(names, layout.tuple.items, image.text('x'.repeat(10 * LONGEST_NAME)));
    assert.deepEqual(read(), [{ name: 'x'.repeat(LONGEST_NAME), value: '<Part>' }]);
  });
}

/** The variables of a frame that has one, which is read through a memory. */
function localsOf(layout: PythonLayout): {
  readonly image: MemoryImage;
  readonly code: CodeObject;
  readonly read: (memory?: DamagedMemory) => LocalVariable[] | undefined;
} {
  const names = ['<module>', 'leaf'];
  const image =
    layout.frames === 'objects' ? new FrameObjectsImage(layout, names) : new DataStackImage(layout, names);
  const codes = new CodeTable(image, layout, image.codeType);
  const walker = walkerOf(image, layout, { codes, thread: image.thread });
  assert.equal(walker.walk(1), 'whole');
  const code = walker.chain.codeAt(1);
  const frame = walker.chain.addressAt(1);
  return {
    image,
    code,
    read: (memory = new DamagedMemory(image, [])) =>
      new FrameLocals(interpreterIn(memory, layout, 0)).read(code, frame),
  };
}
