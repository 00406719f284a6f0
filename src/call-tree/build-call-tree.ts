import type { FrameIndex, FrameTable, IdentifierIndex } from '../model/frames.ts';
import type { SampleIndex, SampleTable } from '../model/samples.ts';
import { NO_STACK, type StackIndex, type StackTable } from '../model/stacks.ts';
import {
  type AttributeScope,
  type AttributeSeconds,
  addAttributeSeconds,
  haveSameAttributes,
  listAttributes,
} from './attributes.ts';
import { CallTree, type NodeLabel } from './call-tree.ts';
import { ROOT, SELF, syntheticKindOf } from './identifier.ts';

/**
 * Folds samples into calls in time order: a call goes on as long as consecutive samples have its identifier on the same
 * path, so one that comes back later is a second node. Below the innermost call of each sample stands a `[self]` leaf with
 * the sample's time.
 *
 * The cost follows what changes between samples, not their depth.
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
  readonly #pathNodes: number[] = [];
  readonly #pathFrames: FrameIndex[] = [];
  readonly #runDepths: number[] = [];
  readonly #runSeconds: number[] = [];
  /** By depth. */
  readonly #mixes = new Map<number, OpenMix>();
  #previous: StackIndex = NO_STACK;
  /** The frames of a sample that its predecessor does not share, the innermost first. */
  readonly #tail: FrameIndex[] = [];

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
    if (samples.length === 0) return;
    this.#startRun(0);
    this.#open(root);
  }

  add(stack: StackIndex, seconds: number): void {
    let depth = this.#pathNodes.length - this.#splitFrom(stack);
    let next = this.#tail.length - 1;
    while (next >= 0 && depth < this.#pathNodes.length && this.#goesOn(depth, next)) {
      this.#continue(depth++, this.#tail[next--] as FrameIndex);
    }
    this.#closeFrom(depth);
    if (next >= 0) this.#startRun(depth);
    while (next >= 0) this.#open(this.#tail[next--] as FrameIndex);
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
    tail.length = 0;
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

  #goesOn(depth: number, next: number): boolean {
    const open = this.#frames.identifierOf(this.#pathFrames[depth] as FrameIndex);
    return open === this.#frames.identifierOf(this.#tail[next] as FrameIndex);
  }

  #continue(depth: number, frame: FrameIndex): void {
    const before = this.#pathFrames[depth] as FrameIndex;
    this.#pathFrames[depth] = frame;
    if (haveSameAttributes(this.#frames, this.#scope, [before, frame])) return;
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
    while ((this.#runDepths[run] as number) > depth) run--;
    return this.#runSeconds[run] as number;
  }

  #startRun(depth: number): void {
    this.#runDepths.push(depth);
    this.#runSeconds.push(0);
  }

  #open(frame: FrameIndex): void {
    this.#pathNodes.push(this.#tree.append(frame as number as NodeLabel, 0));
    this.#pathFrames.push(frame);
  }

  #closeFrom(depth: number): void {
    for (let at = this.#pathNodes.length - 1; at >= depth; at--) {
      const node = this.#pathNodes.pop() as number;
      const frame = this.#pathFrames.pop() as FrameIndex;
      const run = this.#runDepths.length - 1;
      this.#tree.setSeconds(node, this.#runSeconds[run] as number);
      this.#tree.close(node);
      if (this.#runDepths[run] === at) {
        this.#runDepths.pop();
        this.#runSeconds.pop();
      }
      const mix = this.#mixes.get(at);
      if (mix === undefined) continue;
      this.#tree.setLabel(node, this.#tree.addMixedLabel(this.#frames.identifierOf(frame), mix.seconds));
      this.#mixes.delete(at);
    }
  }

  #addTime(seconds: number): void {
    const runs = this.#runSeconds;
    for (let run = 0; run < runs.length; run++) runs[run] = (runs[run] as number) + seconds;
    for (const mix of this.#mixes.values()) addAttributeSeconds(mix.seconds, mix.current, seconds);
    const innermost = this.#pathFrames[this.#pathFrames.length - 1] as FrameIndex;
    if (this.#isLeafIdentifier[this.#frames.identifierOf(innermost)]) return;
    this.#tree.append(this.#self, 0 + seconds);
  }
}
