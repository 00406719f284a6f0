import { listApplicationCode } from '../call-tree/application-code.ts';
import type { CallTree, NodeIndex } from '../call-tree/call-tree.ts';
import { parseIdentifier } from '../call-tree/identifier.ts';
import type { IdentifierIndex } from '../model/frames.ts';
import type { ProcessorOptions } from './processor-options.ts';
import { translatePythonRegex } from './python-regex.ts';

export const NO_GROUP = -1;

/**
 * For each node the root of its group, or NO_GROUP. A group begins at a hidden call that has a hidden child and takes the
 * hidden calls below, as far as they hang together; hidden is what is not application code unless the options say otherwise.
 */
export function groupLibraryFrames(
  tree: CallTree,
  sysPrefixes: readonly string[],
  options: ProcessorOptions,
): Int32Array {
  const isHidden = listHidden(tree, sysPrefixes, options);
  const parents = tree.listParents();
  const groups = new Int32Array(tree.size).fill(NO_GROUP);
  for (let node = 1; node < tree.size; node++) {
    if (isHidden[node] === 0) continue;
    const ofParent = groups[parents[node] as number] as number;
    if (ofParent !== NO_GROUP) groups[node] = ofParent;
    else if (hasHiddenChild(tree, node, isHidden)) groups[node] = node;
  }
  return groups;
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
