import type { FrameIndex, FrameKindIndex, FrameTable } from '../model/frames.ts';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import { NO_STACK, type StackIndex, type StackTable } from '../model/stacks.ts';
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
  new SampleAppender(builder, samples).append(samples, options);
}

/** Adds samples of several threads, which share frames and stacks. */
export class SampleAppender {
  readonly #builder: SessionBuilder;
  readonly #frames: FrameTable;
  readonly #stacks: StackTable;
  readonly #newKinds: Int32Array;
  /** Below the root of the samples that are added just now. */
  readonly #newStacks: Int32Array;
  readonly #waiting: StackIndex[] = [];

  constructor(builder: SessionBuilder, { frames, stacks }: Pick<SampleTable, 'frames' | 'stacks'>) {
    this.#builder = builder;
    this.#frames = frames;
    this.#stacks = stacks;
    this.#newKinds = new Int32Array(frames.kindCount).fill(UNKNOWN);
    this.#newStacks = new Int32Array(stacks.size).fill(UNKNOWN);
  }

  append(samples: SampleTable, { root = NO_STACK, skip }: AppendOptions): void {
    for (let index = 0; index < samples.length; index++) {
      const sample = index as SampleIndex;
      const stack = samples.stackOf(sample);
      this.#map(stack, root, skip);
      const added = stack === NO_STACK ? root : (this.#newStacks[stack] as StackIndex);
      this.#builder.addSample(added, samples.secondsOf(sample));
    }
  }

  /** The next are added below another root. As long as these samples are: there may be many threads with few. */
  forget(samples: SampleTable): void {
    for (let index = 0; index < samples.length; index++) {
      let at = samples.stackOf(index as SampleIndex);
      while (at !== NO_STACK && this.#newStacks[at] !== UNKNOWN) {
        this.#newStacks[at] = UNKNOWN;
        at = this.#stacks.parentOf(at);
      }
    }
  }

  #map(stack: StackIndex, root: StackIndex, skip: AppendOptions['skip']): void {
    const newStacks = this.#newStacks;
    const waiting = this.#waiting;
    let at = stack;
    while (at !== NO_STACK && newStacks[at] === UNKNOWN) {
      waiting.push(at);
      at = this.#stacks.parentOf(at);
    }
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const parent = this.#stacks.parentOf(next);
      const newParent = parent === NO_STACK ? root : (newStacks[parent] as StackIndex);
      const frame = this.#stacks.frameOf(next);
      const isLeftOut = newParent === root && skip?.(frame) === true;
      newStacks[next] = isLeftOut ? root : this.#builder.push(newParent, this.#newFrame(frame));
    }
  }

  #newFrame(frame: FrameIndex): FrameIndex {
    const { frames } = this.#builder;
    const kind = this.#frames.kindOf(frame);
    if (this.#newKinds[kind] === UNKNOWN) this.#newKinds[kind] = internKindOf(frames, this.#frames, frame);
    return frames.internLine(this.#newKinds[kind] as FrameKindIndex, this.#frames.lineOf(frame));
  }
}

/** The kind of a frame, in another table. */
function internKindOf(into: FrameTable, from: FrameTable, frame: FrameIndex): FrameKindIndex {
  const identifier = into.internIdentifier(from.identifierText(from.identifierOf(frame)));
  return into.internKind(identifier, from.attributesOf(frame));
}
