import type { CallTree, NodeIndex } from '../call-tree/call-tree.ts';
import { parseIdentifier } from '../call-tree/identifier.ts';
import { overColumns, type Processor } from './processor.ts';

/** Takes away how pyinstrument's command line got to the program: its main, the exec of a string and runpy. */
export const removeFirstPyinstrumentFrames: Processor = overColumns((tree) => {
  if (tree.size < 2 || !isPyinstrumentMain(filePathOf(tree, 0))) return tree;
  const exec = 1;
  if (!isMostOf(tree, 0, exec) || !filePathOf(tree, exec).includes('<string>')) return tree;
  if (tree.isLeaf(exec)) return tree;
  let node = exec + 1;
  while (isMostOf(tree, node - 1, node) && isRunpy(filePathOf(tree, node)) && !tree.isLeaf(node)) node++;
  tree.promote(node);
  return tree;
});

/** Takes away how `python -m` gets to the program: runpy at the root, for as long as nearly all time is in what it runs. */
export const removePythonStart: Processor = overColumns((tree) => {
  // What pyinstrument records itself never begins there.
  if (tree.size === 0 || !tree.identifierText(0).startsWith('_run_module_as_main\x00')) return tree;
  let node = 0;
  while (isRunpy(filePathOf(tree, node)) && !tree.isLeaf(node) && isMostOf(tree, node, node + 1)) {
    if (tree.syntheticKindOf(node + 1) !== undefined) break;
    node++;
  }
  if (!isRunpy(filePathOf(tree, node))) tree.promote(node);
  return tree;
});

function filePathOf(tree: CallTree, node: NodeIndex): string {
  return parseIdentifier(tree.identifierText(node)).filePath ?? '';
}

function isMostOf(tree: CallTree, parent: NodeIndex, child: NodeIndex): boolean {
  const whole = tree.secondsOf(parent);
  return whole !== 0 && tree.secondsOf(child) / whole > 0.8;
}

function isPyinstrumentMain(path: string): boolean {
  return /^[^\n]*pyinstrument[/\\]__main__[^\n]py/.test(path);
}

function isRunpy(path: string): boolean {
  return path.includes('<frozen runpy>') || /^[^\n]*runpy[^\n]py/.test(path);
}
