import type { Frame } from './frame.ts';

/** Frames of libraries that a report shows as one. The root is the first of them. */
export class FrameGroup {
  readonly root: Frame;
  readonly id: string;
  readonly #frames = new Set<Frame>();

  /** `id` tells groups of one report apart. */
  constructor(root: Frame, id: string) {
    this.root = root;
    this.id = id;
    this.addFrame(root);
  }

  get frames(): readonly Frame[] {
    return [...this.#frames];
  }

  /** Frames with a child outside the group. */
  get exitFrames(): readonly Frame[] {
    return this.frames.filter((frame) => frame.children.some((child) => child.group !== this));
  }

  addFrame(frame: Frame): void {
    frame.group?.removeFrame(frame);
    this.#frames.add(frame);
    frame.group = this;
  }

  /** Throws when the frame is not in the group. */
  removeFrame(frame: Frame): void {
    if (!this.#frames.delete(frame)) throw new Error('The frame is not in the group');
    frame.group = undefined;
  }
}
