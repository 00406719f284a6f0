import { type FrameIndex, type FrameKindIndex, type FrameTable, NO_LINE } from '../../model/frames.ts';
import { pythonString } from '../../model/python-string.ts';

const MOST_DIGITS = 10;
/**
 * Texts are copied so many bytes at a time, the last ones with what stands behind them: as floats, for which bytes of ASCII
 * are exact, because none of them is a NaN.
 */
const STEP = 8;
/** Columns of `#parts`: where the text before the line begins and ends, and where the one behind it ends. */
const COLUMNS = 3;

/** What stands before each frame of a list; for the first one it is left out again. */
export const SEPARATOR = ', ';

/** Writes frame texts as JSON strings. Those of a kind are put into bytes once; a line is written between them. */
export class FrameTextWriter {
  readonly #frames: FrameTable;
  /** -1 for kinds that were not needed yet. */
  readonly #parts: Int32Array;
  #texts = Buffer.alloc(1 << 12);
  #view = new DataView(this.#texts.buffer, this.#texts.byteOffset, this.#texts.length);
  #used = 0;
  #mostBytes = 0;

  /** The table does not grow meanwhile. */
  constructor(frames: FrameTable) {
    this.#frames = frames;
    this.#parts = new Int32Array(frames.kindCount * COLUMNS).fill(-1);
  }

  /** The most bytes that `write` touches for any frame that was prepared. */
  get mostBytes(): number {
    return this.#mostBytes;
  }

  /** The place of the texts of a frame's kind, for `write`. */
  prepare(frame: FrameIndex): number {
    const kind = this.#frames.kindOf(frame);
    const row = kind * COLUMNS;
    if (this.#parts[row] === -1) this.#add(kind, row);
    return row;
  }

  /** Returns the position behind the text. `row` is what `prepare` told of the frame. */
  write(into: DataView, start: number, frame: FrameIndex, row: number): number {
    const line = this.#frames.lineOf(frame);
    const at = this.#copy(into, start, row);
    return this.#copy(into, line === NO_LINE ? at : writeDigits(into, at, line), row + 1);
  }

  #add(kind: FrameKindIndex, row: number): void {
    const { before, behind } = this.#frames.textsOf(kind);
    this.#parts[row] = this.#used;
    this.#append(SEPARATOR + pythonString(before).slice(0, -1));
    this.#parts[row + 1] = this.#used;
    this.#append(pythonString(behind).slice(1));
    this.#parts[row + 2] = this.#used;
    this.#mostBytes = Math.max(
      this.#mostBytes,
      this.#used - (this.#parts[row] as number) + MOST_DIGITS + STEP,
    );
  }

  #append(text: string): void {
    if (this.#used + text.length + STEP > this.#texts.length) {
      const texts = Buffer.alloc((this.#used + text.length) * 2 + STEP);
      texts.set(this.#texts);
      this.#texts = texts;
      this.#view = new DataView(texts.buffer, texts.byteOffset, texts.length);
    }
    this.#used += this.#texts.write(text, this.#used, 'latin1');
  }

  /** Copies from one column of `#parts` to the next. */
  #copy(into: DataView, start: number, part: number): number {
    const view = this.#view;
    const from = this.#parts[part] as number;
    const length = (this.#parts[part + 1] as number) - from;
    for (let at = 0; at < length; at += STEP) into.setFloat64(start + at, view.getFloat64(from + at));
    return start + length;
  }
}

/** Of the numbers of at most four digits, their text as four bytes, the digits first. */
const SHORT_NUMBERS = Int32Array.from({ length: 10_000 }, (_, value) =>
  Buffer.from(String(value).padEnd(4)).readInt32BE(),
);

function writeDigits(into: DataView, start: number, value: number): number {
  const short = SHORT_NUMBERS[value];
  if (short !== undefined) {
    into.setInt32(start, short);
    return start + (value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4);
  }
  const text = String(value);
  for (let at = 0; at < text.length; at++) into.setUint8(start + at, text.charCodeAt(at));
  return start + text.length;
}
