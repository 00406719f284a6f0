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

/**
 * `selfSeconds` are of the samples that end at each stack. A row that is below itself counts once. Going from one stack to the
 * next takes as many steps as they have frames apart, which is no more than reading them took.
 */
export function sumRowTimes({ parents, rows, rowCount }: RowStacks, selfSeconds: Float64Array): RowTimes {
  const below = selfSeconds.slice();
  for (let stack = parents.length - 1; stack >= 0; stack--) {
    const parent = parents[stack] as number;
    if (parent >= 0) below[parent] = (below[parent] as number) + (below[stack] as number);
  }
  const self = new Float64Array(rowCount);
  const total = new Float64Array(rowCount);
  /** How often each row stands on the way to the stack that the loop has come to. */
  const open = new Int32Array(rowCount);
  for (let stack = 0, before = -1; stack < parents.length; before = stack++) {
    let left = before;
    let entered = parents[stack] as number;
    // A parent has the lower number, so the higher of two is not a caller of the other.
    while (left !== entered) {
      if (left > entered) {
        const row = rows[left] as number;
        if (row >= 0) open[row] = (open[row] as number) - 1;
        left = parents[left] as number;
      } else {
        const row = rows[entered] as number;
        if (row >= 0) open[row] = (open[row] as number) + 1;
        entered = parents[entered] as number;
      }
    }
    const row = rows[stack] as number;
    if (row < 0) continue;
    self[row] = (self[row] as number) + (selfSeconds[stack] as number);
    if (open[row] === 0) total[row] = (total[row] as number) + (below[stack] as number);
    open[row] = (open[row] as number) + 1;
  }
  return { self, total };
}
