import { type FrameIndex, type FrameKindIndex, type FrameTable, NO_LINE } from '../../model/frames.ts';
import { pythonString } from '../../model/python-string.ts';

const ZERO = 0x30;
const MOST_DIGITS = 10;
/** Texts are copied so many bytes at a time, the last ones with what stands behind them. */
const STEP = 4;
/** Columns of `#parts`: where the text before the line begins and ends, and where the one behind it ends. */
const COLUMNS = 3;

/** Writes frame texts as JSON strings. Those of a kind are put into bytes once; a line is written between them. */
export class FrameTextWriter {
  readonly #frames: FrameTable;
  /** -1 for kinds that were not needed yet. */
  readonly #parts: Int32Array;
  #texts = Buffer.alloc(1 << 12);
  #view = new DataView(this.#texts.buffer, this.#texts.byteOffset, this.#texts.length);
  #used = 0;

  /** The table does not grow meanwhile. */
  constructor(frames: FrameTable) {
    this.#frames = frames;
    this.#parts = new Int32Array(frames.kindCount * COLUMNS).fill(-1);
  }

  /** The most bytes that `write` touches. */
  mostBytes(frame: FrameIndex): number {
    const row = this.#rowOf(frame);
    return (this.#parts[row + 2] as number) - (this.#parts[row] as number) + MOST_DIGITS + STEP;
  }

  /** Returns the position behind the text. */
  write(into: DataView, start: number, frame: FrameIndex): number {
    const row = this.#rowOf(frame);
    const line = this.#frames.lineOf(frame);
    const at = this.#copy(into, start, row);
    return this.#copy(into, line === NO_LINE ? at : writeDigits(into, at, line), row + 1);
  }

  #rowOf(frame: FrameIndex): number {
    const kind = this.#frames.kindOf(frame);
    const row = kind * COLUMNS;
    if (this.#parts[row] === -1) this.#add(kind, row);
    return row;
  }

  #add(kind: FrameKindIndex, row: number): void {
    const { before, behind } = this.#frames.textsOf(kind);
    this.#parts[row] = this.#used;
    this.#append(pythonString(before).slice(0, -1));
    this.#parts[row + 1] = this.#used;
    this.#append(pythonString(behind).slice(1));
    this.#parts[row + 2] = this.#used;
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
    for (let at = 0; at < length; at += STEP) into.setInt32(start + at, view.getInt32(from + at));
    return start + length;
  }
}

function writeDigits(into: DataView, start: number, value: number): number {
  let end = start + 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end++;
  let rest = value;
  for (let at = end - 1; at >= start; at--) {
    const shorter = Math.floor(rest / 10);
    into.setUint8(at, ZERO + rest - shorter * 10);
    rest = shorter;
  }
  return end;
}
