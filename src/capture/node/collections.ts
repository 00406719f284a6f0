import type { NodeKind } from './profile-stacks.ts';

export const NOT_NEXT = -1;

/**
 * For each sample of the garbage collector the node of the code after it, where that is taken to be what was interrupted, else
 * NOT_NEXT. A collection is as likely to be at the beginning as at the end of what made it due, so half of it belongs to the
 * code before it and half to that after it.
 */
export function collectedNext(nodes: Int32Array, kindOf: (node: number) => NodeKind): Int32Array {
  const result = new Int32Array(nodes.length).fill(NOT_NEXT);
  const isCode = (at: number): boolean =>
    at >= 0 && at < nodes.length && kindOf(nodes[at] as number) === 'code';
  const isCollector = (at: number): boolean =>
    at < nodes.length && kindOf(nodes[at] as number) === 'garbage-collection';
  /** Of odd numbers the one in the middle goes to either side in turn. */
  let extra = 0;
  for (let begin = 0; begin < nodes.length; begin++) {
    if (!isCollector(begin)) continue;
    let end = begin + 1;
    while (isCollector(end)) end++;
    if (isCode(end)) {
      const count = end - begin;
      extra = count % 2 === 1 ? 1 - extra : extra;
      const before = isCode(begin - 1) ? (count + (count % 2) * (2 * extra - 1)) / 2 : 0;
      result.fill(nodes[end] as number, begin + before, end);
    }
    begin = end;
  }
  return result;
}
