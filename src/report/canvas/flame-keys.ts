import type { NodeIndex } from '../../call-tree/call-tree.ts';
import { type FlameLayout, findCall } from '../analysis/flame-layout.ts';
import type { FlameViewport } from './flame-viewport.ts';

/** The call that an arrow leads to from a selected one: caller, longest callee, neighbours in the row. */
export function neighbourOf(layout: FlameLayout, node: NodeIndex, key: string): NodeIndex | undefined {
  switch (key) {
    case 'ArrowUp':
      return parentOf(layout, node);
    case 'ArrowDown':
      return longestCallee(layout, node);
    case 'ArrowLeft':
      return inRow(layout, node, -1);
    case 'ArrowRight':
      return inRow(layout, node, 1);
    default:
      return undefined;
  }
}

function parentOf({ parents }: FlameLayout, node: NodeIndex): NodeIndex | undefined {
  const parent = parents[node] as number;
  return parent < 0 ? undefined : parent;
}

function longestCallee({ tree, starts }: FlameLayout, node: NodeIndex): NodeIndex | undefined {
  let longest: NodeIndex | undefined;
  for (let child = node + 1; child < tree.endOf(node); child = tree.endOf(child)) {
    if (Number.isNaN(starts[child])) continue;
    if (longest === undefined || tree.secondsOf(child) > tree.secondsOf(longest)) longest = child;
  }
  return longest;
}

/** Depth-first numbers grow along a row. */
function inRow(
  { nodes, rowStarts, depths }: FlameLayout,
  node: NodeIndex,
  by: 1 | -1,
): NodeIndex | undefined {
  const row = depths[node] as number;
  let low = rowStarts[row] as number;
  const start = low;
  const end = rowStarts[row + 1] as number;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as number) < node) low = middle + 1;
    else high = middle;
  }
  const at = low + by;
  return at >= start && at < end ? nodes[at] : undefined;
}

/** Moves what is in sight; false for a key that does not. */
export function moveViewport(viewport: FlameViewport, key: string): boolean {
  const middle = viewport.width / 2;
  switch (key) {
    case '+':
    case '=':
    case 'w':
      viewport.zoomBy(1 / 1.5, middle);
      return true;
    case '-':
    case 's':
      viewport.zoomBy(1.5, middle);
      return true;
    case 'a':
      viewport.panBy(-viewport.width / 5);
      return true;
    case 'd':
      viewport.panBy(viewport.width / 5);
      return true;
    case 'PageDown':
      viewport.scrollBy(viewport.height * 0.8);
      return true;
    case 'PageUp':
      viewport.scrollBy(-viewport.height * 0.8);
      return true;
    case '0':
    case 'Escape':
      viewport.show(0, Number.POSITIVE_INFINITY);
      return true;
    default:
      return false;
  }
}

export function callAt(
  layout: FlameLayout,
  viewport: FlameViewport,
  x: number,
  y: number,
): NodeIndex | undefined {
  return findCall(layout, viewport.secondsAt(x), viewport.rowAt(y));
}
