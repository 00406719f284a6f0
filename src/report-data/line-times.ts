import type { IdentifierIndex } from '../model/frames.ts';
import { TripleTable } from '../model/triples.ts';

/** Seconds in which a line of a function was running: itself, and with what it called. */
export interface LineTime {
  readonly identifier: IdentifierIndex;
  readonly line: number;
  readonly self: number;
  readonly total: number;
}

/** Numbers the lines of functions as they are met. */
export class LineRows {
  readonly #rows = new TripleTable();

  get size(): number {
    return this.#rows.size;
  }

  /** -1 for a line that is not known. */
  rowOf(identifier: IdentifierIndex, line: number): number {
    return line < 0 ? -1 : this.#rows.intern(identifier, line, 0);
  }

  identifierOf(row: number): IdentifierIndex {
    return this.#rows.at(row, 0) as IdentifierIndex;
  }

  lineOf(row: number): number {
    return this.#rows.at(row, 1);
  }
}
