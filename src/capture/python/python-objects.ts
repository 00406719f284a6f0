import type { PythonLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';

/** Bounds on what a foreign process may make us read. */
const LONGEST_TEXT = 64 << 10;
/** Names are kept for as long as the recording lasts. */
const LONGEST_NAME = 4 << 10;
const LONGEST_LIST = 10_000;
const MOST_ENTRIES = 100_000;
/** `DICT_KEYS_GENERAL`: entries of hash, key and value; the others have no hash. */
const GENERAL = 0;

/** `Py_TPFLAGS_TYPE_SUBCLASS`: instances are types (Include/object.h). */
export const TYPE_SUBCLASS = 0x8000_0000;

/** The entries of a dict's keys: where the first one is, and in each of them the key. Behind the key stands its value. */
export interface KeyTable {
  readonly start: number;
  readonly count: number;
  readonly entryBytes: number;
  readonly keyAt: number;
}

/** Python values in the memory of another process. Every question may be answered `undefined`: it changes while it is read. */
export class PythonObjects {
  readonly #memory: Memory;
  readonly #layout: PythonLayout;
  readonly #small = Buffer.alloc(512);

  constructor(memory: Memory, layout: PythonLayout) {
    this.#memory = memory;
    this.#layout = layout;
  }

  pointer(address: number): number | undefined {
    if (!this.#memory.read(address, this.#small, 8)) return undefined;
    return pointerAt(this.#small, 0);
  }

  bytes(address: number, length: number): Buffer | undefined {
    const into = Buffer.allocUnsafe(length);
    return this.#memory.read(address, into, length) ? into : undefined;
  }

  /** A `str` of any kind: 1, 2 or 4 bytes a character, compact (Include/cpython/unicodeobject.h). */
  text(address: number, longest: number = LONGEST_TEXT): string | undefined {
    return this.#text(address, longest, longest);
  }

  /** A `str`, or the beginning of a long one. */
  name(address: number): string | undefined {
    return this.#text(address, LONGEST_TEXT, LONGEST_NAME);
  }

  /** `most` is how much of it is read. */
  #text(address: number, longest: number, most: number): string | undefined {
    const { unicode } = this.#layout;
    if (!this.#memory.read(address, this.#small, unicode.compactData)) return undefined;
    const length = pointerAt(this.#small, unicode.length);
    const state = this.#small.readUInt32LE(unicode.state);
    const kind = (state >> 2) & 7;
    const compact = (state >> 5) & 1;
    const ascii = (state >> 6) & 1;
    if (compact === 0 || length > longest || (kind !== 1 && kind !== 2 && kind !== 4)) return undefined;
    const start = address + (ascii ? unicode.asciiData : unicode.compactData);
    const data = this.bytes(start, Math.min(length, most) * kind);
    return data && decode(data, kind);
  }

  /** The length of a `str` in characters. */
  textLength(address: number): number | undefined {
    return this.pointer(address + this.#layout.unicode.length);
  }

  /** The addresses in a `tuple`. */
  tuple(address: number): number[] | undefined {
    const { tuple } = this.#layout;
    const size = this.pointer(address + tuple.size);
    return size === undefined ? undefined : this.#pointers(address + tuple.items, size);
  }

  list(address: number): number[] | undefined {
    const { list } = this.#layout;
    const size = this.pointer(address + list.size);
    const items = this.pointer(address + list.items);
    if (size === undefined || items === undefined) return undefined;
    return this.#pointers(items, size);
  }

  /** The content of a `bytes`. */
  bytesObject(address: number, longest: number): Buffer | undefined {
    const { bytes } = this.#layout;
    const size = this.pointer(address + bytes.size);
    if (size === undefined || size > longest) return undefined;
    return this.bytes(address + bytes.data, size);
  }

  /** NUL-terminated UTF-8, at most 255 bytes of it. */
  cText(address: number): string | undefined {
    for (const length of [255, 64, 16]) {
      if (!this.#memory.read(address, this.#small, length)) continue;
      const end = this.#small.subarray(0, length).indexOf(0);
      return this.#small.toString('utf8', 0, end < 0 ? length : end);
    }
    return undefined;
  }

  /** The part of a type's `tp_name` behind the last dot, as `_PyType_Name` has it. */
  typeName(type: number): string | undefined {
    const at = this.pointer(type + this.#layout.type.name);
    const full = at === undefined ? undefined : this.cText(at);
    return full?.slice(full.lastIndexOf('.') + 1);
  }

  /** The value of a text key of a `dict` whose keys are not shared (Include/internal/pycore_dict.h). */
  dictValue(address: number, key: string): number | undefined {
    const keys = this.pointer(address + this.#layout.dict.keys);
    const table = keys === undefined ? undefined : this.keyTable(keys);
    const entries = table && this.bytes(table.start, table.count * table.entryBytes);
    if (table === undefined || entries === undefined) return undefined;
    for (let i = 0; i < table.count; i++) {
      const at = i * table.entryBytes + table.keyAt;
      const name = pointerAt(entries, at);
      if (name !== 0 && this.textLength(name) === key.length && this.text(name) === key) {
        return pointerAt(entries, at + 8);
      }
    }
    return undefined;
  }

  keyTable(keys: number): KeyTable | undefined {
    const { dictKeys } = this.#layout;
    const head = this.bytes(keys, dictKeys.indices);
    if (head === undefined) return undefined;
    const count = pointerAt(head, dictKeys.entryCount);
    if (count > MOST_ENTRIES) return undefined;
    const hasHash = dictKeys.index === 'slots' || head[dictKeys.kind] === GENERAL;
    const start = keys + dictKeys.indices + indexBytesOf(head, dictKeys);
    return { start, count, entryBytes: hasHash ? 24 : 16, keyAt: hasHash ? 8 : 0 };
  }

  #pointers(address: number, count: number): number[] | undefined {
    if (count > LONGEST_LIST) return undefined;
    const data = this.bytes(address, count * 8);
    return data && Array.from({ length: count }, (_, i) => pointerAt(data, i * 8));
  }
}

/** The bytes between the head of a dict's keys and their entries. */
function indexBytesOf(head: Buffer, dictKeys: PythonLayout['dictKeys']): number {
  if (dictKeys.index === 'log2-bytes') return 2 ** (head[dictKeys.log2IndexBytes] as number);
  const count = pointerAt(head, dictKeys.slots);
  return count * (count <= 0xff ? 1 : count <= 0xffff ? 2 : 4);
}

/** A 64-bit value as a number: exact for addresses and lengths, which are below 2^53. */
export function pointerAt(bytes: Buffer, offset: number): number {
  return bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * 0x1_0000_0000;
}

/** A pointer to an object without the tags in its low bits (CPython 3.14 and later). */
export function objectAt(bytes: Buffer, offset: number): number {
  const value = pointerAt(bytes, offset);
  return value - (value % OBJECT_ALIGNMENT);
}

const OBJECT_ALIGNMENT = 8;

function decode(data: Buffer, kind: 1 | 2 | 4): string {
  if (kind === 1) return data.toString('latin1');
  if (kind === 2) return data.toString('utf16le');
  let text = '';
  for (let at = 0; at + 4 <= data.length; at += 4) {
    const point = data.readUInt32LE(at);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}
