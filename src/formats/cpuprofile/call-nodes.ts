import { CLASS_MARKER } from '../../call-tree/attributes.ts';
import { ATTRIBUTE_MARK, type FrameIndex, type FrameTable } from '../../model/frames.ts';
import type { SampleIndex, SampleTable } from '../../model/samples.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import { type StringIndex, StringTable } from '../../model/strings.ts';
import { TripleTable } from '../../model/triples.ts';

/** A call path whatever the running lines; a parent stands before its children. Number 0 is the one above all calls. */
export type CallNode = number;

const ROOT: CallNode = 0;

/** The call paths of the samples: those of the stacks, of which many may differ in running lines alone. */
export class CallNodes {
  readonly #frames: FrameTable;
  readonly #rows = new TripleTable();
  /** Identifier and class of each kind of call, as a frame text without other attributes. */
  readonly #labels = new StringTable();
  readonly #nodeOfStack: Int32Array;

  constructor(samples: SampleTable) {
    this.#frames = samples.frames;
    this.#rows.intern(-1, -1, 0);
    this.#nodeOfStack = this.#addStacks(samples);
  }

  get size(): number {
    return this.#rows.size;
  }

  nodeOf(stack: StackIndex): CallNode {
    return stack === NO_STACK ? ROOT : (this.#nodeOfStack[stack] as number);
  }

  /** Undefined for the node above all calls. */
  callOf(
    node: CallNode,
  ): { readonly identifier: string; readonly className: string | undefined } | undefined {
    if (node === ROOT) return undefined;
    const text = this.#labels.textOf(this.#rows.at(node, 1) as StringIndex);
    const [identifier = '', className] = text.split(`${ATTRIBUTE_MARK}${CLASS_MARKER}`);
    return { identifier, className };
  }

  /** For each node the first child, and for each the next one with the same parent; 0 for none. */
  listFamily(): { readonly firstChild: Int32Array; readonly nextSibling: Int32Array } {
    const firstChild = new Int32Array(this.size);
    const nextSibling = new Int32Array(this.size);
    for (let node = this.size - 1; node > 0; node--) {
      const parent = this.#rows.at(node, 0);
      nextSibling[node] = firstChild[parent] as number;
      firstChild[parent] = node;
    }
    return { firstChild, nextSibling };
  }

  /** Only stacks of samples, and what is above them, become nodes. */
  #addStacks(samples: SampleTable): Int32Array {
    const { stacks } = samples;
    const isUsed = usedStacks(samples);
    const labels = new Int32Array(samples.frames.size).fill(-1);
    const nodes = new Int32Array(stacks.size);
    for (let index = 0; index < stacks.size; index++) {
      if (isUsed[index] === 0) continue;
      const stack = index as StackIndex;
      const frame = stacks.frameOf(stack);
      if (labels[frame] === -1) labels[frame] = this.#labelOf(frame);
      const parent = stacks.parentOf(stack);
      nodes[index] = this.#rows.intern(
        parent === NO_STACK ? ROOT : (nodes[parent] as number),
        labels[frame] as number,
        0,
      );
    }
    return nodes;
  }

  #labelOf(frame: FrameIndex): StringIndex {
    const identifier = this.#frames.identifierText(this.#frames.identifierOf(frame));
    const attributes = this.#frames.attributesOf(frame).split(ATTRIBUTE_MARK);
    const className = attributes.find((attribute) => attribute.startsWith(CLASS_MARKER));
    return this.#labels.intern(
      className === undefined ? identifier : identifier + ATTRIBUTE_MARK + className,
    );
  }
}

function usedStacks(samples: SampleTable): Uint8Array {
  const { stacks } = samples;
  const isUsed = new Uint8Array(stacks.size);
  for (let index = 0; index < samples.length; index++) {
    const stack = samples.stackOf(index as SampleIndex);
    if (stack !== NO_STACK) isUsed[stack] = 1;
  }
  for (let index = stacks.size - 1; index >= 0; index--) {
    const parent = stacks.parentOf(index as StackIndex);
    if (isUsed[index] === 1 && parent !== NO_STACK) isUsed[parent] = 1;
  }
  return isUsed;
}
