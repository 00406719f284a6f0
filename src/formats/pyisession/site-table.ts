import { IntColumn } from '../../model/columns.ts';
import type { FrameIndex, FrameKindIndex, FrameTable } from '../../model/frames.ts';
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
  /** The kind of the frames whose texts end in a line, or the frame of a text that does not. */
  readonly of: { readonly kind: FrameKindIndex } | { readonly frame: FrameIndex };
}

/** Columns of `#rows`: what is looked at for each frame of a file stands together. */
const KEY_START = 0;
const KEY_LENGTH = 1;
const FRAME = 2;
const KIND = 3;
const COLUMNS = 4;

const NO_FRAME = -1;
const NO_KIND = -1;

/** Sites by their bytes. */
export class SiteTable {
  readonly #window: ByteWindow;
  readonly #frames: FrameTable;
  #rows = new Int32Array(COLUMNS * 256);
  #size = 0;
  readonly #hashes = new IntColumn();
  #keys = new Uint8Array(1 << 14);
  #keyView = new DataView(this.#keys.buffer);
  #keyBytes = 0;
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

  add({ hash, key, of }: NewSite): SiteIndex {
    const site = this.#size++ as SiteIndex;
    this.#reserve(key.length);
    this.#keys.set(key, this.#keyBytes);
    const [frame, kind] = 'frame' in of ? [of.frame, NO_KIND] : [NO_FRAME, of.kind];
    this.#rows.set([this.#keyBytes, key.length, frame, kind], site * COLUMNS);
    this.#keyBytes += key.length;
    this.#hashes.push(hash);
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
    const key = this.#rows[site * COLUMNS + KEY_START] as number;
    const length = this.keyLength(site);
    if (from + length > end) return false;
    // Four bytes at a time; the last four may have been looked at in part.
    for (let at = 0; at < length - 4; at += 4)
      if (keys.getInt32(key + at, true) !== view.getInt32(from + at, true)) return false;
    if (length >= 4) return keys.getInt32(key + length - 4, true) === view.getInt32(from + length - 4, true);
    for (let at = 0; at < length; at++)
      if (keys.getUint8(key + at) !== view.getUint8(from + at)) return false;
    return true;
  }

  /** Undefined for a site of lines. */
  frameOf(site: SiteIndex): FrameIndex | undefined {
    const frame = this.#rows[site * COLUMNS + FRAME] as number;
    return frame === NO_FRAME ? undefined : (frame as FrameIndex);
  }

  frameAt(site: SiteIndex, line: number): FrameIndex {
    return this.#frames.internLine(this.#rows[site * COLUMNS + KIND] as FrameKindIndex, line);
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
