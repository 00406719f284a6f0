import type { IdentifierIndex } from '../model/frames.ts';

/** Stacks with running lines; a parent stands before its children, -1 is no parent. */
export interface LineStacks {
  readonly size: number;
  parentOf(stack: number): number;
  identifierOf(stack: number): IdentifierIndex;
  /** NO_LINE where none is known. */
  lineOf(stack: number): number;
}

/** Seconds in which a line of a function was running: itself, and with what it called. */
export interface LineTime {
  readonly identifier: IdentifierIndex;
  readonly line: number;
  self: number;
  total: number;
}

/** `selfSeconds` are of the samples that end at each stack. A line that calls itself again counts once. */
export function sumLineTimes(stacks: LineStacks, selfSeconds: Float64Array): LineTime[] {
  const totals = selfSeconds.slice();
  for (let stack = stacks.size - 1; stack >= 0; stack--) {
    const parent = stacks.parentOf(stack);
    if (parent >= 0) totals[parent] = (totals[parent] as number) + (totals[stack] as number);
  }
  const lines = new LineTable(stacks);
  forEachOutermost(stacks, lines, (stack, row) => {
    const time = lines.times[row] as LineTime;
    time.total += totals[stack] as number;
  });
  for (let stack = 0; stack < stacks.size; stack++) {
    const time = lines.times[lines.rowOf(stack)];
    if (time !== undefined) time.self += selfSeconds[stack] as number;
  }
  return lines.times;
}

/** A row for each line of each function. */
class LineTable {
  readonly times: LineTime[] = [];
  readonly #rows: Int32Array;

  constructor(stacks: LineStacks) {
    this.#rows = new Int32Array(stacks.size).fill(-1);
    const known = new Map<number, Map<number, number>>();
    for (let stack = 0; stack < stacks.size; stack++) {
      const line = stacks.lineOf(stack);
      if (line < 0) continue;
      const identifier = stacks.identifierOf(stack);
      let ofFunction = known.get(identifier);
      if (ofFunction === undefined) known.set(identifier, (ofFunction = new Map()));
      let row = ofFunction.get(line);
      if (row === undefined) {
        row = this.times.push({ identifier, line, self: 0, total: 0 }) - 1;
        ofFunction.set(line, row);
      }
      this.#rows[stack] = row;
    }
  }

  /** -1 without a line. */
  rowOf(stack: number): number {
    return this.#rows[stack] as number;
  }
}

/** Visits each stack that is not below another one of the same line: depth first, with a count of what is open. */
function forEachOutermost(
  stacks: LineStacks,
  lines: LineTable,
  visit: (stack: number, row: number) => void,
): void {
  const { firstChild, nextSibling, first } = linkChildren(stacks);
  const open = new Int32Array(lines.times.length);
  const path: number[] = [];
  const leave = (): number => {
    const left = path.pop() as number;
    const row = lines.rowOf(left);
    if (row >= 0) open[row] = (open[row] as number) - 1;
    return nextSibling[left] as number;
  };
  for (let stack = first; stack >= 0 || path.length > 0; ) {
    if (stack < 0) {
      stack = leave();
      continue;
    }
    const row = lines.rowOf(stack);
    if (row >= 0) {
      if (open[row] === 0) visit(stack, row);
      open[row] = (open[row] as number) + 1;
    }
    path.push(stack);
    stack = firstChild[stack] as number;
  }
}

function linkChildren(stacks: LineStacks): {
  firstChild: Int32Array;
  nextSibling: Int32Array;
  first: number;
} {
  const firstChild = new Int32Array(stacks.size).fill(-1);
  const nextSibling = new Int32Array(stacks.size).fill(-1);
  let first = -1;
  for (let stack = stacks.size - 1; stack >= 0; stack--) {
    const parent = stacks.parentOf(stack);
    nextSibling[stack] = parent < 0 ? first : (firstChild[parent] as number);
    if (parent < 0) first = stack;
    else firstChild[parent] = stack;
  }
  return { firstChild, nextSibling, first };
}
