import type { CallTree } from '../call-tree/call-tree.ts';
import { SELF } from '../call-tree/identifier.ts';
import { rewrite } from './rewrite.ts';

/** Absorbs a `[self]` leaf that is its parent's only child: it says nothing that the parent does not. */
export function removeUnnecessarySelfTime(tree: CallTree): CallTree {
  const self = tree.frames.internIdentifier(SELF);
  return rewrite(tree, ({ node, parent, parentEnd }) =>
    node === parent + 1 && tree.endOf(node) === parentEnd && tree.identifierOf(node) === self
      ? 'absorb'
      : 'keep',
  );
}
