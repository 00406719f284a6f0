import type { CallTree, NodeIndex } from '../../call-tree/call-tree.ts';
import { SELF } from '../../call-tree/identifier.ts';
import type { ReportView } from '../../renderers/report-view.ts';

/** `time`: calls stand where they were. `longest-first`: callees stand side by side from the left, own time to the right. */
export type FlameOrder = 'time' | 'longest-first';

/** Where each call stands: seconds across, depth down. Time of a call's own is the gap between its callees. */
export interface FlameLayout {
  readonly tree: CallTree;
  readonly parents: Int32Array;
  /** Seconds from the left; NaN for a node that is not drawn. */
  readonly starts: Float64Array;
  readonly depths: Int32Array;
  readonly seconds: number;
  readonly rowCount: number;
  /** Nodes of a depth from the left to the right: the slice of `nodes` between two neighbours in `rowStarts`. */
  readonly nodes: Int32Array;
  readonly rowStarts: Int32Array;
}

export function layoutFlame(
  { tree, parents }: Pick<ReportView, 'tree' | 'parents'>,
  order: FlameOrder,
): FlameLayout {
  const starts = new Float64Array(tree.size);
  const depths = new Int32Array(tree.size);
  const isSelf = selfTest(tree);
  /** Where the next callee of each node begins. */
  const next = new Float64Array(tree.size);
  let rowCount = 0;
  for (let node = 0; node < tree.size; node++) {
    const parent = parents[node] as number;
    const start = parent < 0 ? 0 : (next[parent] as number);
    const own = isSelf(node);
    depths[node] = parent < 0 ? 0 : (depths[parent] as number) + 1;
    starts[node] = own ? Number.NaN : start;
    next[node] = start;
    if (parent >= 0 && !(own && order === 'longest-first')) next[parent] = start + tree.secondsOf(node);
    if (!own) rowCount = Math.max(rowCount, (depths[node] as number) + 1);
  }
  const seconds = tree.size === 0 ? 0 : tree.secondsOf(0);
  return { tree, parents, starts, depths, seconds, rowCount, ...sortByDepth(starts, depths, rowCount) };
}

function selfTest(tree: CallTree): (node: NodeIndex) => boolean {
  const self = tree.frames.internIdentifier(SELF);
  return (node) => tree.identifierOf(node) === self;
}

/** A counting sort; depth-first order is from the left to the right in each row. */
function sortByDepth(
  starts: Float64Array,
  depths: Int32Array,
  rowCount: number,
): { nodes: Int32Array; rowStarts: Int32Array } {
  const rowStarts = new Int32Array(rowCount + 1);
  let count = 0;
  for (let node = 0; node < depths.length; node++) {
    if (Number.isNaN(starts[node])) continue;
    const row = (depths[node] as number) + 1;
    rowStarts[row] = (rowStarts[row] as number) + 1;
    count++;
  }
  for (let row = 0; row < rowCount; row++) {
    rowStarts[row + 1] = (rowStarts[row + 1] as number) + (rowStarts[row] as number);
  }
  const nodes = new Int32Array(count);
  const next = rowStarts.slice();
  for (let node = 0; node < depths.length; node++) {
    if (Number.isNaN(starts[node])) continue;
    const row = depths[node] as number;
    nodes[next[row] as number] = node;
    next[row] = (next[row] as number) + 1;
  }
  return { nodes, rowStarts };
}

/** The first position in `nodes`, from `low` up to `high`, of a call that ends behind `seconds`. */
export function findFrom(layout: FlameLayout, seconds: number, low: number, high: number): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (endOf(layout, layout.nodes[middle] as number) > seconds) to = middle;
    else from = middle + 1;
  }
  return from;
}

export function endOf({ starts, tree }: FlameLayout, node: NodeIndex): number {
  return (starts[node] as number) + tree.secondsOf(node);
}

/** The call at a place; undefined where there is none. */
export function findCall(layout: FlameLayout, seconds: number, row: number): NodeIndex | undefined {
  if (row < 0 || row >= layout.rowCount) return undefined;
  const end = layout.rowStarts[row + 1] as number;
  const at = findFrom(layout, seconds, layout.rowStarts[row] as number, end);
  const node = layout.nodes[at];
  return at < end && node !== undefined && (layout.starts[node] as number) <= seconds ? node : undefined;
}
