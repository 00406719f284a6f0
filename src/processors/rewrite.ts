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
  node: NodeIndex;
  end: NodeIndex;
  kept: KeptLevel;
  isSpliced: boolean;
  /** What a spliced node has absorbed and hands on when it is left. */
  absorbed: number;
  /** What `kept` is for a node that stays. */
  readonly own: KeptLevel;
}

interface KeptLevel {
  target: NodeIndex;
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
  /** The first `#depth` are open; the others wait to be used again, as millions of calls come and go. */
  readonly #levels: Level[] = [];
  #depth = 0;
  readonly #place: Place = { node: 0, parent: 0, parentEnd: 0, previous: NO_NODE };
  #top: Level;
  #written = 1;

  constructor(tree: CallTree) {
    this.#tree = tree;
    this.#top = this.#enter(0, tree.endOf(0));
    this.#keepTop(0);
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
      const { kept } = this.#top;
      this.#top = this.#enter(node, end);
      this.#top.kept = kept;
      this.#top.isSpliced = true;
      this.#top.absorbed = absorbed;
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
    while (this.#depth > 0) this.#leave();
    this.#tree.truncate(this.#written);
  }

  #keep(node: NodeIndex, end: NodeIndex): void {
    const target = this.#written++;
    if (target !== node) this.#tree.move(node, target);
    this.#top.kept.lastChild = target;
    if (end === node + 1) {
      this.#tree.setEnd(target, target + 1);
      return;
    }
    this.#top = this.#enter(node, end);
    this.#keepTop(target);
  }

  #absorb(seconds: number): void {
    if (this.#top.isSpliced) this.#top.absorbed += seconds;
    else if (seconds !== 0) this.#tree.addAbsorbed(this.#top.kept.target, seconds);
  }

  #enter(node: NodeIndex, end: NodeIndex): Level {
    let level = this.#levels[this.#depth++];
    if (level === undefined) {
      const own = { target: 0, lastChild: NO_NODE };
      level = { node, end, kept: own, isSpliced: false, absorbed: 0, own };
      this.#levels.push(level);
    }
    level.node = node;
    level.end = end;
    return level;
  }

  #keepTop(target: NodeIndex): void {
    const { own } = this.#top;
    own.target = target;
    own.lastChild = NO_NODE;
    this.#top.kept = own;
    this.#top.isSpliced = false;
  }

  #leave(): void {
    const left = this.#levels[--this.#depth] as Level;
    this.#top = this.#levels[this.#depth - 1] ?? left;
    if (left.isSpliced) this.#absorb(left.absorbed);
    else this.#tree.setEnd(left.kept.target, this.#written);
  }
}
