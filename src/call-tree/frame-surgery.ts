import { Frame } from './frame.ts';
import { SELF } from './identifier.ts';

/** What takes the place of a frame that is deleted: its children, a `[self]` leaf of its time, or nothing. */
export type Replacement = 'children' | 'self-time' | 'nothing';

/**
 * Takes a frame out of its tree and of its group; with nothing in its place the parent absorbs its time. Throws for a root.
 */
export function deleteFrame(frame: Frame, options: { readonly replaceWith: Replacement }): void {
  const { parent } = frame;
  if (parent === undefined) throw new Error('Cannot delete the root frame');
  switch (options.replaceWith) {
    case 'children':
      parent.addChildren(frame.children, { after: frame });
      break;
    case 'self-time':
      parent.addChild(new Frame(SELF, { time: frame.time }), { after: frame });
      break;
    case 'nothing':
      parent.absorbedTime += frame.time;
  }
  parent.absorbedTime += frame.absorbedTime;
  frame.removeFromParent();
  removeFromGroups(frame);
}

/** Adds a frame to a sibling: time, attributes and children. Throws when they have not the same parent. */
export function combineFrames(frame: Frame, options: { readonly into: Frame }): void {
  const { into } = options;
  if (frame.parent !== into.parent) throw new Error('Frames to combine must have the same parent');
  into.absorbedTime += frame.absorbedTime;
  into.time += frame.time;
  for (const [name, seconds] of frame.attributes) {
    into.attributes.set(name, (into.attributes.get(name) ?? 0) + seconds);
  }
  into.addChildren(frame.children);
  frame.removeFromParent();
  leaveGroup(frame);
}

/** The innermost first. */
function removeFromGroups(root: Frame): void {
  const frames = [root];
  for (const frame of frames) for (const child of frame.children) frames.push(child);
  for (const frame of frames.reverse()) leaveGroup(frame);
}

/** A group of one means nothing. */
function leaveGroup(frame: Frame): void {
  const { group } = frame;
  group?.removeFrame(frame);
  if (group?.size !== 1) return;
  for (const last of group.frames) group.removeFrame(last);
}
