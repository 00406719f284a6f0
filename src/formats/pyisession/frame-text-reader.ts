import { ATTRIBUTE_MARK, type FrameIndex, type FrameTable } from '../../model/frames.ts';
import type { ByteWindow } from './byte-window.ts';
import { decodeJsonString } from './json-text.ts';
import { mixByte, NO_SITE, type SiteIndex, SiteTable } from './site-table.ts';

/** Instead of a position. */
export const MORE = -1;
export const INVALID = -2;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Of `\u0001l`, behind which the running line stands. */
const LINE_MARK_BYTES = 7;
const GUESS_BITS = 14;
/** More digits may not fit a 32-bit column. */
const MOST_DIGITS = 9;

/**
 * Reads frame texts from JSON bytes. What stands before the running line is looked up as it is and decoded only once; the
 * line is a number at once, because of texts that differ only in it there may be millions.
 */
export class FrameTextReader {
  /** The last frame that was read, and the site of its text. */
  frame: FrameIndex = 0 as FrameIndex;
  site: SiteIndex = NO_SITE;
  readonly #window: ByteWindow;
  readonly #frames: FrameTable;
  readonly #sites: SiteTable;
  readonly #guesses = new Int32Array(1 << GUESS_BITS).fill(NO_SITE);
  #line = 0;

  constructor(window: ByteWindow, frames: FrameTable) {
    this.#window = window;
    this.#frames = frames;
    this.#sites = new SiteTable(window, frames);
  }

  /**
   * Reads the text behind an opening quote. Returns the position behind the closing one, MORE when the window ends before
   * it, or INVALID when it is no JSON string. `expected` is the site that the text is likely to be of, `caller` that of the
   * text before.
   */
  read(start: number, caller: SiteIndex, expected: SiteIndex): number {
    const behind = this.#readAs(expected, start);
    return behind > 0 ? behind : this.#readGuessed(start, caller);
  }

  #readGuessed(start: number, caller: SiteIndex): number {
    const guess = this.#guessAt(start, caller);
    const behind = this.#readAs(this.#guesses[guess] as number as SiteIndex, start);
    if (behind > 0) return behind;
    const end = this.#readAny(start);
    if (end > 0) this.#guesses[guess] = this.site;
    return end;
  }

  /** Where the guess for a text stands: callers call few functions of which the first bytes are the same. */
  #guessAt(start: number, caller: SiteIndex): number {
    const { view } = this.#window;
    const name = Math.imul(
      view.getInt32(start, true) ^ Math.imul(view.getInt32(start + 4, true), 31),
      0x85ebca6b,
    );
    const more = Math.imul(
      view.getInt32(start + 8, true) ^ Math.imul(view.getInt32(start + 12, true), 31),
      0xc2b2ae35,
    );
    const mixed = Math.imul(caller ^ name ^ (more >>> 7) ^ (name >>> 15), 0x9e3779b1);
    return mixed >>> (32 - GUESS_BITS);
  }

  /** 0 when the text is not of this site, or not there to its end. */
  #readAs(site: SiteIndex, start: number): number {
    const { bytes, end } = this.#window;
    if (site === NO_SITE || !this.#sites.begins(site, start)) return 0;
    const keyEnd = start + this.#sites.keyLength(site);
    const frame = this.#sites.frameOf(site);
    const close = frame === undefined ? this.#scanLine(bytes, keyEnd) : keyEnd;
    if (close < 0 || bytes[close] !== QUOTE || close >= end) return 0;
    this.#take(site);
    return close + 1;
  }

  #readAny(start: number): number {
    const { bytes, end } = this.#window;
    let hash = 0;
    let at = start;
    let close = -1;
    let hasLine = false;
    for (; bytes[at] !== QUOTE; at++) {
      hash = mixByte(hash, bytes[at] as number);
      if (bytes[at] !== BACKSLASH) continue;
      if (!hasLine && isLineMark(bytes, at)) {
        hasLine = true;
        close = this.#scanLine(bytes, at + LINE_MARK_BYTES);
        if (close >= 0) break;
      }
      hash = mixByte(hash, bytes[++at] as number);
    }
    if (Math.max(at, close) >= end) return MORE;
    const keyEnd = close < 0 ? at : at + LINE_MARK_BYTES;
    let site: SiteIndex = this.#sites.find(hash, start, keyEnd);
    if (site === NO_SITE) site = this.#addSite(hash, bytes.subarray(start, keyEnd), close >= 0);
    if (site === NO_SITE) return INVALID;
    this.#take(site);
    return (close < 0 ? at : close) + 1;
  }

  #take(site: SiteIndex): void {
    this.site = site;
    this.frame = this.#sites.frameOf(site) ?? this.#sites.frameAt(site, this.#line);
  }

  /** NO_SITE when the key is no text. */
  #addSite(hash: number, key: Uint8Array, hasLine: boolean): SiteIndex {
    const text = decodeJsonString(key);
    if (text === undefined) return NO_SITE;
    if (!hasLine) return this.#sites.add({ hash, key, of: { frame: this.#frames.intern(text) } });
    const mark = text.indexOf(ATTRIBUTE_MARK);
    const identifier = this.#frames.internIdentifier(text.slice(0, mark));
    return this.#sites.add({
      hash,
      key,
      of: { kind: this.#frames.internKind(identifier, text.slice(mark)) },
    });
  }

  /** The position of the quote behind the digits; -1 when they are not canonical, or something else follows. */
  #scanLine(bytes: Uint8Array, start: number): number {
    let line = 0;
    let at = start;
    for (; ; at++) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) break;
      line = line * 10 + digit;
    }
    this.#line = line;
    const count = at - start;
    if (bytes[at] !== QUOTE || count === 0 || count > MOST_DIGITS) return -1;
    return count > 1 && bytes[start] === 0x30 ? -1 : at;
  }
}

function isLineMark(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 6] === 0x6c &&
    bytes[at + 5] === 0x31 &&
    bytes[at + 4] === 0x30 &&
    bytes[at + 3] === 0x30 &&
    bytes[at + 2] === 0x30 &&
    bytes[at + 1] === 0x75
  );
}
