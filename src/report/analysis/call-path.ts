import type { NodeIndex } from '../../call-tree/call-tree.ts';
import type { IdentifierIndex } from '../../model/frames.ts';
import type { ReportView } from '../../renderers/report-view.ts';

/** The functions on the way from the root of a tree to a call of it, which name the call across trees. */
export type CallPath = readonly IdentifierIndex[];

export function listAncestors({ parents }: Pick<ReportView, 'parents'>, node: NodeIndex): NodeIndex[] {
  const nodes: NodeIndex[] = [];
  for (let at = node; at >= 0; at = parents[at] as number) nodes.push(at);
  return nodes.reverse();
}

export function pathOf(view: Pick<ReportView, 'parents' | 'tree'>, node: NodeIndex): IdentifierIndex[] {
  return listAncestors(view, node).map((at) => view.tree.identifierOf(at));
}

/** The call of that path, or the last one on the way to it; undefined when not even the root is the same. */
export function findPath({ tree }: Pick<ReportView, 'tree'>, path: CallPath): NodeIndex | undefined {
  let found: NodeIndex | undefined;
  let next: NodeIndex = 0;
  let end = tree.size;
  for (const identifier of path) {
    while (next < end && tree.identifierOf(next) !== identifier) next = tree.endOf(next);
    if (next >= end) return found;
    found = next;
    end = tree.endOf(next);
    next = found + 1;
  }
  return found;
}
