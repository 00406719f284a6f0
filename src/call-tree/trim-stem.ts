import { ATTRIBUTE_MARK } from '../model/frames.ts';
import type { CallTree } from './call-tree.ts';

/**
 * Makes the place where recording began the root: down from the root for as long as there is no branch, no self time and
 * the call is on the stack that the recording was started from.
 */
export function trimStem(tree: CallTree, startCallStack: readonly string[]): CallTree {
  if (tree.size === 0 || identifierIn(startCallStack[0]) !== tree.identifierText(0)) return tree;
  let node = 0;
  for (let depth = 1; depth < startCallStack.length; depth++) {
    if (!tree.hasOneChild(node) || tree.selfSecondsOf(node) !== 0) break;
    if (tree.identifierText(node + 1) !== identifierIn(startCallStack[depth])) break;
    node++;
  }
  tree.promote(node);
  return tree;
}

function identifierIn(frameText: string | undefined): string | undefined {
  return frameText?.split(ATTRIBUTE_MARK, 1)[0];
}
