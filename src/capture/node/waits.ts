import type { StackIndex } from '../../model/stacks.ts';
import { type AwaitScope, QUIET_MILLIS, type Wait } from './await-scope.ts';
import type { CallPaths } from './call-path.ts';

/** One wait of each look: several awaits explain the same time, and the one whose calls are known the farthest says most. */
export function listWaits(scope: AwaitScope, paths: CallPaths): Wait[] {
  const waits: Wait[] = [];
  let look = -1;
  for (let at = 0; at < scope.looks.length; at++) {
    const path = scope.paths.get(at) as StackIndex;
    const wait = { created: scope.created.get(at), resumed: scope.resumed.get(at), path };
    const last = waits.at(-1);
    if (last === undefined || scope.looks.get(at) !== look) waits.push(wait);
    else if (paths.programFrames(path) > paths.programFrames(last.path)) waits[waits.length - 1] = wait;
    look = scope.looks.get(at);
  }
  return waits;
}

const NO_WAIT = -1;

/** For each sample the wait to which its time goes, as a place in the list, or NO_WAIT. */
export interface WaitAssignment {
  readonly waits: Int32Array;
  /** How many samples went to a wait. */
  readonly awaiting: number;
  /** How many of these fell into waits that were not looked at, and went to the one that was looked at next. */
  readonly estimated: number;
}

/**
 * `times` are those of the samples, `isWaiting` whether nothing of the program ran then. Such a sample belongs to the await
 * that went on first of those that had begun before it. When that was long after, and another wait follows the sample
 * closely, the sample fell into one that was too short to be looked at, and the one that follows stands for it.
 */
export function assignWaits(
  times: Float64Array,
  isWaiting: Uint8Array,
  { waits, reachMillis }: { readonly waits: readonly Wait[]; readonly reachMillis: number },
): WaitAssignment {
  const result = new Int32Array(times.length).fill(NO_WAIT);
  const next = listNext(times, waits);
  const nextWithin = (sample: number, millis: number): number => {
    const wait = waits[next[sample] as number];
    if (wait === undefined || wait.resumed - (times[sample] as number) > reachMillis) return NO_WAIT;
    return wait.created - (times[sample] as number) <= millis ? (next[sample] as number) : NO_WAIT;
  };
  /** Samples whose await has not gone on yet, in time order. */
  const open: number[] = [];
  let sample = 0;
  let estimated = 0;
  waits.forEach(({ created, resumed }, index) => {
    for (; sample < times.length && (times[sample] as number) <= resumed; sample++) {
      if (isWaiting[sample] === 1) open.push(sample);
    }
    for (
      let last = open.at(-1);
      last !== undefined && (times[last] as number) >= created;
      last = open.at(-1)
    ) {
      const isFar = resumed - (times[last] as number) > reachMillis;
      const short = isFar ? nextWithin(last, QUIET_MILLIS) : NO_WAIT;
      if (short !== NO_WAIT) estimated++;
      result[last] = short === NO_WAIT ? index : short;
      open.pop();
    }
  });
  for (const last of open) {
    result[last] = nextWithin(last, reachMillis);
    if (result[last] !== NO_WAIT) estimated++;
  }
  return { waits: result, awaiting: result.filter((wait) => wait !== NO_WAIT).length, estimated };
}

/** For each sample the first wait that ended after it. */
function listNext(times: Float64Array, waits: readonly Wait[]): Int32Array {
  let next = 0;
  return Int32Array.from(times, (time) => {
    while ((waits[next]?.resumed ?? Number.POSITIVE_INFINITY) < time) next++;
    return next;
  });
}
