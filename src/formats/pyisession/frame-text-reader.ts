import {
  type AttributeSetIndex,
  type FrameIndex,
  type FrameTable,
  type IdentifierIndex,
  NO_LINE,
} from '../../model/frames.ts';
import { ByteDictionary, mixByte } from './byte-dictionary.ts';
import type { ByteWindow } from './byte-window.ts';
import { decodeJsonString } from './json-text.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_MARKER = 0x6c;
/** `\u0001` in a file; the marker of the attribute follows it. */
const MARK_BYTES = 6;
/** More digits may not fit a 32-bit column. */
const MOST_DIGITS = 9;

/**
 * Reads frame texts from JSON bytes. The identifier and the attributes up to the running line are looked up as they stand
 * and decoded only once; the line is a number at once, because of texts that differ only in it there may be millions.
 */
export class FrameTextReader {
  /** The last frame that was read. */
  frame: FrameIndex = 0 as FrameIndex;
  readonly #window: ByteWindow;
  readonly #frames: FrameTable;
  readonly #identifiers = new ByteDictionary();
  readonly #attributes = new ByteDictionary();
  /** Texts of any other form, whole. */
  readonly #others = new ByteDictionary();
  readonly #noAttributes: AttributeSetIndex;
  #line = NO_LINE;
  #hash = 0;

  constructor(window: ByteWindow, frames: FrameTable) {
    this.#window = window;
    this.#frames = frames;
    this.#noAttributes = frames.internAttributes('');
  }

  /**
   * Reads the text behind an opening quote. Returns the position behind the closing one, or -1 when the window ends before
   * it. Throws what `decodeJsonString` throws.
   */
  read(start: number): number {
    const { bytes, end } = this.#window;
    const identifierEnd = this.#scanIdentifier(bytes, start);
    if (identifierEnd >= end) return -1;
    const identifierHash = this.#hash;
    if (bytes[identifierEnd] === QUOTE) {
      const identifier = this.#identifierAt(identifierHash, start, identifierEnd);
      this.frame = this.#frames.addRow(identifier, this.#noAttributes, NO_LINE);
      return identifierEnd + 1;
    }
    const lineAt = this.#scanToLine(bytes, identifierEnd);
    if (lineAt < 0) return this.#readOther(start);
    const attributesHash = this.#hash;
    const close = this.#scanLine(bytes, lineAt);
    if (close < 0) return this.#readOther(start);
    if (close >= end) return -1;
    const identifier = this.#identifierAt(identifierHash, start, identifierEnd);
    const attributes = this.#attributesAt(attributesHash, identifierEnd, lineAt);
    this.frame = this.#frames.addRow(identifier, attributes, this.#line);
    return close + 1;
  }

  /** The position of the closing quote or of the mark before the first attribute. */
  #scanIdentifier(bytes: Uint8Array, start: number): number {
    let hash = 0;
    let at = start;
    for (;;) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        if (isMark(bytes, at)) break;
        hash = mixByte(hash, byte);
        hash = mixByte(hash, bytes[++at] as number);
      } else hash = mixByte(hash, byte);
      at++;
    }
    this.#hash = hash;
    return at;
  }

  /** The position of the first digit of the running line; -1 when there is no such attribute before the text ends. */
  #scanToLine(bytes: Uint8Array, start: number): number {
    let hash = 0;
    for (let at = start; ; at++) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) return -1;
      hash = mixByte(hash, byte);
      if (byte !== BACKSLASH) continue;
      if (isMark(bytes, at) && bytes[at + MARK_BYTES] === LINE_MARKER) {
        this.#hash = hash;
        return at + MARK_BYTES + 1;
      }
      hash = mixByte(hash, bytes[++at] as number);
    }
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

  #identifierAt(hash: number, from: number, to: number): IdentifierIndex {
    const { bytes } = this.#window;
    const known = this.#identifiers.find(hash, bytes, from, to);
    if (known >= 0) return known as IdentifierIndex;
    const raw = bytes.subarray(from, to);
    const identifier = this.#frames.internIdentifier(decodeJsonString(raw));
    this.#identifiers.add(hash, raw, identifier);
    return identifier;
  }

  #attributesAt(hash: number, from: number, to: number): AttributeSetIndex {
    const { bytes } = this.#window;
    const known = this.#attributes.find(hash, bytes, from, to);
    if (known >= 0) return known as AttributeSetIndex;
    const raw = bytes.subarray(from, to);
    const attributes = this.#frames.internAttributes(decodeJsonString(raw));
    this.#attributes.add(hash, raw, attributes);
    return attributes;
  }

  #readOther(start: number): number {
    const { bytes, end } = this.#window;
    let hash = 0;
    let at = start;
    for (; bytes[at] !== QUOTE; at++) {
      hash = mixByte(hash, bytes[at] as number);
      if (bytes[at] === BACKSLASH) hash = mixByte(hash, bytes[++at] as number);
    }
    if (at >= end) return -1;
    const known = this.#others.find(hash, bytes, start, at);
    if (known >= 0) this.frame = known as FrameIndex;
    else {
      const raw = bytes.subarray(start, at);
      this.frame = this.#frames.intern(decodeJsonString(raw));
      this.#others.add(hash, raw, this.frame);
    }
    return at + 1;
  }
}

/** Whether `\u0001` stands here. */
function isMark(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 1] === 0x75 &&
    bytes[at + 2] === 0x30 &&
    bytes[at + 3] === 0x30 &&
    bytes[at + 4] === 0x30 &&
    bytes[at + 5] === 0x31
  );
}
