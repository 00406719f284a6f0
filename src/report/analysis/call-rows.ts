import type { NodeIndex } from '../../call-tree/call-tree.ts';
import type { GroupFolding } from '../../renderers/console/group-folding.ts';
import type { ReportView } from '../../renderers/report-view.ts';

interface Place {
  /** 0 for the root. */
  readonly depth: number;
  /** From 1. */
  readonly position: number;
  readonly siblings: { count: number };
}

/** A line of the tree: a call, or the hidden calls of a group, which stand first below the group's root. */
export type CallRow = Place &
  (
    | {
        readonly kind: 'call';
        readonly node: NodeIndex;
        readonly hasChildren: boolean;
        readonly isOpen: boolean;
      }
    | { readonly kind: 'group'; readonly node: NodeIndex; readonly isOpen: boolean }
  );

export interface OpenCalls {
  isOpen(node: NodeIndex): boolean;
  /** Whether the hidden calls of the group with this root are shown. */
  isGroupOpen(root: NodeIndex): boolean;
}

interface Level {
  readonly end: NodeIndex;
  readonly depth: number;
  readonly siblings: { count: number };
}

/** The lines that can be seen when closed calls hide what is below them. */
export function listCallRows(view: ReportView, folding: GroupFolding, open: OpenCalls): CallRow[] {
  const { tree } = view;
  const isShown = (node: NodeIndex): boolean => folding.isShown(node) || open.isGroupOpen(view.groupOf(node));
  const nextShown = findNextShown(tree.size, isShown);
  const rows: CallRow[] = [];
  const levels: Level[] = [];
  const top = { count: 0 };
  for (let node = 0; node < tree.size; ) {
    while (levels.length > 0 && (levels[levels.length - 1] as Level).end <= node) levels.pop();
    if (!isShown(node)) {
      node++;
      continue;
    }
    const level = levels[levels.length - 1];
    const end = tree.endOf(node);
    const depth = level === undefined ? 0 : level.depth;
    const siblings = level?.siblings ?? top;
    const isFolded = folding.isFolded(node);
    const hasChildren = isFolded || (nextShown[node + 1] as number) < end;
    const isOpen = hasChildren && open.isOpen(node);
    rows.push({ kind: 'call', node, depth, position: ++siblings.count, siblings, hasChildren, isOpen });
    if (hasChildren && !isOpen) {
      node = end;
      continue;
    }
    const below = { end, depth: depth + 1, siblings: { count: 0 } };
    if (isFolded) {
      const position = ++below.siblings.count;
      const isGroupOpen = open.isGroupOpen(node);
      rows.push({
        kind: 'group',
        node,
        depth: depth + 1,
        position,
        siblings: below.siblings,
        isOpen: isGroupOpen,
      });
    }
    levels.push(below);
    node++;
  }
  return rows;
}

/** For each position the next node from there that is shown; `size` where none follows. */
function findNextShown(size: number, isShown: (node: NodeIndex) => boolean): Int32Array {
  const next = new Int32Array(size + 1);
  next[size] = size;
  for (let node = size - 1; node >= 0; node--) {
    next[node] = isShown(node) ? node : (next[node + 1] as number);
  }
  return next;
}
