import { type CallTree, NO_NODE } from '../call-tree/call-tree.ts';
import { SELF } from '../call-tree/identifier.ts';
import { rewrite } from './rewrite.ts';

/** Makes one leaf of `[self]` leaves that follow each other. */
export function mergeConsecutiveSelfTime(tree: CallTree): CallTree {
  const self = tree.frames.internIdentifier(SELF);
  return rewrite(tree, ({ node, previous }) =>
    tree.identifierOf(node) === self && previous !== NO_NODE && tree.identifierOf(previous) === self
      ? 'merge'
      : 'keep',
  );
}
