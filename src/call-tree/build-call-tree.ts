import { FloatColumn, IntColumn } from '../model/columns.ts';
import type { FrameIndex, FrameTable, IdentifierIndex } from '../model/frames.ts';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import { NO_STACK, type StackIndex, type StackTable } from '../model/stacks.ts';
import {
  type AttributeScope,
  type AttributeSeconds,
  addAttributeSeconds,
  listAttributes,
} from './attributes.ts';
import { CallTree, type NodeIndex, type NodeLabel } from './call-tree.ts';
import { ROOT, SELF, syntheticKindOf } from './identifier.ts';

/**
 * Folds samples into calls in time order: a call goes on as long as consecutive samples have its identifier on the same
 * path, so one that comes back later is a second node. Below the innermost call of each sample stands a `[self]` leaf with
 * the sample's time.
 *
 * The cost follows what changes between samples, and how many calls of a stack began at different samples, not its depth.
 */
export function buildCallTree(samples: SampleTable, attributeScope: AttributeScope): CallTree {
  const builder = new TimelineBuilder(samples, attributeScope);
  const count = samples.length;
  for (let index = 0; index < count; index++) {
    const sample = index as SampleIndex;
    builder.add(samples.stackOf(sample), samples.secondsOf(sample));
  }
  return builder.finish();
}

const NO_LABEL = -1;

/** An open call whose attributes changed while it went on. */
interface OpenMix {
  readonly seconds: AttributeSeconds;
  current: readonly string[];
}

/**
 * The open calls are a path; depth 0 is the root. Calls that opened with the same sample have the same time for as long as
 * they are open, so they share one sum (a run): its value is the same float64 as adding each sample to each call.
 */
class TimelineBuilder {
  readonly #frames: FrameTable;
  readonly #stacks: StackTable;
  readonly #scope: AttributeScope;
  readonly #tree: CallTree;
  readonly #self: NodeLabel;
  readonly #isLeafIdentifier: readonly boolean[];
  /** Of each open call the node, the frame it had last, and what tells frames apart whose attributes count as different. */
  readonly #pathNodes = new IntColumn();
  readonly #pathFrames = new IntColumn();
  readonly #pathLooks = new IntColumn();
  readonly #runDepths = new IntColumn();
  readonly #runSeconds = new FloatColumn();
  /** By depth. */
  readonly #mixes = new Map<number, OpenMix>();
  #previous: StackIndex = NO_STACK;
  /** The frames of a sample that its predecessor does not share, the innermost first. */
  readonly #tail = new IntColumn();
  /** The frame that stands for each look in labels: the fewer they are, the nearer to the processor they stay. */
  readonly #labels: Int32Array;

