import { NO_NODE, type NodeIndex } from '../../call-tree/call-tree.ts';
import type { ReportView } from '../report-view.ts';
import type { CallLineWriter } from './call-line.ts';
import type { ConsoleOptions } from './console-options.ts';
import { GroupFolding } from './group-folding.ts';
import { visibleText } from './visible-text.ts';

interface Guides {
  /** Before a call with siblings to come, and before what is below it. */
  readonly branch: string;
  readonly trunk: string;
  /** Before the last call, and before what is below it. */
  readonly last: string;
  readonly blank: string;
}

const UNICODE: Guides = { branch: '├─ ', trunk: '│  ', last: '└─ ', blank: '   ' };
const ASCII: Guides = { branch: '|- ', trunk: '|  ', last: '`- ', blank: '   ' };
const BELOW_GROUP: Guides = { branch: '      ', trunk: '      ', last: '      ', blank: '      ' };
const NONE: Guides = { branch: '', trunk: '', last: '', blank: '' };

/** Guides take three columns a level: beyond this depth the number of the level stands in their place. */
const DEEPEST_GUIDES = 1000;

interface Level {
  readonly end: NodeIndex;
  /** What stands before the lines of the children, without their own guide. */
  readonly indent: string;
  readonly guides: Guides;
  readonly lastShown: NodeIndex;
}

const PIECE_LENGTH = 65_536;

/** A line for each call that is shown, each ended, many of them at a time. */
export function callTreePieces(
  view: ReportView,
  writer: CallLineWriter,
  options: ConsoleOptions & { readonly indent: string },
): Generator<string> {
  return new TreeText(view, writer, options).run(options.indent);
}

class TreeText {
  readonly #view: ReportView;
  readonly #writer: CallLineWriter;
  readonly #folding: GroupFolding;
  readonly #guides: Guides;
  #text = '';
  readonly #levels: Level[] = [];

  constructor(view: ReportView, writer: CallLineWriter, options: ConsoleOptions) {
    this.#view = view;
    this.#writer = writer;
    this.#folding = new GroupFolding(view);
    this.#guides = options.unicode ? UNICODE : ASCII;
  }

  *run(indent: string): Generator<string> {
    const { tree } = this.#view;
    for (let node = 0; node < tree.size; node++) {
      while ((this.#levels.at(-1)?.end ?? tree.size) <= node) this.#levels.pop();
      const parent = this.#levels.at(-1);
      if (parent === undefined) this.#write(node, indent, indent);
      else this.#writeChild(node, parent);
      if (this.#text.length >= PIECE_LENGTH) yield this.#takeText();
    }
    yield this.#takeText();
  }

  #takeText(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #writeChild(node: NodeIndex, parent: Level): void {
    const depth = this.#levels.length;
    if (depth > DEEPEST_GUIDES) {
      this.#write(node, `[level ${depth}] `, '');
      return;
    }
    const isBranch = node < parent.lastShown;
    const { branch, trunk, last, blank } = parent.guides;
    this.#write(node, parent.indent + (isBranch ? branch : last), parent.indent + (isBranch ? trunk : blank));
  }

  #write(node: NodeIndex, indent: string, childIndent: string): void {
    const isShown = this.#folding.isShown(node);
    let guides = isShown ? this.#guides : NONE;
    if (isShown) this.#text += `${indent}${this.#writer.line(node)}\n`;
    if (isShown && this.#folding.isFolded(node)) {
      guides = BELOW_GROUP;
      this.#text += `${childIndent}   ${this.#groupLine(node)}\n`;
    }
    const end = this.#view.tree.endOf(node);
    if (end === node + 1) return;
    this.#levels.push({ end, indent: childIndent, guides, lastShown: this.#findLastShown(node, end) });
  }

  #groupLine(root: NodeIndex): string {
    const { faint, end } = this.#writer.palette;
    const libraries = visibleText(this.#folding.listLibraries(root));
    return `[${this.#folding.countHidden(root)} frames hidden]  ${faint}${libraries}${end}`;
  }

  #findLastShown(node: NodeIndex, end: NodeIndex): NodeIndex {
    const { tree } = this.#view;
    let last = NO_NODE;
    for (let child = node + 1; child < end; child = tree.endOf(child)) {
      if (this.#folding.isShown(child)) last = child;
    }
    return last;
  }
}
