import type { FrameIndex, FrameKindIndex, FrameTable } from '../model/frames.ts';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import { NO_STACK, type StackIndex } from '../model/stacks.ts';
import type { SessionBuilder } from './session-builder.ts';

export interface AppendOptions {
  /** A stack of the builder's, above which the appended ones are put. */
  readonly root?: StackIndex;
  /** Outermost frames of a stack that are left out. */
  readonly skip?: (frame: FrameIndex) => boolean;
}

const UNKNOWN = -2;

/** Adds samples with the stacks they name; frames and stacks that none of them names stay behind. */
export function appendSamples(
  builder: SessionBuilder,
  samples: SampleTable,
  options: AppendOptions = {},
): void {
  const { frames, stacks } = samples;
  const { root = NO_STACK, skip } = options;
  const newKinds = new Int32Array(frames.kindCount).fill(UNKNOWN);
  const newStacks = new Int32Array(stacks.size).fill(UNKNOWN);
  const waiting: StackIndex[] = [];
  const newFrame = (frame: FrameIndex): FrameIndex => {
    const kind = frames.kindOf(frame);
    if (newKinds[kind] === UNKNOWN) newKinds[kind] = internKindOf(builder.frames, frames, frame);
    return builder.frames.internLine(newKinds[kind] as FrameKindIndex, frames.lineOf(frame));
  };
  const newStack = (stack: StackIndex): StackIndex => {
    let at = stack;
    while (at !== NO_STACK && newStacks[at] === UNKNOWN) {
      waiting.push(at);
      at = stacks.parentOf(at);
    }
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const parent = stacks.parentOf(next);
      const newParent = parent === NO_STACK ? root : (newStacks[parent] as StackIndex);
      const frame = stacks.frameOf(next);
      const isLeftOut = newParent === root && skip?.(frame) === true;
      newStacks[next] = isLeftOut ? root : builder.push(newParent, newFrame(frame));
    }
    return stack === NO_STACK ? root : (newStacks[stack] as StackIndex);
  };
  for (let index = 0; index < samples.length; index++) {
    const sample = index as SampleIndex;
    builder.addSample(newStack(samples.stackOf(sample)), samples.secondsOf(sample));
  }
}

/** The kind of a frame, in another table. */
function internKindOf(into: FrameTable, from: FrameTable, frame: FrameIndex): FrameKindIndex {
  const identifier = into.internIdentifier(from.identifierText(from.identifierOf(frame)));
  return into.internKind(identifier, from.attributesOf(frame));
}
