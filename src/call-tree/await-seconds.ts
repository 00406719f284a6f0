import type { CallTree, NodeIndex } from './call-tree.ts';
import { AWAIT } from './identifier.ts';

/** For each node the seconds in `[await]` leaves at and below it. Sums are made from the innermost, in the order of siblings. */
export function listAwaitSeconds(tree: CallTree): Float64Array {
  const seconds = new Float64Array(tree.size);
  const awaiting = tree.frames.internIdentifier(AWAIT);
  const open: NodeIndex[] = [];
  const closeUntil = (node: NodeIndex): void => {
    for (let top = open.at(-1); top !== undefined && tree.endOf(top) <= node; top = open.at(-1)) {
      open.pop();
      const parent = open.at(-1);
      if (parent !== undefined) seconds[parent] = (seconds[parent] as number) + (seconds[top] as number);
    }
  };
  for (let node = 0; node < tree.size; node++) {
    closeUntil(node);
    if (tree.identifierOf(node) === awaiting) seconds[node] = tree.secondsOf(node);
    open.push(node);
  }
  closeUntil(tree.size);
  return seconds;
}
