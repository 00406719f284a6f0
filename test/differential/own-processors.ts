import { combineFrames, deleteFrame, Frame, FrameGroup, type Processor } from '../../src/api/index.ts';

function walk(root: Frame | undefined): Frame[] {
  const frames: Frame[] = [];
  const waiting = root === undefined ? [] : [root];
  for (let frame = waiting.pop(); frame !== undefined; frame = waiting.pop()) {
    frames.push(frame);
    waiting.push(...frame.children.toReversed());
  }
  return frames;
}

/** Processors as users write them; own_processors.py has the same in Python. */
export const OWN_PROCESSORS: Readonly<Record<string, Processor>> = {
  splice_g(root) {
    for (const frame of walk(root)) {
      if (frame.function === 'g' && frame.parent) deleteFrame(frame, { replaceWith: 'children' });
    }
    return root;
  },
  close_json(root) {
    for (const frame of walk(root)) {
      if (frame.filePath?.includes('json') && frame.parent && frame.parent.function !== '[self]') {
        deleteFrame(frame, { replaceWith: 'self-time' });
      }
    }
    return root;
  },
  drop_classes(root) {
    for (const frame of walk(root)) {
      if (frame.className && frame.parent) deleteFrame(frame, { replaceWith: 'nothing' });
    }
    return root;
  },
  join_neighbours(root) {
    for (const parent of walk(root)) {
      let previous: Frame | undefined;
      for (const child of parent.children) {
        if (previous?.function === child.function && !child.isSynthetic) {
          combineFrames(child, { into: previous });
        } else previous = child;
      }
    }
    return root;
  },
  group_children(root) {
    const [first, ...others] = root?.children ?? [];
    if (first !== undefined && others.length > 0) {
      const group = new FrameGroup(first, 'mine');
      for (const child of others) group.addFrame(child);
    }
    return root;
  },
  first_child(root) {
    const child = root?.children[0];
    child?.removeFromParent();
    return child;
  },
  wrap: (root) =>
    root &&
    new Frame('outer\x00/app/outer.py\x001\x01cW', {
      children: [root],
      time: root.time,
      context: root.context,
    }),
};
