import { fstatSync, readSync } from 'node:fs';

/** ELF constants, elf(5). */
const MAGIC = 0x464c457f;
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const PT_LOAD = 1;
const SHT_SYMTAB = 2;
const SHT_DYNSYM = 11;
const ET_EXEC = 2;
/** Sizes that no Python image reaches; a damaged header must not make us allocate more. */
const MOST_HEADERS = 4096;
const MOST_PART_BYTES = 64 << 20;
/** Of the names of sections, which are kept with the image. */
const MOST_NAME_BYTES = 1 << 20;

export type ElfImage =
  | { readonly kind: 'not-elf' }
  | { readonly kind: 'not-64-bit' }
  | {
      readonly kind: 'elf';
      /** Addresses in the file are the addresses in memory (not position independent). */
      readonly absolute: boolean;
      readonly segments: readonly Segment[];
      /** Address of a defined symbol of the file's dynamic or full symbol table. */
      symbol(name: string): number | undefined;
      /** Address of a section. */
      section(name: string): number | undefined;
    };

/** A part of the file that is loaded: `virtualAddress` is relative to the load address unless the image is absolute. */
export interface Segment {
  readonly fileOffset: number;
  readonly virtualAddress: number;
}

interface Section {
  readonly name: number;
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

/** Reads an open executable or shared library as far as needed; throws as `fs` does when the file cannot be read. */
export function readElfImage(file: number): ElfImage {
  const size = fstatSync(file).size;
  const header = readPart(file, 0, 64, size);
  if (header === undefined || header.readUInt32LE(0) !== MAGIC) return { kind: 'not-elf' };
  if (header[4] !== CLASS_64 || header[5] !== LITTLE_ENDIAN) return { kind: 'not-64-bit' };
  const segments = readSegments(file, header, size);
  const sections = readSections(file, header, size);
  const names = sections[header.readUInt16LE(62)];
  const isPlausible = names !== undefined && names.size <= MOST_NAME_BYTES;
  const sectionNames = isPlausible ? readPart(file, names.offset, names.size, size) : undefined;
  const symbols = new Map<string, number>();
  // An image has one of each at most (elf(5)); a damaged one may list thousands.
  for (const type of [SHT_DYNSYM, SHT_SYMTAB]) {
    const table = sections.find((section) => section.type === type);
    if (table !== undefined) collectSymbols({ file, size, sections, table }, symbols);
  }
  return {
    kind: 'elf',
    absolute: header.readUInt16LE(16) === ET_EXEC,
    segments,
    symbol: (name) => symbols.get(name),
    section: (name) =>
      sections.find((s) => sectionNames !== undefined && isTextAt(sectionNames, s.name, name))?.address,
  };
}

function readSegments(file: number, header: Buffer, size: number): Segment[] {
  const segments: Segment[] = [];
  const start = Number(header.readBigUInt64LE(32));
  const entrySize = header.readUInt16LE(54);
  const count = Math.min(header.readUInt16LE(56), MOST_HEADERS);
  const table = entrySize >= 56 ? readPart(file, start, entrySize * count, size) : undefined;
  for (let i = 0; table !== undefined && i < count; i++) {
    const at = i * entrySize;
    if (table.readUInt32LE(at) !== PT_LOAD) continue;
    segments.push({
      fileOffset: Number(table.readBigUInt64LE(at + 8)),
      virtualAddress: Number(table.readBigUInt64LE(at + 16)),
    });
  }
  return segments;
}

function readSections(file: number, header: Buffer, size: number): Section[] {
  const sections: Section[] = [];
  const start = Number(header.readBigUInt64LE(40));
  const entrySize = header.readUInt16LE(58);
  const count = Math.min(header.readUInt16LE(60), MOST_HEADERS);
  const table = entrySize >= 64 ? readPart(file, start, entrySize * count, size) : undefined;
  for (let i = 0; table !== undefined && i < count; i++) {
    const at = i * entrySize;
    sections.push({
      name: table.readUInt32LE(at),
      type: table.readUInt32LE(at + 4),
      address: Number(table.readBigUInt64LE(at + 16)),
      offset: Number(table.readBigUInt64LE(at + 24)),
      size: Number(table.readBigUInt64LE(at + 32)),
      link: table.readUInt32LE(at + 40),
    });
  }
  return sections;
}

interface SymbolSource {
  readonly file: number;
  readonly size: number;
  readonly sections: readonly Section[];
  readonly table: Section;
}

const SYMBOL_SIZE = 24;
/** What is looked for; collecting all names of a large image would cost milliseconds before the first sample. */
const WANTED: readonly string[] = ['_PyRuntime', 'Py_Version', 'PyCode_Type'];

function collectSymbols({ file, size, sections, table }: SymbolSource, into: Map<string, number>): void {
  const texts = sections[table.link];
  if (texts === undefined) return;
  if (WANTED.every((name) => into.has(name))) return;
  const names = readPart(file, texts.offset, texts.size, size);
  const entries = readPart(file, table.offset, table.size, size);
  if (names === undefined || entries === undefined) return;
  const wanted = new Map<number, string>();
  for (const name of WANTED) {
    const at = names.indexOf(`\0${name}\0`, 0, 'latin1');
    if (at >= 0) wanted.set(at + 1, name);
  }
  for (let at = 0; at + SYMBOL_SIZE <= entries.length; at += SYMBOL_SIZE) {
    const name = wanted.get(entries.readUInt32LE(at));
    const defined = entries.readUInt16LE(at + 6) !== 0;
    if (name !== undefined && defined) into.set(name, Number(entries.readBigUInt64LE(at + 8)));
  }
}

function readPart(file: number, offset: number, length: number, size: number): Buffer | undefined {
  if (!(offset >= 0 && length >= 0 && length <= MOST_PART_BYTES && offset + length <= size)) return undefined;
  const part = Buffer.allocUnsafe(length);
  return readSync(file, part, 0, length, offset) === length ? part : undefined;
}

function isTextAt(names: Buffer, at: number, text: string): boolean {
  return names.toString('latin1', at, at + text.length + 1) === `${text}\0`;
}
