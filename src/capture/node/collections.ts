import { type Ambiguity, findOwners } from './owners.ts';
import type { NodeKind } from './profile-stacks.ts';

export const NOT_NEXT = -1;

/** Samples of the collector between two of code. */
interface Collection {
  readonly begin: number;
  readonly end: number;
}

/**
 * For each sample of the garbage collector the node of the code after it, where that is taken to be what was interrupted, else
 * NOT_NEXT. A collection is as likely to be at the beginning as at the end of what made it due. But code that makes no objects
 * makes none due, so it is divided between the code before and after it by how often that is interrupted elsewhere.
 */
export function collectedNext(nodes: Int32Array, kindOf: (node: number) => NodeKind): Int32Array {
  const result = new Int32Array(nodes.length).fill(NOT_NEXT);
  const isCode = (at: number): boolean =>
    at >= 0 && at < nodes.length && kindOf(nodes[at] as number) === 'code';
  const isCollector = (at: number): boolean =>
    at < nodes.length && kindOf(nodes[at] as number) === 'garbage-collection';
  const between: Collection[] = [];
  for (let begin = 0; begin < nodes.length; begin++) {
    if (!isCollector(begin)) continue;
    let end = begin + 1;
    while (isCollector(end)) end++;
    if (isCode(begin - 1) && isCode(end)) between.push({ begin, end });
    else if (isCode(end)) result.fill(nodes[end] as number, begin, end);
    begin = end;
  }
  const code = nodes.filter((node) => kindOf(node) === 'code');
  const shares = sharesBefore(between, nodes, code);
  /** What the code before is owed of earlier collections. The half rounds. */
  let owed = 0.5;
  between.forEach(({ begin, end }, at) => {
    owed += (shares[at] as number) * (end - begin);
    const before = Math.min(Math.floor(owed), end - begin);
    owed -= before;
    result.fill(nodes[end] as number, begin + before, end);
  });
  return result;
}

/** Of each collection the share of the code before it. */
function sharesBefore(between: readonly Collection[], nodes: Int32Array, code: Int32Array): number[] {
  const ambiguities = between.map(({ begin, end }): Ambiguity => {
    const candidates = [nodes[begin - 1] as number, nodes[end] as number];
    return { candidates, likelihoods: [1, 1], times: 1 };
  });
  return findOwners(ambiguities, code).map(([before = 0]) => before);
}
