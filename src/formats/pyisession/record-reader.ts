import type { SessionBuilder } from '../../session/session-builder.ts';
import type { ByteWindow } from './byte-window.ts';
import { FrameTextReader, INVALID, MORE } from './frame-text-reader.ts';
import { isNumberByte, readNumber } from './number-text.ts';
import { RecordLevels } from './record-levels.ts';
import { NO_SITE } from './site-table.ts';

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** What stands in the way of a record: its end is not in the window yet, or something else was expected somewhere. */
export type RecordOutcome = 'read' | 'more' | RecordProblem;

export interface RecordProblem {
  readonly position: number;
  readonly expected: string;
}

/**
 * Reads frame records, `[[text, ...], seconds]`, one at a time. The bytes of each are compared with those of the one before:
 * what they begin with in common is not read again.
 */
export class RecordReader {
  readonly #window: ByteWindow;
  readonly #builder: SessionBuilder;
  readonly #texts: FrameTextReader;
  /** The frames of the last record. */
  readonly #levels = new RecordLevels();
  #at = 0;
  /** A record that was cut short is tried again when twice as much of it is there, so that a long one costs no square. */
  #needed = 0;

  constructor(window: ByteWindow, builder: SessionBuilder) {
    this.#window = window;
    this.#builder = builder;
    this.#texts = new FrameTextReader(window, builder.frames);
  }

  /** Reads a record that begins at the window's position. */
  read(): RecordOutcome {
    const { at, end, isComplete } = this.#window;
    if (end - at < this.#needed && !isComplete) return 'more';
    this.#at = at;
    const outcome = this.#read();
    // Where the window ends its guard was looked at; the byte that will stand there may be right.
    const isCut = outcome === 'more' || (outcome !== 'read' && outcome.position >= end);
    this.#needed = isCut ? (end - at) * 2 : 0;
    return isCut ? 'more' : outcome;
  }

  #read(): RecordOutcome {
    if (!this.#take(OPEN)) return this.#expected('a frame record');
    if (!this.#take(OPEN)) return this.#expected('a list of frames');
    this.#skipSpace();
    const start = this.#at;
    const shared = this.#shareWithLast(start);
    const outcome = this.#readRest(start, shared);
    if (outcome === 'read') return 'read';
    // The first frames of the last record are those of this one too, and their bytes are still there.
    this.#levels.depth = shared;
    return outcome;
  }

  #readRest(start: number, shared: number): RecordOutcome {
    const outcome = this.#readFrames(start, shared);
    if (outcome !== 'read') return outcome;
    if (!this.#take(COMMA)) return this.#expected("',' and the seconds");
    this.#skipSpace();
    const { bytes } = this.#window;
    const numberAt = this.#at;
    while (isNumberByte(bytes[this.#at] as number)) this.#at++;
    if (this.#at >= this.#window.end) return 'more';
    const seconds = readNumber(bytes, numberAt, this.#at);
    if (seconds === undefined) return { position: numberAt, expected: 'a number of seconds' };
    if (!this.#take(CLOSE)) return this.#expected("']' after the seconds");
    if (this.#at > this.#window.end) return 'more';
    this.#builder.addSample(this.#levels.stackTo(this.#levels.depth), seconds);
    this.#window.anchor = start;
    this.#window.at = this.#at;
    return 'read';
  }

  /** How many frames the record has in common with the last one; the position is set behind them. */
  #shareWithLast(start: number): number {
    const { anchor, end } = this.#window;
    if (anchor < 0) return 0;
    const levels = this.#levels;
    const same = this.#countSame(start, Math.min(levels.endOf(levels.depth), end - start));
    let shared = levels.depth;
    while (levels.endOf(shared) > same) shared--;
    this.#at = start + levels.endOf(shared);
    return shared;
  }

  /** How many bytes, up to a length, are the same from a position on as in the last record. */
  #countSame(start: number, length: number): number {
    const { view, anchor } = this.#window;
    let same = 0;
    while (same + 4 <= length && view.getInt32(start + same) === view.getInt32(anchor + same)) same += 4;
    while (same < length && view.getUint8(start + same) === view.getUint8(anchor + same)) same++;
    return same;
  }

  #readFrames(start: number, shared: number): RecordOutcome {
    const levels = this.#levels;
    // For as long as the record calls what the last one called, that is expected.
    let likely = levels.depth;
    levels.depth = shared;
    let stack = levels.stackTo(shared);
    for (let depth = shared; ; depth++) {
      const outcome = this.#findFrame(depth);
      if (outcome !== 'frame') return outcome;
      const expected = depth < likely ? levels.siteOf(depth + 1) : NO_SITE;
      const behind = this.#texts.read(this.#at + 1, levels.siteOf(depth), expected);
      if (behind === MORE) return 'more';
      if (behind === INVALID) return this.#expected('a JSON string of UTF-8');
      const { frame, site } = this.#texts;
      if (site !== expected) likely = 0;
      stack = this.#builder.push(stack, frame);
      levels.push(behind - start, stack, site);
      this.#at = behind;
    }
  }

  /** Goes to the quote of the next frame, or behind the list. */
  #findFrame(depth: number): 'frame' | RecordOutcome {
    const { bytes, end } = this.#window;
    const at = this.#at;
    // As Python writes it.
    if (
      depth > 0 &&
      bytes[at] === COMMA &&
      bytes[at + 1] === SPACE &&
      bytes[at + 2] === QUOTE &&
      at + 2 < end
    ) {
      this.#at = at + 2;
      return 'frame';
    }
    this.#skipSpace();
    if (this.#at >= end) return 'more';
    const byte = bytes[this.#at] as number;
    if (byte === CLOSE) {
      this.#at++;
      return 'read';
    }
    if (depth > 0) {
      if (byte !== COMMA) return this.#expected("',' or ']' after a frame");
      this.#at++;
      this.#skipSpace();
    }
    if (bytes[this.#at] !== QUOTE) return this.#expected('the text of a frame');
    return this.#at >= end ? 'more' : 'frame';
  }

  #expected(expected: string): RecordProblem {
    return { position: this.#at, expected };
  }

  #take(byte: number): boolean {
    this.#skipSpace();
    if (this.#window.bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    const { bytes } = this.#window;
    while (isSpace(bytes[this.#at] as number)) this.#at++;
  }
}

/** White space as JSON has it. */
export function isSpace(byte: number): boolean {
  return byte <= 0x20 && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}
