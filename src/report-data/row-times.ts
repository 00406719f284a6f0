/** Stacks, each of which stands for a row: a function, or a line of one. A parent stands before its children, -1 is none. */
export interface RowStacks {
  readonly size: number;
  parentOf(stack: number): number;
  /** -1 where there is none. */
  rowOf(stack: number): number;
  readonly rowCount: number;
}

/** Seconds by row: of stacks that end there, and of those with what is below them. */
export interface RowTimes {
  readonly self: Float64Array;
  readonly total: Float64Array;
}

/** `selfSeconds` are of the samples that end at each stack. A row that is below itself counts once. */
export function sumRowTimes(stacks: RowStacks, selfSeconds: Float64Array): RowTimes {
  const self = new Float64Array(stacks.rowCount);
  const total = new Float64Array(stacks.rowCount);
  const below = selfSeconds.slice();
  for (let stack = stacks.size - 1; stack >= 0; stack--) {
    const parent = stacks.parentOf(stack);
    if (parent >= 0) below[parent] = (below[parent] as number) + (below[stack] as number);
    const row = stacks.rowOf(stack);
    if (row >= 0) self[row] = (self[row] as number) + (selfSeconds[stack] as number);
  }
  forEachOutermost(stacks, (stack, row) => {
    total[row] = (total[row] as number) + (below[stack] as number);
  });
  return { self, total };
}

/** Visits each stack that is not below another one of the same row: depth first, with a count of what is open. */
function forEachOutermost(stacks: RowStacks, visit: (stack: number, row: number) => void): void {
  const { firstChild, nextSibling, first } = linkChildren(stacks);
  const open = new Int32Array(stacks.rowCount);
  const path: number[] = [];
  for (let stack = first; stack >= 0 || path.length > 0; ) {
    if (stack < 0) {
      const left = path.pop() as number;
      const row = stacks.rowOf(left);
      if (row >= 0) open[row] = (open[row] as number) - 1;
      stack = nextSibling[left] as number;
      continue;
    }
    const row = stacks.rowOf(stack);
    if (row >= 0) {
      if (open[row] === 0) visit(stack, row);
      open[row] = (open[row] as number) + 1;
    }
    path.push(stack);
    stack = firstChild[stack] as number;
  }
}

function linkChildren(stacks: RowStacks): {
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
