import { IntColumn } from '../../model/columns.ts';
import type { AttributeSetIndex, FrameIndex, FrameTable, IdentifierIndex } from '../../model/frames.ts';
import type { ByteWindow } from './byte-window.ts';

declare const table: unique symbol;

/**
 * What frame texts have in common that differ in the running line alone: the bytes before its digits. A text that does not
 * end in a line is a site by itself.
 */
export type SiteIndex = number & { readonly [table]: 'site' };
export const NO_SITE: SiteIndex = -1 as SiteIndex;

export interface NewSite {
  readonly hash: number;
  /** The bytes as they stand in the file. */
  readonly key: Uint8Array;
  readonly identifier: IdentifierIndex;
  readonly attributes: AttributeSetIndex;
  /** The frame of a text without a line. */
  readonly frame: FrameIndex | undefined;
}

/** Columns of `#rows`: what is looked at for each frame of a file stands together. */
const KEY_START = 0;
const KEY_LENGTH = 1;
const FRAME = 2;
const FIRST_LINE = 3;
const LINES_START = 4;
const LINES_LENGTH = 5;
const COLUMNS = 6;

const NO_FRAME = -1;
/** Lines farther apart than this are not kept beside each other. */
const WIDEST_SPAN = 1 << 14;

/** Sites by their bytes, and the frames at their lines. */
export class SiteTable {
  readonly #window: ByteWindow;
  readonly #frames: FrameTable;
  #rows = new Int32Array(COLUMNS * 256);
  #size = 0;
  readonly #hashes = new IntColumn();
  readonly #identifiers = new IntColumn();
  readonly #attributes = new IntColumn();
  #keys = new Uint8Array(1 << 14);
  #keyView = new DataView(this.#keys.buffer);
  #keyBytes = 0;
  /** Frame + 1 by line, 0 where it is not known; each site has a range. */
  #lines = new Int32Array(1 << 12);
  #linesUsed = 0;
  /** Site + 1, 0 for a free slot; a power of two, at most half full. */
  #slots = new Int32Array(1024);

  constructor(window: ByteWindow, frames: FrameTable) {
    this.#window = window;
    this.#frames = frames;
  }

  /** The site whose key is the bytes `from` to `to`. */
  find(hash: number, from: number, to: number): SiteIndex {
    const mask = this.#slots.length - 1;
    for (let slot = scatter(hash) & mask; ; slot = (slot + 1) & mask) {
      const site = ((this.#slots[slot] as number) - 1) as SiteIndex;
      if (site === NO_SITE) return site;
      if (this.#hashes.get(site) === hash && this.keyLength(site) === to - from && this.begins(site, from))
        return site;
    }
  }

  add({ hash, key, identifier, attributes, frame }: NewSite): SiteIndex {
    const site = this.#size++ as SiteIndex;
    this.#reserve(key.length);
    this.#keys.set(key, this.#keyBytes);
    this.#rows.set([this.#keyBytes, key.length, frame ?? NO_FRAME, 0, 0, 0], site * COLUMNS);
    this.#keyBytes += key.length;
    this.#hashes.push(hash);
    this.#identifiers.push(identifier);
    this.#attributes.push(attributes);
    if (this.#size * 2 <= this.#slots.length) this.#place(site);
    else this.#growSlots();
    return site;
  }

  keyLength(site: SiteIndex): number {
    return this.#rows[site * COLUMNS + KEY_LENGTH] as number;
  }

  /** Whether the site's key begins at a position of the window. */
  begins(site: SiteIndex, from: number): boolean {
    const keys = this.#keyView;
    const { view, end } = this.#window;
    let key = this.#rows[site * COLUMNS + KEY_START] as number;
    let rest = this.keyLength(site);
    let at = from;
    if (at + rest > end) return false;
    for (; rest >= 4; rest -= 4, key += 4, at += 4)
      if (keys.getInt32(key) !== view.getInt32(at)) return false;
    for (; rest > 0; rest--, key++, at++) if (keys.getUint8(key) !== view.getUint8(at)) return false;
    return true;
  }

  /** Undefined for a site of lines. */
  frameOf(site: SiteIndex): FrameIndex | undefined {
    const frame = this.#rows[site * COLUMNS + FRAME] as number;
    return frame === NO_FRAME ? undefined : (frame as FrameIndex);
  }

  frameAt(site: SiteIndex, line: number): FrameIndex {
    const row = site * COLUMNS;
    const at = line - (this.#rows[row + FIRST_LINE] as number);
    if (at >= 0 && at < (this.#rows[row + LINES_LENGTH] as number)) {
      const known = this.#lines[(this.#rows[row + LINES_START] as number) + at] as number;
      if (known !== 0) return (known - 1) as FrameIndex;
    }
    return this.#addFrame(site, line);
  }

  #addFrame(site: SiteIndex, line: number): FrameIndex {
    const identifier = this.#identifiers.get(site) as IdentifierIndex;
    const frame = this.#frames.addRow(identifier, this.#attributes.get(site) as AttributeSetIndex, line);
    const row = site * COLUMNS;
    const at = line - (this.#rows[row + FIRST_LINE] as number);
    if ((at < 0 || at >= (this.#rows[row + LINES_LENGTH] as number)) && !this.#widen(row, line)) return frame;
    const start = (this.#rows[row + LINES_START] as number) - (this.#rows[row + FIRST_LINE] as number);
    this.#lines[start + line] = frame + 1;
    return frame;
  }

  /** Gives a site a range that holds a line too, and half as many again. False when it would be too wide. */
  #widen(row: number, line: number): boolean {
    const length = this.#rows[row + LINES_LENGTH] as number;
    const first = this.#rows[row + FIRST_LINE] as number;
    const from = length === 0 ? line : Math.min(line, first);
    const span = Math.max(line + 1, length === 0 ? 0 : first + length) - from;
    if (span > WIDEST_SPAN) return false;
    const wanted = span + (span >> 1) + 8;
    const start = line < first ? Math.max(0, from - (wanted - span)) : from;
    if (this.#linesUsed + wanted > this.#lines.length) {
      const grown = new Int32Array(Math.max(this.#lines.length * 2, this.#linesUsed + wanted));
      grown.set(this.#lines);
      this.#lines = grown;
    }
    const before = this.#rows[row + LINES_START] as number;
    this.#lines.copyWithin(this.#linesUsed + first - start, before, before + length);
    this.#rows[row + LINES_START] = this.#linesUsed;
    this.#rows[row + LINES_LENGTH] = wanted;
    this.#rows[row + FIRST_LINE] = start;
    this.#linesUsed += wanted;
    return true;
  }

  #place(site: SiteIndex): void {
    const mask = this.#slots.length - 1;
    let slot = scatter(this.#hashes.get(site)) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = site + 1;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let site = 0; site < this.#size; site++) this.#place(site as SiteIndex);
  }

  #reserve(keyBytes: number): void {
    if (this.#size * COLUMNS > this.#rows.length) {
      const grown = new Int32Array(this.#rows.length * 2);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    if (this.#keyBytes + keyBytes <= this.#keys.length) return;
    const grown = new Uint8Array(Math.max(this.#keys.length * 2, this.#keyBytes + keyBytes));
    grown.set(this.#keys);
    this.#keys = grown;
    this.#keyView = new DataView(grown.buffer);
  }
}

/** The hash of a run of bytes: start with 0 and mix in each. */
export function mixByte(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** The last bytes have hardly moved the high bits of a hash, so these are folded in before it is cut to a slot. */
function scatter(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
