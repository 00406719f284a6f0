import type { CallTree } from './call-tree.ts';
import { Frame, type FrameContext } from './frame.ts';

/** The tree as objects that can be changed; undefined when it is empty. */
export function makeFrames(tree: CallTree, context: FrameContext): Frame | undefined {
  const path: { frame: Frame; end: number }[] = [];
  let root: Frame | undefined;
  for (let node = 0; node < tree.size; node++) {
    while ((path.at(-1)?.end ?? tree.size) <= node) path.pop();
    const frame = new Frame(tree.identifierText(node), { context });
    frame.time = tree.secondsOf(node);
    frame.absorbedTime = tree.absorbedOf(node);
    for (const [name, seconds] of tree.attributesOf(node)) frame.attributes.set(name, seconds);
    path.at(-1)?.frame.addChild(frame);
    path.push({ frame, end: tree.endOf(node) });
    root ??= frame;
  }
  return root;
}