  constructor(samples: SampleTable, scope: AttributeScope) {
    this.#frames = samples.frames;
    this.#stacks = samples.stacks;
    this.#scope = scope;
    this.#tree = new CallTree(samples.frames, scope);
    this.#self = this.#frames.intern(SELF) as number as NodeLabel;
    const root = this.#frames.intern(ROOT);
    this.#isLeafIdentifier = Array.from(
      { length: this.#frames.identifierCount },
      (_, identifier) =>
        syntheticKindOf(this.#frames.identifierText(identifier as IdentifierIndex)) === 'leaf',
    );
    const looks = scope === 'all' ? this.#frames.size : this.#frames.kindCount;
    this.#labels = new Int32Array(looks).fill(NO_LABEL);
    if (samples.length === 0) return;
    this.#startRun(0);
    this.#open(root);
  }

  add(stack: StackIndex, seconds: number): void {
    const path = this.#pathFrames;
    let depth = path.length - this.#splitFrom(stack);
    const tail = this.#tail;
    for (; tail.length > 0 && depth < path.length; depth++) {
      const frame = tail.get(tail.length - 1) as FrameIndex;
      if (!this.#continue(depth, frame)) break;
      tail.pop();
    }
    this.#closeFrom(depth);
    if (tail.length > 0) this.#startRun(depth);
    while (tail.length > 0) this.#open(tail.pop() as FrameIndex);
    this.#previous = stack;
    this.#addTime(seconds);
  }

  finish(): CallTree {
    this.#closeFrom(0);
    if (this.#tree.size > 0 && this.#tree.hasOneChild(0)) this.#tree.promote(1);
    return this.#tree;
  }

  /** Fills the tail and returns how many calls at the end of the path the sample may not share. */
  #splitFrom(stack: StackIndex): number {
    const stacks = this.#stacks;
    const tail = this.#tail;
    let ending = 0;
    let open = this.#previous;
    let wanted = stack;
    // A parent stands before its children, so the greater of the two is not a common ancestor.
    while (open !== wanted) {
      if (open > wanted) {
        ending++;
        open = stacks.parentOf(open);
      } else {
        tail.push(stacks.frameOf(wanted));
        wanted = stacks.parentOf(wanted);
      }
    }
    return ending;
  }

  /** Frames of one look are one frame, or, where lines do not count, of one kind. */
  #lookOf(frame: FrameIndex): number {
    return this.#scope === 'all' ? frame : this.#frames.kindOf(frame);
  }

  /** False when the call at a depth is another one than the frame's. */
  #continue(depth: number, frame: FrameIndex): boolean {
    const look = this.#lookOf(frame);
    if (this.#pathLooks.get(depth) === look) return true;
    const before = this.#pathFrames.get(depth) as FrameIndex;
    if (this.#frames.identifierOf(before) !== this.#frames.identifierOf(frame)) return false;
    this.#pathFrames.set(depth, frame);
    this.#pathLooks.set(depth, look);
    this.#mix(depth, before, frame);
    return true;
  }

  #mix(depth: number, before: FrameIndex, frame: FrameIndex): void {
    const current = listAttributes(this.#frames, frame, this.#scope);
    const known = this.#mixes.get(depth);
    if (known !== undefined) {
      known.current = current;
      return;
    }
    const seconds: AttributeSeconds = new Map();
    addAttributeSeconds(seconds, listAttributes(this.#frames, before, this.#scope), this.#secondsAt(depth));
    this.#mixes.set(depth, { seconds, current });
  }

  #secondsAt(depth: number): number {
    let run = this.#runDepths.length - 1;
    while (this.#runDepths.get(run) > depth) run--;
    return this.#runSeconds.get(run);
  }

  #startRun(depth: number): void {
    this.#runDepths.push(depth);
    this.#runSeconds.push(0);
  }

  #open(frame: FrameIndex): void {
    const look = this.#lookOf(frame);
    if (this.#labels[look] === NO_LABEL) this.#labels[look] = frame;
    this.#pathNodes.push(this.#tree.append(this.#labels[look] as NodeLabel, 0));
    this.#pathFrames.push(frame);
    this.#pathLooks.push(look);
  }

  #closeFrom(depth: number): void {
    for (let at = this.#pathNodes.length - 1; at >= depth; at--) {
      const node = this.#pathNodes.pop();
      const frame = this.#pathFrames.pop() as FrameIndex;
      this.#pathLooks.pop();
      const run = this.#runDepths.length - 1;
      this.#tree.setSeconds(node, this.#runSeconds.get(run));
      this.#tree.close(node);
      if (this.#runDepths.get(run) === at) {
        this.#runDepths.pop();
        this.#runSeconds.pop();
      }
      if (this.#mixes.size > 0) this.#labelMix(at, node, frame);
    }
  }

  #labelMix(depth: number, node: NodeIndex, frame: FrameIndex): void {
    const mix = this.#mixes.get(depth);
    if (mix === undefined) return;
    this.#tree.setLabel(node, this.#tree.addMixedLabel(this.#frames.identifierOf(frame), mix.seconds));
    this.#mixes.delete(depth);
  }

  #addTime(seconds: number): void {
    const runs = this.#runSeconds;
    for (let run = 0; run < runs.length; run++) runs.set(run, runs.get(run) + seconds);
    if (this.#mixes.size > 0) this.#addMixedTime(seconds);
    const innermost = this.#pathFrames.get(this.#pathFrames.length - 1) as FrameIndex;
    if (this.#isLeafIdentifier[this.#frames.identifierOf(innermost)]) return;
    this.#tree.append(this.#self, 0 + seconds);
  }

  #addMixedTime(seconds: number): void {
    for (const mix of this.#mixes.values()) addAttributeSeconds(mix.seconds, mix.current, seconds);
  }
}
