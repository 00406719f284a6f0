import { type AttributeSeconds, addAttributeSeconds } from '../call-tree/attributes.ts';
import { CallTree, NO_GROUP, type NodeIndex, type NodeLabel } from '../call-tree/call-tree.ts';
import type { IdentifierIndex } from '../model/frames.ts';
import { overColumns, type Processor } from './processor.ts';

export interface AggregateOptions {
  /**
   * Calls of fewer seconds than relevant are absorbed at once, as `removeIrrelevantNodes` would do right after: what lies
   * below them is never looked at.
   */
  readonly isRelevant?: (seconds: number) => boolean;
}

/** Adds up calls of the same function from the same call path; children stand by time, the longest first. */
export const aggregateRepeatedCalls: Processor = overColumns((tree) => aggregateCalls(tree));

export function aggregateCalls(tree: CallTree, options: AggregateOptions = {}): CallTree {
  return tree.size === 0 ? tree : new Aggregation(tree, options).run();
}

/** Siblings with one identifier. Sums are made in the order of the siblings. */
interface Sum {
  readonly identifier: IdentifierIndex;
  readonly label: NodeLabel;
  /** That of the first sibling. */
  readonly group: number;
  seconds: number;
  absorbed: number;
  /** Once the siblings differ in their attributes. */
  attributes: AttributeSeconds | undefined;
  count: number;
  /** Where the siblings stand in `members`. */
  start: number;
  end: number;
  depth: number;
}

class Aggregation {
  readonly #tree: CallTree;
  readonly #result: CallTree;
  readonly #isRelevant: (seconds: number) => boolean;
  /** Position in the list of sums by identifier, -1 for none. */
  readonly #positions: Int32Array;
  /** The nodes of each pending sum. Those of the sum that is next stand last. */
  #members = new Int32Array(1024);
  readonly #pending: Sum[] = [];

  constructor(tree: CallTree, options: AggregateOptions) {
    this.#tree = tree;
    this.#result = new CallTree(tree.frames, tree.attributeScope);
    this.#isRelevant = options.isRelevant ?? (() => true);
    this.#positions = new Int32Array(tree.frames.identifierCount).fill(-1);
  }

  run(): CallTree {
    const root = this.#newSum(0, 0);
    root.end = 1;
    this.#pending.push(root);
    const open: NodeIndex[] = [];
    for (let sum = this.#pending.pop(); sum !== undefined; sum = this.#pending.pop()) {
      while (open.length > sum.depth) this.#result.close(open.pop() as NodeIndex);
      open.push(this.#write(sum));
      this.#expand(sum, open.at(-1) as NodeIndex);
    }
    while (open.length > 0) this.#result.close(open.pop() as NodeIndex);
    return this.#result;
  }

  #newSum(node: NodeIndex, depth: number): Sum {
    const tree = this.#tree;
    return {
      identifier: tree.identifierOf(node),
      label: tree.labelOf(node),
      group: tree.groupOf(node),
      seconds: tree.secondsOf(node),
      absorbed: tree.absorbedOf(node),
      attributes: undefined,
      count: 1,
      start: 0,
      end: 0,
      depth,
    };
  }

  #write(sum: Sum): NodeIndex {
    const attributes =
      sum.label < 0
        ? (sum.attributes ?? this.#tree.attributesOfLabel(sum.label, sum.seconds))
        : sum.attributes;
    const label =
      attributes === undefined ? sum.label : this.#result.addMixedLabel(sum.identifier, attributes);
    const node = this.#result.append(label, sum.seconds);
    if (sum.absorbed !== 0) this.#result.addAbsorbed(node, sum.absorbed);
    if (sum.group !== NO_GROUP) this.#result.setGroup(node, sum.group);
    return node;
  }

  #expand(parent: Sum, written: NodeIndex): void {
    const sums = this.#sumChildren(parent);
    if (sums.length === 0) return;
    const relevant: Sum[] = [];
    // Stable, as Python's sort.
    for (const sum of sums.sort((a, b) => b.seconds - a.seconds)) {
      this.#positions[sum.identifier] = -1;
      if (this.#isRelevant(sum.seconds)) {
        relevant.push(sum);
        continue;
      }
      this.#result.addAbsorbed(written, sum.seconds);
      this.#result.addAbsorbed(written, sum.absorbed);
    }
    this.#layOut(parent, relevant);
    for (let at = relevant.length - 1; at >= 0; at--) this.#pending.push(relevant[at] as Sum);
  }

  #sumChildren(parent: Sum): Sum[] {
    const tree = this.#tree;
    const sums: Sum[] = [];
    for (let member = parent.start; member < parent.end; member++) {
      const node = this.#members[member] as number;
      const end = tree.endOf(node);
      for (let child = node + 1; child < end; child = tree.endOf(child)) {
        const identifier = tree.identifierOf(child);
        const position = this.#positions[identifier] as number;
        if (position >= 0) {
          this.#add(sums[position] as Sum, child);
          continue;
        }
        this.#positions[identifier] = sums.length;
        sums.push(this.#newSum(child, parent.depth + 1));
      }
    }
    return sums;
  }

  #add(sum: Sum, node: NodeIndex): void {
    const tree = this.#tree;
    const label = tree.labelOf(node);
    if (sum.attributes === undefined && !tree.haveSameAttributes(sum.label, label)) {
      sum.attributes = tree.attributesOfLabel(sum.label, sum.seconds);
    }
    if (sum.attributes !== undefined) {
      for (const [name, seconds] of tree.attributesOf(node)) {
        addAttributeSeconds(sum.attributes, [name], seconds);
      }
    }
    sum.absorbed += tree.absorbedOf(node);
    sum.seconds += tree.secondsOf(node);
    sum.count++;
  }

  /** Notes the nodes of each relevant sum behind those of the parent, which are not needed any more afterwards. */
  #layOut(parent: Sum, relevant: readonly Sum[]): void {
    let start = parent.end;
    for (let at = relevant.length - 1; at >= 0; at--) {
      const sum = relevant[at] as Sum;
      sum.start = start;
      sum.end = start;
      start += sum.count;
      this.#positions[sum.identifier] = at;
    }
    this.#reserve(start);
    for (let member = parent.start; member < parent.end; member++) {
      const node = this.#members[member] as number;
      const end = this.#tree.endOf(node);
      for (let child = node + 1; child < end; child = this.#tree.endOf(child)) {
        const sum = relevant[this.#positions[this.#tree.identifierOf(child)] as number];
        if (sum !== undefined) this.#members[sum.end++] = child;
      }
    }
    for (const sum of relevant) this.#positions[sum.identifier] = -1;
  }

  #reserve(length: number): void {
    if (length <= this.#members.length) return;
    const grown = new Int32Array(Math.max(length, this.#members.length * 2));
    grown.set(this.#members);
    this.#members = grown;
  }
}
