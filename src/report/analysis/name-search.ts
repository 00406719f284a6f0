import type { NodeIndex } from '../../call-tree/call-tree.ts';
import type { ReportView } from '../../renderers/report-view.ts';
import type { FunctionTexts } from './call-text.ts';

/** Whether function, file or class has the text in it, in small or capital letters. */
export class NameSearch {
  readonly #query: string;
  readonly #texts: FunctionTexts;
  readonly #known = new Map<number, boolean>();

  constructor(query: string, texts: FunctionTexts) {
    this.#query = query.trim().toLowerCase();
    this.#texts = texts;
  }

  get isEmpty(): boolean {
    return this.#query === '';
  }

  matchesFunction(identifier: Parameters<FunctionTexts['of']>[0]): boolean {
    if (this.isEmpty) return false;
    let matches = this.#known.get(identifier);
    if (matches === undefined) {
      matches = this.#texts.of(identifier).searchText.includes(this.#query);
      this.#known.set(identifier, matches);
    }
    return matches;
  }

  matchesCall({ tree }: ReportView, node: NodeIndex): boolean {
    if (this.isEmpty) return false;
    if (this.matchesFunction(tree.identifierOf(node))) return true;
    return tree.classNameOf(node)?.toLowerCase().includes(this.#query) === true;
  }

  /** In the order of the tree. */
  listCalls(view: ReportView): NodeIndex[] {
    const found: NodeIndex[] = [];
    if (this.isEmpty) return found;
    for (let node = 0; node < view.tree.size; node++) {
      if (this.matchesCall(view, node)) found.push(node);
    }
    return found;
  }
}
