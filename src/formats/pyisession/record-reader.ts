import { IntColumn } from '../../model/columns.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { SessionBuilder } from '../../session/session-builder.ts';
import type { ByteWindow } from './byte-window.ts';
import { FrameTextReader } from './frame-text-reader.ts';
import { isNumberByte, readNumber } from './number-text.ts';

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
  /** For each frame of the last record: the bytes from the first frame's quote to behind its own, and the stack to it. */
  readonly #ends = new IntColumn();
  readonly #stacks = new IntColumn();
  #depth = 0;
  #at = 0;

  constructor(window: ByteWindow, builder: SessionBuilder) {
    this.#window = window;
    this.#builder = builder;
    this.#texts = new FrameTextReader(window, builder.frames);
  }

  /** Reads a record that begins at the window's position. */
  read(): RecordOutcome {
    this.#at = this.#window.at;
    const outcome = this.#read();
    if (outcome === 'read' || outcome === 'more') return outcome;
    // Where the window ends its guard was looked at; the byte that will stand there may be right.
    return outcome.position >= this.#window.end ? 'more' : outcome;
  }

  #read(): RecordOutcome {
    if (!this.#take(OPEN)) return this.#expected('a frame record');
    if (!this.#take(OPEN)) return this.#expected('a list of frames');
    this.#skipSpace();
    const start = this.#at;
    const shared = this.#shareWithLast(start);
    const outcome = this.#readFrames(start, shared);
    // The first frames of the last record are those of this one too, and their bytes are still there.
    if (outcome !== 'read') return this.#keep(shared, outcome);
    if (!this.#take(COMMA)) return this.#keep(shared, this.#expected("',' and the seconds"));
    this.#skipSpace();
    const { bytes } = this.#window;
    const numberAt = this.#at;
    while (isNumberByte(bytes[this.#at] as number)) this.#at++;
    if (this.#at >= this.#window.end) return this.#keep(shared, 'more');
    const seconds = readNumber(bytes, numberAt, this.#at);
    if (seconds === undefined) {
      return this.#keep(shared, { position: numberAt, expected: 'a number of seconds' });
    }
    if (!this.#take(CLOSE)) return this.#keep(shared, this.#expected("']' after the seconds"));
    if (this.#at > this.#window.end) return this.#keep(shared, 'more');
    const stack = this.#depth === 0 ? NO_STACK : (this.#stacks.get(this.#depth - 1) as StackIndex);
    this.#builder.addSample(stack, seconds);
    this.#window.anchor = start;
    this.#window.at = this.#at;
    return 'read';
  }

  /** How many frames the record has in common with the last one; the position is set behind them. */
  #shareWithLast(start: number): number {
    const { bytes, anchor, end } = this.#window;
    if (this.#depth === 0 || anchor < 0) return 0;
    const ends = this.#ends;
    const length = Math.min(ends.get(this.#depth - 1), end - start);
    let same = 0;
    while (same < length && bytes[start + same] === bytes[anchor + same]) same++;
    let shared = this.#depth;
    while (shared > 0 && ends.get(shared - 1) > same) shared--;
    if (shared > 0) this.#at = start + ends.get(shared - 1);
    return shared;
  }

  #readFrames(start: number, shared: number): RecordOutcome {
    const { bytes, end } = this.#window;
    let depth = shared;
    let stack = shared === 0 ? NO_STACK : (this.#stacks.get(shared - 1) as StackIndex);
    this.#ends.truncate(shared);
    this.#stacks.truncate(shared);
    for (;;) {
      this.#skipSpace();
      if (this.#at >= end) return 'more';
      const byte = bytes[this.#at] as number;
      if (byte === CLOSE) break;
      if (depth > 0) {
        if (byte !== COMMA) return this.#expected("',' or ']' after a frame");
        this.#at++;
        this.#skipSpace();
      }
      if (bytes[this.#at] !== QUOTE) return this.#expected('the text of a frame');
      const behind = this.#readText(this.#at + 1);
      if (behind < 0) return behind === MORE ? 'more' : this.#expected('a JSON string of UTF-8');
      this.#at = behind;
      stack = this.#builder.push(stack, this.#texts.frame);
      this.#ends.push(behind - start);
      this.#stacks.push(stack);
      depth++;
    }
    this.#at++;
    this.#depth = depth;
    return 'read';
  }

  #readText(start: number): number {
    if (start > this.#window.end) return MORE;
    try {
      return this.#texts.read(start);
    } catch {
      return INVALID;
    }
  }

  #keep(depth: number, outcome: RecordOutcome): RecordOutcome {
    this.#depth = depth;
    return outcome;
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

const MORE = -1;
const INVALID = -2;

/** White space as JSON has it. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
