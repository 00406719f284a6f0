import { SELF } from '../call-tree/identifier.ts';
import { overColumns, type Processor } from './processor.ts';
import { rewrite } from './rewrite.ts';

/** Absorbs a `[self]` leaf that is its parent's only child: it says nothing that the parent does not. */
export const removeUnnecessarySelfTimeNodes: Processor = overColumns((tree) => {
  const self = tree.frames.internIdentifier(SELF);
  return rewrite(tree, ({ node, parent, parentEnd }) =>
    node === parent + 1 && tree.endOf(node) === parentEnd && tree.identifierOf(node) === self
      ? 'absorb'
      : 'keep',
  );
});
