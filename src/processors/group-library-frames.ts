import { listApplicationCode } from '../call-tree/application-code.ts';
import { type CallTree, NO_GROUP, NO_NODE, type NodeIndex } from '../call-tree/call-tree.ts';
import { parseIdentifier } from '../call-tree/identifier.ts';
import type { IdentifierIndex } from '../model/frames.ts';
import { overColumns, type Processor } from './processor.ts';
import type { ProcessorOptions } from './processor-options.ts';
import { translatePythonRegex } from './python-regex.ts';
import type { TreeContext } from './tree-processor.ts';

/**
 * Puts library calls into groups. A group begins at a hidden call that has a hidden child and takes the hidden calls below,
 * as far as they hang together; hidden is what is not application code unless the options say otherwise.
 */
export const groupLibraryFrames: Processor = overColumns(groupCalls);

function groupCalls(tree: CallTree, options: ProcessorOptions, { sysPrefixes }: TreeContext): CallTree {
  const isHidden = listHidden(tree, sysPrefixes, options);
  const parents = tree.listParents();
  const firstNew = tree.groupCount;
  for (let node = 1; node < tree.size; node++) {
    if (isHidden[node] === 0) continue;
    const ofParent = tree.groupOf(parents[node] as number);
    if (ofParent >= firstNew) tree.setGroup(node, ofParent);
    else if (tree.groupOf(node) === NO_GROUP && hasHiddenChild(tree, node, isHidden)) {
      tree.setGroup(node, tree.groupCount);
    }
  }
  return tree;
}

/** For each node the root of its group, NO_NODE if it is in none: a group that has lost all but one of its calls is none. */
export function listGroupRoots(tree: CallTree): Int32Array {
  const roots = new Int32Array(tree.groupCount).fill(NO_NODE);
  const sizes = new Int32Array(tree.groupCount);
  for (let node = tree.size - 1; node >= 0; node--) {
    const group = tree.groupOf(node);
    if (group === NO_GROUP) continue;
    roots[group] = node;
    sizes[group] = (sizes[group] as number) + 1;
  }
  const rootOf = new Int32Array(tree.size).fill(NO_NODE);
  for (let node = 0; node < tree.size; node++) {
    const group = tree.groupOf(node);
    if (group !== NO_GROUP && (sizes[group] as number) > 1) rootOf[node] = roots[group] as number;
  }
  return rootOf;
}

function hasHiddenChild(tree: CallTree, node: NodeIndex, isHidden: Uint8Array): boolean {
  const end = tree.endOf(node);
  for (let child = node + 1; child < end; child = tree.endOf(child)) {
    if (isHidden[child] === 1) return true;
  }
  return false;
}

function listHidden(tree: CallTree, sysPrefixes: readonly string[], options: ProcessorOptions): Uint8Array {
  const isApplication = listApplicationCode(tree, sysPrefixes);
  const isShownByRule = matcherOf(tree, options.showRegex);
  const isHiddenByRule = matcherOf(tree, options.hideRegex);
  return isApplication.map((application, node) => {
    const identifier = tree.identifierOf(node);
    if (isShownByRule(identifier)) return 0;
    return isHiddenByRule(identifier) || application === 0 ? 1 : 0;
  });
}

function matcherOf(tree: CallTree, pattern: string | undefined): (identifier: IdentifierIndex) => boolean {
  if (pattern === undefined) return () => false;
  const regex = translatePythonRegex(pattern);
  const known = new Map<IdentifierIndex, boolean>();
  return (identifier) => {
    let matches = known.get(identifier);
    if (matches === undefined) {
      matches = regex.test(parseIdentifier(tree.frames.identifierText(identifier)).filePath ?? '');
      known.set(identifier, matches);
    }
    return matches;
  };
}
