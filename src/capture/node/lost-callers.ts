import { isProgramCode } from './own-code.ts';
import type { V8Profile } from './v8-profiler.ts';

/** A function that V8 has without callers is taken to be called if it has them so many times as often. */
const MOSTLY = 4;

/**
 * V8 loses the callers of a function now and then, seemingly where it meets it before the frame of a call is set up: of one that
 * calls itself much, every tenth time. It stands alone then, as what the event loop calls does; but it calls nothing there, and
 * has callers in most of its samples. Those of the nearest one are taken for it. Nodes are places in the profile's list, the first is the root.
 */
export function findLostCallers(sampled: Int32Array, { nodes }: Pick<V8Profile, 'nodes'>): Int32Array {
  const functions = numberFunctions(nodes);
  const roots = new Set(nodes[0]?.children);
  const isAlone = nodes.map(
    ({ id, children = [], callFrame }) =>
      roots.has(id) && children.length === 0 && isProgramCode(callFrame.url),
  );
  if (!isAlone.includes(true)) return sampled;
  const [alone, called] = [new Uint32Array(nodes.length), new Uint32Array(nodes.length)];
  for (const node of sampled) {
    const counts = isAlone[node] === true ? alone : called;
    const ofFunction = functions[node] as number;
    counts[ofFunction] = (counts[ofFunction] as number) + 1;
  }
  const isLost = isAlone.map((is, node) => {
    const ofFunction = functions[node] as number;
    return is && (called[ofFunction] as number) >= MOSTLY * (alone[ofFunction] as number);
  });
  return isLost.includes(true) ? replaceByNearest(sampled, functions, isLost) : sampled;
}

/** A number for each node, the same for those of one function. */
function numberFunctions(nodes: V8Profile['nodes']): number[] {
  const numbers = new Map<string, number>();
  return nodes.map(({ callFrame: { scriptId, lineNumber, columnNumber, functionName } }) => {
    const key = `${scriptId}:${lineNumber}:${columnNumber}:${functionName}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function replaceByNearest(
  sampled: Int32Array,
  functions: readonly number[],
  isLost: readonly boolean[],
): Int32Array {
  const result = sampled.slice();
  const distances = new Uint32Array(sampled.length).fill(sampled.length);
  /** By function the place of the last sample that has its callers. */
  const latest = new Int32Array(functions.length);
  const look = (at: number): void => {
    const node = sampled[at] as number;
    const ofFunction = functions[node] as number;
    if (isLost[node] !== true) {
      latest[ofFunction] = at;
      return;
    }
    const place = latest[ofFunction] as number;
    if (place < 0 || Math.abs(at - place) >= (distances[at] as number)) return;
    distances[at] = Math.abs(at - place);
    result[at] = sampled[place] as number;
  };
  latest.fill(-1);
  for (let at = 0; at < sampled.length; at++) look(at);
  latest.fill(-1);
  for (let at = sampled.length - 1; at >= 0; at--) look(at);
  return result;
}
