import type { PythonLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';

const CODE_TYPE = 0x13_0000;
const FIRST_FREE = 0x30_0000;
/** Objects begin on a page each. */
const PAGE = 0x1000;

/** Memory of a made-up process, with objects as a version of CPython has them. */
export class MemoryImage implements Memory {
  readonly codeType: number = CODE_TYPE;
  /** Every piece of memory that there is. */
  readonly regions: { readonly start: number; readonly bytes: Buffer }[] = [];
  readonly #layout: PythonLayout;
  #free = FIRST_FREE;

  constructor(layout: PythonLayout) {
    this.#layout = layout;
  }

  /** A static type. */
  makeType(name: string): number {
    const { type } = this.#layout;
    const address = this.allocate(1024);
    put(this.bytesAt(address), type.name, this.cText(name));
    return address;
  }

  makeInstance(type: number): number {
    const address = this.allocate(64);
    put(this.bytesAt(address), this.#layout.object.type, type);
    return address;
  }

  read(address: number, into: Uint8Array, length: number): boolean {
    for (const { start, bytes } of this.regions) {
      if (address < start || address + length > start + bytes.length) continue;
      bytes.copy(into, 0, address - start, address - start + length);
      return true;
    }
    return false;
  }

  cText(text: string): number {
    const address = this.allocate(256);
    this.bytesAt(address).write(`${text}\0`);
    return address;
  }

  text(text: string): number {
    const { unicode } = this.#layout;
    const address = this.allocate(unicode.compactData + text.length);
    const bytes = this.bytesAt(address);
    put(bytes, unicode.length, text.length);
    bytes.writeUInt32LE((1 << 2) | (1 << 5) | (1 << 6), unicode.state);
    bytes.write(text, unicode.asciiData, 'latin1');
    return address;
  }

  tuple(items: readonly number[]): number {
    const { tuple } = this.#layout;
    const address = this.allocate(tuple.items + items.length * 8);
    const bytes = this.bytesAt(address);
    put(bytes, tuple.size, items.length);
    for (const [index, item] of items.entries()) put(bytes, tuple.items + index * 8, item);
    return address;
  }

  bytesObject(content: readonly number[]): number {
    const { bytes: layout } = this.#layout;
    const address = this.allocate(layout.data + content.length);
    const bytes = this.bytesAt(address);
    put(bytes, layout.size, content.length);
    bytes.set(content, layout.data);
    return address;
  }

  allocate(length: number): number {
    const address = this.#free;
    this.#free += Math.ceil(length / PAGE) * PAGE;
    this.place(address, length);
    return address;
  }

  place(start: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    this.regions.push({ start, bytes });
    return bytes;
  }

  bytesAt(start: number): Buffer {
    return this.regions.find((region) => region.start === start)?.bytes as Buffer;
  }
}

export function put(bytes: Buffer, at: number, value: number): void {
  bytes.writeBigUInt64LE(BigInt(value), at);
}
