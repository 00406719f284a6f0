import type { FrameIndex, FrameTable, IdentifierIndex } from '../model/frames.ts';
import {
  type AttributeScope,
  type AttributeSeconds,
  CLASS_MARKER,
  haveSameAttributes,
  listAttributes,
  mostSeenAttribute,
  TRACEBACKHIDE_MARKER,
} from './attributes.ts';
import { type SyntheticKind, syntheticKindOf } from './identifier.ts';

/** A position in the depth-first order. A plain number, as loops step through subtrees by arithmetic. */
export type NodeIndex = number;

export const NO_NODE: NodeIndex = -1;

/** The number of the group of a node that is in none. */
export const NO_GROUP = -1;

declare const kind: unique symbol;

/** Identifier and attributes of a node: a frame where the attributes never changed, else a row of sums. */
export type NodeLabel = number & { readonly [kind]: 'label' };

interface MixedLabel {
  readonly identifier: IdentifierIndex;
  readonly attributes: AttributeSeconds;
}

/**
 * Calls in depth-first order: the root is node 0, the subtree of a node is the range from it to `endOf`, its first child
 * follows it and `endOf` a child is the next one. An empty tree stands for a session without samples.
 *
 * A tree has one owner, who may change it in place: a recording of a few million calls is not held twice.
 */
export class CallTree {
  readonly frames: FrameTable;
  readonly attributeScope: AttributeScope;
  #labels: Int32Array;
  #seconds: Float64Array;
  #ends: Int32Array;
  /** Made when the first time is absorbed. */
  #absorbed: Float64Array | undefined;
  /** Made when the first node is put into a group. */
  #groups: Int32Array | undefined;
  #groupCount = 0;
  #size = 0;
  readonly #mixed: MixedLabel[] = [];
  #syntheticKinds: (SyntheticKind | undefined)[] | undefined;

  constructor(frames: FrameTable, attributeScope: AttributeScope, capacity = 1024) {
    this.frames = frames;
    this.attributeScope = attributeScope;
    this.#labels = new Int32Array(capacity);
    this.#seconds = new Float64Array(capacity);
    this.#ends = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  endOf(node: NodeIndex): NodeIndex {
    return this.#ends[node] as number;
  }

  /** Seconds in the call and its callees. */
  secondsOf(node: NodeIndex): number {
    return this.#seconds[node] as number;
  }

  /** Seconds of descendants that are no longer in the tree. */
  absorbedOf(node: NodeIndex): number {
    return this.#absorbed === undefined ? 0 : (this.#absorbed[node] as number);
  }

  /** Groups are numbered from 0 in the order in which they were made. */
  groupOf(node: NodeIndex): number {
    return this.#groups === undefined ? NO_GROUP : (this.#groups[node] as number);
  }

  get groupCount(): number {
    return this.#groupCount;
  }

  labelOf(node: NodeIndex): NodeLabel {
    return this.#labels[node] as NodeLabel;
  }

  identifierOf(node: NodeIndex): IdentifierIndex {
    return this.identifierOfLabel(this.labelOf(node));
  }

  identifierOfLabel(label: NodeLabel): IdentifierIndex {
    if (label < 0) return this.#mixedOf(label).identifier;
    return this.frames.identifierOf(label as number as FrameIndex);
  }

  identifierText(node: NodeIndex): string {
    return this.frames.identifierText(this.identifierOf(node));
  }

