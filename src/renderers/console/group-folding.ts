import type { NodeIndex } from '../../call-tree/call-tree.ts';
import type { ReportView } from '../report-view.ts';

const LONGEST_LIBRARY_LIST = 40;

interface HiddenPart {
  count: number;
  readonly libraries: Set<string>;
}

/**
 * Which calls of groups get a line: the group's root, those with much time of their own, and those with a child outside
 * the group. A group in which this would hide fewer than two is shown whole.
 */
export class GroupFolding {
  readonly #view: ReportView;
  readonly #hides: Uint8Array;
  /** By the root of the group. */
  readonly #hidden = new Map<NodeIndex, HiddenPart>();

  constructor(view: ReportView) {
    this.#view = view;
    this.#hides = new Uint8Array(view.tree.size);
    for (let node = 0; node < view.tree.size; node++) {
      if (view.isInGroup(node) && !this.#standsOut(node)) this.#hide(node);
    }
  }

  isShown(node: NodeIndex): boolean {
    return this.#hides[node] === 0 || !this.isFolded(this.#view.groupOf(node));
  }

  /** Whether the node is the root of a group of which something is hidden. */
  isFolded(root: NodeIndex): boolean {
    return (this.#hidden.get(root)?.count ?? 0) >= 2;
  }

  countHidden(root: NodeIndex): number {
    return this.#hidden.get(root)?.count ?? 0;
  }

  listLibraries(root: NodeIndex): string {
    const characters = [...Array.from(this.#hidden.get(root)?.libraries ?? []).join(', ')];
    if (characters.length <= LONGEST_LIBRARY_LIST) return characters.join('');
    return `${characters.slice(0, LONGEST_LIBRARY_LIST - 3).join('')}...`;
  }

  #standsOut(node: NodeIndex): boolean {
    const { tree } = this.#view;
    if (this.#view.groupOf(node) === node) return true;
    return tree.selfSecondsOf(node) > 0.2 * this.#view.rootSeconds || this.#isExit(node);
  }

  #isExit(node: NodeIndex): boolean {
    const { tree } = this.#view;
    const end = tree.endOf(node);
    for (let child = node + 1; child < end; child = tree.endOf(child)) {
      if (this.#view.groupOf(child) !== this.#view.groupOf(node)) return true;
    }
    return false;
  }

  #hide(node: NodeIndex): void {
    this.#hides[node] = 1;
    const root = this.#view.groupOf(node);
    const part = this.#hidden.get(root) ?? { count: 0, libraries: new Set() };
    this.#hidden.set(root, part);
    part.count++;
    const library = this.#view.libraryOf(node);
    if (library) part.libraries.add(library);
  }
}
