import { ATTRIBUTE_MARK, FrameTable, NO_LINE } from '../model/frames.ts';
import { CallTree, NO_GROUP, type NodeIndex, type NodeLabel } from './call-tree.ts';
import { Frame, type FrameContext, FrameGroup } from './frame.ts';

/** The tree as objects that can be changed; undefined when it is empty. */
export function makeFrames(tree: CallTree, context?: FrameContext): Frame | undefined {
  const path: { frame: Frame; end: number }[] = [];
  const groups: FrameGroup[] = [];
  let root: Frame | undefined;
  for (let node = 0; node < tree.size; node++) {
    while ((path.at(-1)?.end ?? tree.size) <= node) path.pop();
    const frame = new Frame(tree.identifierText(node), context === undefined ? {} : { context });
    frame.time = tree.secondsOf(node);
    frame.absorbedTime = tree.absorbedOf(node);
    for (const [name, seconds] of tree.attributesOf(node)) frame.attributes.set(name, seconds);
    joinGroup(frame, tree.groupOf(node), groups);
    path.at(-1)?.frame.addChild(frame);
    path.push({ frame, end: tree.endOf(node) });
    root ??= frame;
  }
  return root;
}

/** The outermost frame of a group, which comes first, is its root. */
function joinGroup(frame: Frame, group: number, groups: FrameGroup[]): void {
  if (group === NO_GROUP) return;
  const known = groups[group];
  if (known === undefined) groups[group] = new FrameGroup(frame, String(group));
  else known.addFrame(frame);
}

/** The frame and all below it as columns with tables of their own. The frames stay as they are. */
export function readFrames(root: Frame): CallTree {
  const tree = new CallTree(new FrameTable(), 'all');
  const groups = new Map<FrameGroup, number>();
  const open: NodeIndex[] = [];
  const waiting: [depth: number, frame: Frame][] = [[0, root]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [depth, frame] = next;
    while (open.length > depth) tree.close(open.pop() as NodeIndex);
    const node = appendFrame(tree, frame);
    open.push(node);
    if (frame.group !== undefined) tree.setGroup(node, numberOf(frame.group, groups));
    const { children } = frame;
    for (let at = children.length - 1; at >= 0; at--) waiting.push([depth + 1, children[at] as Frame]);
  }
  while (open.length > 0) tree.close(open.pop() as NodeIndex);
  return tree;
}

function appendFrame(tree: CallTree, frame: Frame): NodeIndex {
  const identifier = tree.frames.internIdentifier(frame.identifier);
  const attributes = [...frame.attributes.keys()].map((name) => ATTRIBUTE_MARK + name).join('');
  const seen = tree.frames.add(identifier, attributes, NO_LINE);
  const label =
    attributes === ''
      ? (seen as number as NodeLabel)
      : tree.addMixedLabel(identifier, new Map(frame.attributes));
  const node = tree.append(label, frame.time);
  if (frame.absorbedTime !== 0) tree.addAbsorbed(node, frame.absorbedTime);
  return node;
}

function numberOf(group: FrameGroup, groups: Map<FrameGroup, number>): number {
  const known = groups.get(group) ?? groups.size;
  groups.set(group, known);
  return known;
}
