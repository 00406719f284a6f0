import { TRACEBACKHIDE_MARKER } from '../call-tree/attributes.ts';
import type { CallTree } from '../call-tree/call-tree.ts';
import { ATTRIBUTE_MARK, type FrameIndex } from '../model/frames.ts';
import { overColumns, type Processor } from './processor.ts';
import { rewrite } from './rewrite.ts';

/** Takes out calls that have a local `__tracebackhide__`; what they called stays. */
export const removeTracebackhide: Processor = overColumns((tree) => {
  if (!someFrameHides(tree)) return tree;
  return rewrite(tree, ({ node }) => (tree.hidesTraceback(node) ? 'splice' : 'keep'));
});

function someFrameHides(tree: CallTree): boolean {
  const seen = new Set<number>();
  for (let index = 0; index < tree.frames.size; index++) {
    const frame = index as FrameIndex;
    const attributes = tree.frames.attributeSetOf(frame);
    if (seen.has(attributes)) continue;
    seen.add(attributes);
    if (tree.frames.attributesOf(frame).includes(`${ATTRIBUTE_MARK}${TRACEBACKHIDE_MARKER}1`)) return true;
  }
  return false;
}
