import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { SessionBuilder } from '../../session/session-builder.ts';
import type { ByteWindow } from './byte-window.ts';
import { FrameTextReader, INVALID, MORE } from './frame-text-reader.ts';
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
  #ends = new Int32Array(256);
  #stacks = new Int32Array(256);
  #depth = 0;
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
    const stack = this.#depth === 0 ? NO_STACK : (this.#stacks[this.#depth - 1] as StackIndex);
    this.#builder.addSample(stack, seconds);
    this.#window.anchor = start;
    this.#window.at = this.#at;
    return 'read';
  }

  /** How many frames the record has in common with the last one; the position is set behind them. */
  #shareWithLast(start: number): number {
    const { anchor, end } = this.#window;
    if (this.#depth === 0 || anchor < 0) return 0;
    const ends = this.#ends;
    const same = this.#countSame(start, Math.min(ends[this.#depth - 1] as number, end - start));
    let shared = this.#depth;
    while (shared > 0 && (ends[shared - 1] as number) > same) shared--;
    if (shared > 0) this.#at = start + (ends[shared - 1] as number);
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
    const { bytes, end } = this.#window;
    let depth = shared;
    let stack = shared === 0 ? NO_STACK : (this.#stacks[shared - 1] as StackIndex);
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
      if (this.#at >= end) return 'more';
      const behind = this.#texts.read(this.#at + 1);
      if (behind === MORE) return 'more';
      if (behind === INVALID) return this.#expected('a JSON string of UTF-8');
      this.#at = behind;
      stack = this.#builder.push(stack, this.#texts.frame);
      if (depth === this.#ends.length) this.#grow();
      this.#ends[depth] = behind - start;
      this.#stacks[depth++] = stack;
    }
    this.#at++;
    this.#depth = depth;
    return 'read';
  }

  #grow(): void {
    const ends = new Int32Array(this.#ends.length * 2);
    ends.set(this.#ends);
    this.#ends = ends;
    const stacks = new Int32Array(this.#stacks.length * 2);
    stacks.set(this.#stacks);
    this.#stacks = stacks;
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

/** White space as JSON has it. */
export function isSpace(byte: number): boolean {
  return byte <= 0x20 && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}
