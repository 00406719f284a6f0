import { listApplicationCode } from '../call-tree/application-code.ts';
import { type CallTree, NO_NODE, type NodeIndex } from '../call-tree/call-tree.ts';
import { parseIdentifier } from '../call-tree/identifier.ts';
import type { CallTreeOptions } from '../processors/call-tree-options.ts';
import { attributeScopeFor, processForReport } from '../processors/pipeline.ts';
import { sessionCallTree } from '../session/root-frame.ts';
import type { SessionData } from '../session/session-data.ts';
import { PathShortener } from '../session/shorten-path.ts';

/** A processed tree with what its lines say. */
export class ReportView {
  readonly tree: CallTree;
  readonly groups: Int32Array;
  readonly parents: Int32Array;
  readonly #isApplication: Uint8Array;
  readonly #paths: PathShortener;

  constructor(session: SessionData, options: CallTreeOptions) {
    this.#paths = new PathShortener(session.sysPath, options.cwd === undefined ? {} : { cwd: options.cwd });
    const { tree, groups } = processForReport(
      sessionCallTree(session, attributeScopeFor(options.processors)),
      {
        ...options,
        sysPrefixes: session.sysPrefixes,
        shortenPath: (path) => this.#paths.shorten(path),
      },
    );
    this.tree = tree;
    this.groups = groups;
    this.parents = tree.listParents();
    this.#isApplication = listApplicationCode(tree, session.sysPrefixes);
  }

  get rootSeconds(): number {
    return this.tree.secondsOf(0);
  }

  isApplication(node: NodeIndex): boolean {
    return this.#isApplication[node] === 1;
  }

  groupOf(node: NodeIndex): NodeIndex {
    return this.groups[node] as number;
  }

  isInGroup(node: NodeIndex): boolean {
    return this.groupOf(node) !== NO_NODE;
  }

  /** The function with its class. */
  nameOf(node: NodeIndex): string {
    const name = parseIdentifier(this.tree.identifierText(node)).function;
    const className = this.tree.classNameOf(node);
    return className ? `${className}.${name}` : name;
  }

  /** A synthetic frame has its parent's; undefined when there is none. */
  shortPathOf(node: NodeIndex): string | undefined {
    let at = node;
    while (this.tree.syntheticKindOf(at) !== undefined && this.parents[at] !== NO_NODE) {
      at = this.parents[at] as number;
    }
    const { filePath } = parseIdentifier(this.tree.identifierText(at));
    return filePath ? this.#paths.shorten(filePath) : undefined;
  }

  /** The package of npm, or the first part of the short path: a package of Python, or a module without its ending. */
  libraryOf(node: NodeIndex): string | undefined {
    const path = this.shortPathOf(node);
    if (path === undefined) return undefined;
    return NPM_PACKAGE.exec(path)?.[1] ?? path.split(/[\\/.]/, 1)[0];
  }

  /** Path and first line of the function; empty when there is no path. */
  positionOf(node: NodeIndex): string {
    const path = this.shortPathOf(node);
    const { lineNo } = parseIdentifier(this.tree.identifierText(node));
    return path !== undefined && lineNo ? `${path}:${lineNo}` : (path ?? '');
  }
}

/** The innermost one. */
const NPM_PACKAGE = /^.*\bnode_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/s;
