import { NO_NODE, type NodeIndex } from '../../call-tree/call-tree.ts';
import type { GroupFolding } from '../../renderers/console/group-folding.ts';
import type { ReportView } from '../../renderers/report-view.ts';
import type { CallRow, OpenCalls } from './call-rows.ts';

/** Calls with less of the whole time are closed at first. */
const OPEN_SHARE = 0.1;

/** Which calls and groups of a tree stand open: at first the way to where the time is, then what the user makes of it. */
export class OpenNodes implements OpenCalls {
  readonly #view: ReportView;
  /** What differs from the beginning. */
  readonly #turned = new Set<NodeIndex>();
  readonly #groups = new Set<NodeIndex>();

  constructor(view: ReportView) {
    this.#view = view;
  }

  isOpen(node: NodeIndex): boolean {
    return this.#isOpenAtFirst(node) !== this.#turned.has(node);
  }

  isGroupOpen(root: NodeIndex): boolean {
    return this.#groups.has(root);
  }

  toggle({ node, kind }: Pick<CallRow, 'node' | 'kind'>): void {
    turn(kind === 'group' ? this.#groups : this.#turned, node);
  }

  /** Opens all that is below a call, groups included. */
  openBelow(root: NodeIndex): void {
    const end = this.#view.tree.endOf(root);
    for (let node = root; node < end; node++) {
      this.#open(node);
      const group = this.#view.groupOf(node);
      if (group !== NO_NODE) this.#groups.add(group);
    }
  }

  /** Opens what hides the last one of these, which lead to it from the root. */
  reveal(way: readonly NodeIndex[], folding: GroupFolding): void {
    for (const node of way.slice(0, -1)) this.#open(node);
    for (const node of way) if (!folding.isShown(node)) this.#groups.add(this.#view.groupOf(node));
  }

  #open(node: NodeIndex): void {
    if (!this.isOpen(node)) turn(this.#turned, node);
  }

  #isOpenAtFirst(node: NodeIndex): boolean {
    return node === 0 || this.#view.tree.secondsOf(node) >= OPEN_SHARE * this.#view.rootSeconds;
  }
}

function turn(nodes: Set<NodeIndex>, node: NodeIndex): void {
  if (!nodes.delete(node)) nodes.add(node);
}
