import { parseIdentifier } from '../call-tree/identifier.ts';
import type { IdentifierIndex } from '../model/frames.ts';
import { overColumns, type Processor } from './processor.ts';
import { rewrite } from './rewrite.ts';

const IMPORT_MACHINERY = '<frozen importlib._bootstrap';

/** Takes out the frames of the import system; what they called stays. */
export const removeImportlib: Processor = overColumns((tree) => {
  const removed = new Set<IdentifierIndex>();
  for (let index = 0; index < tree.frames.identifierCount; index++) {
    const identifier = index as IdentifierIndex;
    const { filePath } = parseIdentifier(tree.frames.identifierText(identifier));
    if (filePath?.includes(IMPORT_MACHINERY)) removed.add(identifier);
  }
  if (removed.size === 0) return tree;
  return rewrite(tree, ({ node }) => (removed.has(tree.identifierOf(node)) ? 'splice' : 'keep'));
});