  syntheticKindOf(node: NodeIndex): SyntheticKind | undefined {
    this.#syntheticKinds ??= Array.from({ length: this.frames.identifierCount }, (_, identifier) =>
      syntheticKindOf(this.frames.identifierText(identifier as IdentifierIndex)),
    );
    return this.#syntheticKinds[this.identifierOf(node)];
  }

  isLeaf(node: NodeIndex): boolean {
    return this.endOf(node) === node + 1;
  }

  hasOneChild(node: NodeIndex): boolean {
    return !this.isLeaf(node) && this.endOf(node + 1) === this.endOf(node);
  }

  /** Seconds without those of callees; synthetic leaves below the node count as its own. */
  selfSecondsOf(node: NodeIndex): number {
    let seconds = this.secondsOf(node);
    const end = this.endOf(node);
    for (let child = node + 1; child < end; child = this.endOf(child)) {
      if (this.syntheticKindOf(child) === undefined) seconds -= this.secondsOf(child);
    }
    return seconds;
  }

  /** A map of the caller's own. */
  attributesOf(node: NodeIndex): AttributeSeconds {
    return this.attributesOfLabel(this.labelOf(node), this.secondsOf(node));
  }

  /** `seconds` is the time of the node that has the label. */
  attributesOfLabel(label: NodeLabel, seconds: number): AttributeSeconds {
    if (label < 0) return new Map(this.#mixedOf(label).attributes);
    const names = listAttributes(this.frames, label as number as FrameIndex, this.attributeScope);
    return new Map(names.map((name) => [name, seconds]));
  }

  /** Whether the attributes of both are one and the same set, seen all the time. */
  haveSameAttributes(a: NodeLabel, b: NodeLabel): boolean {
    if (a < 0 || b < 0) return false;
    const frames = [a as number as FrameIndex, b as number as FrameIndex] as const;
    return haveSameAttributes(this.frames, this.attributeScope, frames);
  }

  classNameOf(node: NodeIndex): string | undefined {
    return this.#mostSeen(node, CLASS_MARKER);
  }

  hidesTraceback(node: NodeIndex): boolean {
    return this.#mostSeen(node, TRACEBACKHIDE_MARKER) === '1';
  }

  /** The parent of each node, NO_NODE for the root. */
  listParents(): Int32Array {
    const parents = new Int32Array(this.#size);
    for (let node = 0, parent = NO_NODE; node < this.#size; node++) {
      while (parent >= 0 && this.endOf(parent) <= node) parent = parents[parent] as number;
      parents[node] = parent;
      parent = node;
    }
    return parents;
  }

  /** A node behind all others, inside those which are not closed yet. */
  append(label: NodeLabel, seconds: number): NodeIndex {
    if (this.#size === this.#labels.length) this.#grow();
    const node = this.#size++;
    this.#labels[node] = label;
    this.#seconds[node] = seconds;
    this.#ends[node] = node + 1;
    if (this.#groups !== undefined) this.#groups[node] = NO_GROUP;
    return node;
  }

  /** Everything appended since is inside the node. */
  close(node: NodeIndex): void {
    this.#ends[node] = this.#size;
  }

  /** Each attribute is one of a frame in the table. */
  addMixedLabel(identifier: IdentifierIndex, attributes: AttributeSeconds): NodeLabel {
    this.#mixed.push({ identifier, attributes });
    return ~(this.#mixed.length - 1) as NodeLabel;
  }

  setLabel(node: NodeIndex, label: NodeLabel): void {
    this.#labels[node] = label;
  }

  setSeconds(node: NodeIndex, seconds: number): void {
    this.#seconds[node] = seconds;
  }

  addAbsorbed(node: NodeIndex, seconds: number): void {
    this.#absorbed ??= new Float64Array(this.#labels.length);
    this.#absorbed[node] = (this.#absorbed[node] as number) + seconds;
  }

  /** Puts the node into a group, which is a new one if its number is `groupCount`. */
  setGroup(node: NodeIndex, group: number): void {
    this.#groups ??= new Int32Array(this.#labels.length).fill(NO_GROUP);
    this.#groups[node] = group;
    if (group >= this.#groupCount) this.#groupCount = group + 1;
  }

  /** Keeps the subtree of the node alone, which becomes the root. */
  promote(node: NodeIndex): void {
    if (node === 0) return;
    const end = this.endOf(node);
    this.#labels.copyWithin(0, node, end);
    this.#seconds.copyWithin(0, node, end);
    this.#absorbed?.copyWithin(0, node, end);
    this.#groups?.copyWithin(0, node, end);
    for (let at = node; at < end; at++) this.#ends[at - node] = (this.#ends[at] as number) - node;
    this.#size = end - node;
  }

  /** For `rewrite`, which compacts the tree in place: `target` is not behind `node`. The end is left to it. */
  move(node: NodeIndex, target: NodeIndex): void {
    this.#labels[target] = this.#labels[node] as number;
    this.#seconds[target] = this.#seconds[node] as number;
    if (this.#absorbed !== undefined) this.#absorbed[target] = this.#absorbed[node] as number;
    if (this.#groups !== undefined) this.#groups[target] = this.#groups[node] as number;
  }

  setEnd(node: NodeIndex, end: NodeIndex): void {
    this.#ends[node] = end;
  }

  /** Gives back the room that it once grew into, where a tree is kept that will not grow any more. */
  shrink(): void {
    this.#labels = this.#labels.slice(0, this.#size);
    this.#seconds = this.#seconds.slice(0, this.#size);
    this.#ends = this.#ends.slice(0, this.#size);
    this.#absorbed = this.#absorbed?.slice(0, this.#size);
    this.#groups = this.#groups?.slice(0, this.#size);
  }

  truncate(size: number): void {
    this.#size = size;
  }

  #mostSeen(node: NodeIndex, marker: string): string | undefined {
    const label = this.labelOf(node);
    if (label < 0) return mostSeenAttribute(this.#mixedOf(label).attributes, marker);
    return mostSeenAttribute(this.attributesOfLabel(label, this.secondsOf(node)), marker);
  }

  #mixedOf(label: NodeLabel): MixedLabel {
    return this.#mixed[~label] as MixedLabel;
  }

  #grow(): void {
    const capacity = this.#labels.length * 2;
    this.#labels = grownInts(this.#labels, capacity);
    this.#ends = grownInts(this.#ends, capacity);
    this.#seconds = grownFloats(this.#seconds, capacity);
    if (this.#absorbed !== undefined) this.#absorbed = grownFloats(this.#absorbed, capacity);
    if (this.#groups !== undefined) this.#groups = grownInts(this.#groups, capacity);
  }
}

function grownInts(values: Int32Array, capacity: number): Int32Array {
  const grown = new Int32Array(capacity);
  grown.set(values);
  return grown;
}

function grownFloats(values: Float64Array, capacity: number): Float64Array {
  const grown = new Float64Array(capacity);
  grown.set(values);
  return grown;
}
