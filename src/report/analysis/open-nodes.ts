import { NO_NODE, type NodeIndex } from '../../call-tree/call-tree.ts';
import type { GroupFolding } from '../../renderers/console/group-folding.ts';
import type { ReportView } from '../../renderers/report-view.ts';
import type { CallRow, OpenCalls } from './call-rows.ts';

/** Calls with less of the whole time are closed at first. */
const OPEN_SHARE = 0.1;

/**
 * Which calls and groups of a tree stand open: at first the way to where the time is, then what the user makes of it. Groups
 * are closed at first, unless the program is all libraries, as an installed command is: they would hide all of it.
 */
export class OpenNodes implements OpenCalls {
  readonly #view: ReportView;
  /** What differs from the beginning. */
  readonly #turned = new Set<NodeIndex>();
  readonly #turnedGroups = new Set<NodeIndex>();
  readonly #opensGroups: boolean;

  constructor(view: ReportView) {
    this.#view = view;
    this.#opensGroups = !hasApplicationCode(view);
  }

  isOpen(node: NodeIndex): boolean {
    return this.#isOpenAtFirst(node) !== this.#turned.has(node);
  }

  isGroupOpen(root: NodeIndex): boolean {
    return this.#opensGroups !== this.#turnedGroups.has(root);
  }

  toggle({ node, kind }: Pick<CallRow, 'node' | 'kind'>): void {
    turn(kind === 'group' ? this.#turnedGroups : this.#turned, node);
  }

  /** Opens all that is below a call, groups included. */
  openBelow(root: NodeIndex): void {
    const end = this.#view.tree.endOf(root);
    for (let node = root; node < end; node++) {
      this.#open(node);
      const group = this.#view.groupOf(node);
      if (group !== NO_NODE) this.#openGroup(group);
    }
  }

  /** Opens what hides the last one of these, which lead to it from the root. */
  reveal(way: readonly NodeIndex[], folding: GroupFolding): void {
    for (const node of way.slice(0, -1)) this.#open(node);
    for (const node of way) if (!folding.isShown(node)) this.#openGroup(this.#view.groupOf(node));
  }

  #open(node: NodeIndex): void {
    if (!this.isOpen(node)) turn(this.#turned, node);
  }

  #openGroup(root: NodeIndex): void {
    if (!this.isGroupOpen(root)) turn(this.#turnedGroups, root);
  }

  #isOpenAtFirst(node: NodeIndex): boolean {
    return node === 0 || this.#view.tree.secondsOf(node) >= OPEN_SHARE * this.#view.rootSeconds;
  }
}

function hasApplicationCode(view: ReportView): boolean {
  for (let node = 0; node < view.tree.size; node++) if (view.isApplication(node)) return true;
  return false;
}

function turn(nodes: Set<NodeIndex>, node: NodeIndex): void {
  if (!nodes.delete(node)) nodes.add(node);
}
