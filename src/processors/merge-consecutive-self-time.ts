import { type CallTree, NO_NODE } from '../call-tree/call-tree.ts';
import { SELF } from '../call-tree/identifier.ts';
import type { IdentifierIndex } from '../model/frames.ts';
import { overColumns, type Processor } from './processor.ts';
import { rewrite } from './rewrite.ts';

/** Makes one leaf of `[self]` leaves that follow each other. */
export const mergeConsecutiveSelfTime: Processor = overColumns((tree) => {
  const self = tree.frames.internIdentifier(SELF);
  if (!hasNeighbours(tree, self)) return tree;
  return rewrite(tree, ({ node, previous }) =>
    tree.identifierOf(node) === self && previous !== NO_NODE && tree.identifierOf(previous) === self
      ? 'merge'
      : 'keep',
  );
});

/** Leaves that follow each other in the tree are all that could be merged; looking is cheaper than a rewrite. */
function hasNeighbours(tree: CallTree, self: IdentifierIndex): boolean {
  let isAfterSelf = false;
  for (let node = 0; node < tree.size; node++) {
    const isSelf = tree.identifierOf(node) === self;
    if (isSelf && isAfterSelf) return true;
    isAfterSelf = isSelf;
  }
  return false;
}
