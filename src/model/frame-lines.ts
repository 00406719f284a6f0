import { IntColumn } from './columns.ts';
import { TripleTable } from './triples.ts';

/** Columns of `#rows`. */
const START = 0;
const FIRST = 1;
const LENGTH = 2;
const IS_SCATTERED = 3;
const COLUMNS = 4;

/** Ranges take no more than this, and so many more integers for each frame: lines far apart must not cost what lies between. */
const RANGE_ALLOWANCE = 1 << 20;
const RANGE_PER_FRAME = 16;

/**
 * The frame of each line of a kind. The lines of a function lie close together: a kind has a range of integers, in which a
 * line is found by its distance from the first. Only lines that are too far apart for that are in a hash table.
 */
export class FrameLines {
  /** Where the range of each kind is, the line it begins with, its length, and whether lines outside it are hashed. */
  #rows = new Int32Array(COLUMNS * 64);
  #kinds = 0;
  /** Frame + 1 by line, 0 where there is none. */
  #ranges = new Int32Array(1024);
  #used = 0;
  readonly #scattered = new TripleTable();
  readonly #scatteredFrames = new IntColumn();

  /** The kinds are numbered from 0. */
  addKind(): void {
    if (++this.#kinds * COLUMNS > this.#rows.length) this.#rows = grown(this.#rows, this.#rows.length * 2);
  }

  /** The frame of a kind at a line; `next`, from now on, if there is none. Frames are numbered from 0, without a gap. */
  intern(kind: number, line: number, next: number): number {
    const row = kind * COLUMNS;
    const at = line - (this.#rows[row + FIRST] as number);
    if (at < 0 || at >= (this.#rows[row + LENGTH] as number)) return this.#internOutside(row, line, next);
    const slot = (this.#rows[row + START] as number) + at;
    const known = this.#ranges[slot] as number;
    if (known !== 0) return known - 1;
    // A line that was hashed when it was outside stays there.
    if (this.#rows[row + IS_SCATTERED] === 1) return this.#internScattered(row, line, next);
    this.#ranges[slot] = next + 1;
    return next;
  }

  #internOutside(row: number, line: number, next: number): number {
    if (this.#rows[row + IS_SCATTERED] === 0 && this.#widen(row, line, next)) {
      const slot = (this.#rows[row + START] as number) + line - (this.#rows[row + FIRST] as number);
      this.#ranges[slot] = next + 1;
      return next;
    }
    this.#rows[row + IS_SCATTERED] = 1;
    return this.#internScattered(row, line, next);
  }

  #internScattered(row: number, line: number, next: number): number {
    const found = this.#scattered.intern(row, line, 0);
    if (found === this.#scatteredFrames.length) this.#scatteredFrames.push(next);
    return this.#scatteredFrames.get(found);
  }

  /** Gives a kind a range that holds a line too, and half as many again. False when that would take too much. */
  #widen(row: number, line: number, frames: number): boolean {
    const length = this.#rows[row + LENGTH] as number;
    const first = length === 0 ? line : (this.#rows[row + FIRST] as number);
    const from = Math.min(line, first);
    const span = Math.max(line + 1, first + length) - from;
    const wanted = span + (span >> 1) + 4;
    const end = this.#used + wanted;
    if (end > RANGE_ALLOWANCE + RANGE_PER_FRAME * frames) return false;
    if (end > this.#ranges.length) this.#ranges = grown(this.#ranges, Math.max(this.#ranges.length * 2, end));
    const start = line < first ? from - (wanted - span) : from;
    const before = this.#rows[row + START] as number;
    this.#ranges.copyWithin(this.#used + first - start, before, before + length);
    this.#rows[row + START] = this.#used;
    this.#rows[row + FIRST] = start;
    this.#rows[row + LENGTH] = wanted;
    this.#used = end;
    return true;
  }
}

function grown(values: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length);
  copy.set(values);
  return copy;
}
