import { type CallTree, NO_NODE, type NodeIndex } from '../call-tree/call-tree.ts';

/**
 * What becomes of a node: it stays; its children take its place; its time goes to its parent and its subtree away; its
 * time goes to the sibling before it and its subtree away.
 */
export type Decision = 'keep' | 'splice' | 'absorb' | 'merge';

/** Where the node in question stands. One object is used again for each node. */
export interface Place {
  node: NodeIndex;
  /** The parent's position and end before the rewrite. */
  parent: NodeIndex;
  parentEnd: NodeIndex;
  /** The sibling that was kept right before, to be asked in the tree; NO_NODE if there is none. */
  previous: NodeIndex;
}

/** An open call; `kept` is itself or the nearest ancestor that stays. */
interface Level {
  readonly node: NodeIndex;
  readonly end: NodeIndex;
  readonly kept: KeptLevel;
  readonly isSpliced: boolean;
  /** What a spliced node has absorbed and hands on when it is left. */
  absorbed: number;
}

interface KeptLevel {
  readonly target: NodeIndex;
  lastChild: NodeIndex;
}

/** Changes the tree in place, in one walk: parents are decided before their children. The root always stays. */
export function rewrite(tree: CallTree, decide: (place: Place) => Decision): CallTree {
  if (tree.size === 0) return tree;
  const surgery = new Surgery(tree);
  const size = tree.size;
  for (let node = 1; node < size; ) node = surgery.step(node, decide);
  surgery.finish();
  return tree;
}

class Surgery {
  readonly #tree: CallTree;
  readonly #levels: Level[] = [];
  readonly #place: Place = { node: 0, parent: 0, parentEnd: 0, previous: NO_NODE };
  #top: Level;
  #written = 1;

  constructor(tree: CallTree) {
    this.#tree = tree;
    const kept = { target: 0, lastChild: NO_NODE };
    this.#top = { node: 0, end: tree.endOf(0), kept, isSpliced: false, absorbed: 0 };
    this.#levels.push(this.#top);
  }

  /** Returns the next node to be decided. */
  step(node: NodeIndex, decide: (place: Place) => Decision): NodeIndex {
    const tree = this.#tree;
    while (this.#top.end <= node) this.#leave();
    const end = tree.endOf(node);
    const place = this.#place;
    place.node = node;
    place.parent = this.#top.node;
    place.parentEnd = this.#top.end;
    place.previous = this.#top.kept.lastChild;
    const decision = decide(place);
    if (decision === 'keep') {
      this.#keep(node, end);
      return node + 1;
    }
    if (decision === 'splice') {
      const absorbed = tree.absorbedOf(node);
      this.#enter({ node, end, kept: this.#top.kept, isSpliced: true, absorbed });
      return node + 1;
    }
    if (decision === 'absorb') {
      this.#absorb(tree.secondsOf(node));
      this.#absorb(tree.absorbedOf(node));
    } else {
      tree.setSeconds(place.previous, tree.secondsOf(place.previous) + tree.secondsOf(node));
    }
    return end;
  }

  finish(): void {
    while (this.#levels.length > 0) this.#leave();
    this.#tree.truncate(this.#written);
  }

  #keep(node: NodeIndex, end: NodeIndex): void {
    const target = this.#written++;
    if (target !== node) this.#tree.move(node, target);
    this.#top.kept.lastChild = target;
    if (end === node + 1) this.#tree.setEnd(target, target + 1);
    else this.#enter({ node, end, kept: { target, lastChild: NO_NODE }, isSpliced: false, absorbed: 0 });
  }

  #absorb(seconds: number): void {
    if (this.#top.isSpliced) this.#top.absorbed += seconds;
    else if (seconds !== 0) this.#tree.addAbsorbed(this.#top.kept.target, seconds);
  }

  #enter(level: Level): void {
    this.#levels.push(level);
    this.#top = level;
  }

  #leave(): void {
    const left = this.#levels.pop() as Level;
    this.#top = this.#levels[this.#levels.length - 1] ?? left;
    if (left.isSpliced) this.#absorb(left.absorbed);
    else this.#tree.setEnd(left.kept.target, this.#written);
  }
}
