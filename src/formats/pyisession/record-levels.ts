import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import { NO_SITE, type SiteIndex } from './site-table.ts';

const END = 0;
const STACK = 1;
const SITE = 2;
const COLUMNS = 3;

/** The frames of a record from the outermost. What is asked for a count is that of the last of so many frames. */
export class RecordLevels {
  /** How many frames there are. What was pushed beyond them before can still be asked for. */
  depth = 0;
  /** The first row stands for no frames. */
  #rows = new Int32Array(COLUMNS * 256);

  constructor() {
    this.#rows.set([0, NO_STACK, NO_SITE]);
  }

  /** Bytes from the first frame's quote to behind its own closing one. */
  endOf(count: number): number {
    return this.#rows[count * COLUMNS + END] as number;
  }

  stackTo(count: number): StackIndex {
    return this.#rows[count * COLUMNS + STACK] as StackIndex;
  }

  siteOf(count: number): SiteIndex {
    return this.#rows[count * COLUMNS + SITE] as SiteIndex;
  }

  push(end: number, stack: StackIndex, site: SiteIndex): void {
    const row = ++this.depth * COLUMNS;
    if (row === this.#rows.length) this.#grow();
    this.#rows[row + END] = end;
    this.#rows[row + STACK] = stack;
    this.#rows[row + SITE] = site;
  }

  #grow(): void {
    const rows = new Int32Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
  }
}
