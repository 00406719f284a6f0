import type { StackIndex, StackTable } from '../model/stacks.ts';

/** Stacks, each of which stands for a row: a function, or a line of one. By stack: */
export interface RowStacks {
  /** A parent stands before its children, -1 is none. */
  readonly parents: Int32Array;
  /** -1 where there is none. */
  readonly rows: Int32Array;
  readonly rowCount: number;
}

/** Seconds by row: of stacks that end there, and of those with what is below them. */
export interface RowTimes {
  readonly self: Float64Array;
  readonly total: Float64Array;
}

export function listStackParents(stacks: StackTable): Int32Array {
  const parents = new Int32Array(stacks.size);
  for (let stack = 0; stack < stacks.size; stack++) {
    parents[stack] = stacks.parentOf(stack as StackIndex);
  }
  return parents;
}

/** `selfSeconds` are of the samples that end at each stack. A row that is below itself counts once. */
export function sumRowTimes({ parents, rows, rowCount }: RowStacks, selfSeconds: Float64Array): RowTimes {
  const self = new Float64Array(rowCount);
  const total = new Float64Array(rowCount);
  const below = selfSeconds.slice();
  for (let stack = parents.length - 1; stack >= 0; stack--) {
    const parent = parents[stack] as number;
    if (parent >= 0) below[parent] = (below[parent] as number) + (below[stack] as number);
    const row = rows[stack] as number;
    if (row >= 0) self[row] = (self[row] as number) + (selfSeconds[stack] as number);
  }
  const isInner = markInner({ parents, rows, rowCount });
  for (let stack = 0; stack < parents.length; stack++) {
    const row = rows[stack] as number;
    if (row >= 0 && isInner[stack] === 0) total[row] = (total[row] as number) + (below[stack] as number);
  }
  return { self, total };
}

/** 1 for each stack that is below another one of the same row: depth first, with a count of what is open. */
function markInner({ parents, rows, rowCount }: RowStacks): Uint8Array {
  const { firstChild, nextSibling, first } = linkChildren(parents);
  const isInner = new Uint8Array(parents.length);
  const open = new Int32Array(rowCount);
  for (let stack = first; stack >= 0; ) {
    const row = rows[stack] as number;
    if (row >= 0) {
      if (open[row] !== 0) isInner[stack] = 1;
      open[row] = (open[row] as number) + 1;
    }
    let next = firstChild[stack] as number;
    while (next < 0 && stack >= 0) {
      const left = rows[stack] as number;
      if (left >= 0) open[left] = (open[left] as number) - 1;
      next = nextSibling[stack] as number;
      stack = parents[stack] as number;
    }
    stack = next;
  }
  return isInner;
}

function linkChildren(parents: Int32Array): {
  firstChild: Int32Array;
  nextSibling: Int32Array;
  first: number;
} {
  const firstChild = new Int32Array(parents.length).fill(-1);
  const nextSibling = new Int32Array(parents.length).fill(-1);
  let first = -1;
  for (let stack = parents.length - 1; stack >= 0; stack--) {
    const parent = parents[stack] as number;
    nextSibling[stack] = parent < 0 ? first : (firstChild[parent] as number);
    if (parent < 0) first = stack;
    else firstChild[parent] = stack;
  }
  return { firstChild, nextSibling, first };
}
