import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { type ElfImage, readElfImage } from './elf-image.ts';

/** elf(5). */
const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const SECTION_BYTES = 64;
const SYMBOL_BYTES = 24;
const ET_EXEC = 2;
const PT_LOAD = 1;
const SHT_STRTAB = 3;
const SHT_SYMTAB = 2;
const SHT_DYNSYM = 11;

interface MadeSection {
  readonly name: string;
  readonly type: number;
  readonly address?: number;
  readonly content?: Buffer;
  /** The index of the section with its names. */
  readonly link?: number;
}

/** An executable of one segment. */
function elfOf(sections: readonly MadeSection[]): Buffer {
  const names = Buffer.from(`${sections.map(({ name }) => name).join('\0')}\0.shstrtab\0`);
  const all = [...sections, { name: '.shstrtab', type: SHT_STRTAB, content: names }];
  const tableAt = HEADER_BYTES + SEGMENT_BYTES;
  const head = Buffer.alloc(tableAt + all.length * SECTION_BYTES);
  head.write('\x7fELF\x02\x01', 'latin1');
  head.writeUInt16LE(ET_EXEC, 16);
  head.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  head.writeBigUInt64LE(BigInt(tableAt), 40);
  for (const [at, value] of [
    [54, SEGMENT_BYTES],
    [56, 1],
    [58, SECTION_BYTES],
    [60, all.length],
    [62, all.length - 1],
  ] as const) {
    head.writeUInt16LE(value, at);
  }
  head.writeUInt32LE(PT_LOAD, HEADER_BYTES);
  head.writeBigUInt64LE(0x1000n, HEADER_BYTES + 8);
  head.writeBigUInt64LE(0x40_1000n, HEADER_BYTES + 16);
  const contents: Buffer[] = [];
  let offset = head.length;
  let nameAt = 0;
  for (const [index, { name, type, address = 0, content = Buffer.alloc(0), link = 0 }] of all.entries()) {
    const at = tableAt + index * SECTION_BYTES;
    head.writeUInt32LE(nameAt, at);
    head.writeUInt32LE(type, at + 4);
    head.writeBigUInt64LE(BigInt(address), at + 16);
    head.writeBigUInt64LE(BigInt(offset), at + 24);
    head.writeBigUInt64LE(BigInt(content.length), at + 32);
    head.writeUInt32LE(link, at + 40);
    contents.push(content);
    offset += content.length;
    nameAt += name.length + 1;
  }
  return Buffer.concat([head, ...contents]);
}

/** A table of one symbol, and its names. */
function symbolTable(type: number, name: string, address: number, link: number): MadeSection[] {
  const symbol = Buffer.alloc(SYMBOL_BYTES);
  symbol.writeUInt32LE(1);
  symbol.writeUInt16LE(1, 6);
  symbol.writeBigUInt64LE(BigInt(address), 8);
  return [
    { name: '.symbols', type, content: symbol, link },
    { name: '.names', type: SHT_STRTAB, content: Buffer.from(`\0${name}\0`) },
  ];
}

const SOUND = elfOf([
  { name: '', type: 0 },
  ...symbolTable(SHT_DYNSYM, '_PyRuntime', 0x50_0000, 2),
  ...symbolTable(SHT_SYMTAB, 'PyCode_Type', 0x60_0000, 4),
  { name: '.PyRuntime', type: 1, address: 0x50_0000 },
]);

/** Where the files of a test are, until it ends. */
function readerIn(context: TestContext): (content: Buffer, length?: number) => ElfImage {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-elf-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return (content, length = content.length) => {
    const file = openSync(join(folder, 'image'), 'w+');
    try {
      writeSync(file, content);
      ftruncateSync(file, length);
      return readElfImage(file);
    } finally {
      closeSync(file);
    }
  };
}

test('a made-up image is read as it was made', (context) => {
  const image = readerIn(context)(SOUND);
  assert.ok(image.kind === 'elf');
  assert.equal(image.absolute, true);
  assert.deepEqual(image.segments, [{ fileOffset: 0x1000, virtualAddress: 0x40_1000 }]);
  assert.equal(image.symbol('_PyRuntime'), 0x50_0000);
  assert.equal(image.symbol('PyCode_Type'), 0x60_0000);
  assert.equal(image.section('.PyRuntime'), 0x50_0000);
  assert.equal(image.section('.PyRun'), undefined);
});

test('an image that is damaged or cut off harms nothing', (context) => {
  const read = readerIn(context);
  // What the header tells of the tables, or anything.
  const place = fc.oneof(fc.integer({ min: 16, max: HEADER_BYTES - 1 }), fc.nat(SOUND.length - 1));
  const damage = fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(damage, fc.option(fc.nat(SOUND.length)), (changes, length) => {
      const bytes = Buffer.from(SOUND);
      for (const [at, value] of changes) bytes[at] = value;
      const image = read(bytes, length ?? bytes.length);
      if (image.kind !== 'elf') return;
      image.symbol('_PyRuntime');
      image.section('.PyRuntime');
    }),
    { numRuns: 1000 },
  );
});

const TABLE_BYTES = 1 << 20;
const TABLES = 1000;

test('of thousands of symbol tables no more are read than an image has', {
  skip: process.platform !== 'linux' && 'bytes that were read are counted by Linux',
}, (context) => {
  const table = { name: '', type: SHT_SYMTAB, content: Buffer.alloc(TABLE_BYTES), link: 0 };
  const image = elfOf([table]);
  // All of the tables are the same part of the file.
  const header = image.subarray(HEADER_BYTES + SEGMENT_BYTES, HEADER_BYTES + SEGMENT_BYTES + SECTION_BYTES);
  const bytes = Buffer.concat([image, ...Array.from({ length: TABLES }, () => header)]);
  bytes.writeBigUInt64LE(BigInt(image.length), 40);
  bytes.writeUInt16LE(TABLES, 60);
  const read = readerIn(context);
  const before = bytesRead();
  assert.equal(read(bytes).kind, 'elf');
  assert.ok(bytesRead() - before < 10 * TABLE_BYTES, `${bytesRead() - before} bytes`);
});

/** By this process so far (proc(5)). */
function bytesRead(): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]);
}
