import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { AwaitScope, Gap, Wait } from './await-scope.ts';
import type { CallPaths } from './call-path.ts';

/** What was looked at, as far as it is known at the end. */
export function listWaits(scope: AwaitScope, paths: CallPaths): Wait[] {
  const waits = waitsOfLooks(scope, paths);
  // V8 does not say who awaits several promises of which one is settled that no function makes: that goes on in no code.
  if (waits.some(({ path }) => paths.loneCaller(path) !== undefined)) addLaterCallers(waits, paths);
  return waits;
}

/** Who awaits a function is known when it goes on itself: so it is taken from the next wait in which it is. */
function addLaterCallers(waits: Wait[], paths: CallPaths): void {
  const later = new Map<string, StackIndex>();
  let followed: StackIndex | undefined;
  for (let at = waits.length - 1; at >= 0; at--) {
    const wait = waits[at] as Wait;
    const caller = paths.loneCaller(wait.path);
    const path = caller === undefined ? undefined : later.get(paths.functionOf(caller));
    if (path !== undefined) waits[at] = { ...wait, path };
    else if (caller === undefined && wait.path !== followed) {
      followed = wait.path;
      for (let call = wait.path; call !== NO_STACK; call = paths.stacks.parentOf(call)) {
        later.set(paths.functionOf(call), call);
      }
    }
  }
}

/** One wait of each look: several awaits explain the same time, and the one whose calls are known the farthest says most. */
function waitsOfLooks(scope: AwaitScope, paths: CallPaths): Wait[] {
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

export const NO_WAIT = -1;
/** So many looks before and after stand for a time that was not looked at. */
const NEAR_LOOKS = 64;
/** Spreads what follows each other evenly over what it is drawn from. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** For each sample the wait to which its time goes, as a place in the list, or NO_WAIT. */
export interface WaitAssignment {
  readonly waits: Int32Array;
  /** Whether the sample fell into a time that was not looked at, and went to a wait in which nobody saw it. */
  readonly isEstimated: Uint8Array;
}

/**
 * `times` are those of the samples, `isWaiting` whether nothing of the program ran then. Such a sample belongs to the await
 * that went on first of those that had begun before it. In a gap that was not looked at that one is not known: then the gaps
 * around it that were looked at are drawn from, each as likely as what it stands for is long.
 */
export function assignWaits(
  times: Float64Array,
  isWaiting: Uint8Array,
  { waits, gaps }: { readonly waits: readonly Wait[]; readonly gaps: readonly Gap[] },
): WaitAssignment {
  const ofSamples = firstToGoOn(times, waits);
  const ofGaps = firstToGoOn(
    Float64Array.from(gaps, ({ begin, end }) => (begin + end) / 2),
    waits,
  );
  const draw = drawingFrom(gaps, ofGaps);
  const result = new Int32Array(times.length).fill(NO_WAIT);
  const isEstimated = new Uint8Array(times.length);
  let next = 0;
  times.forEach((time, sample) => {
    while ((gaps[next]?.end ?? Number.POSITIVE_INFINITY) < time) next++;
    if (isWaiting[sample] !== 1) return;
    const isSeen = (gaps[next]?.begin ?? Number.POSITIVE_INFINITY) <= time;
    const drawn = isSeen ? undefined : draw(next);
    result[sample] = drawn ?? (ofSamples[sample] as number);
    if (drawn !== undefined && drawn !== NO_WAIT) isEstimated[sample] = 1;
  });
  return { waits: result, isEstimated };
}

/** For each time the wait that ended first of those that had begun before it. */
function firstToGoOn(times: Float64Array, waits: readonly Wait[]): Int32Array {
  const result = new Int32Array(times.length).fill(NO_WAIT);
  /** Times whose await has not gone on yet, in order. */
  const open: number[] = [];
  let at = 0;
  waits.forEach(({ created, resumed }, wait) => {
    for (; at < times.length && (times[at] as number) <= resumed; at++) open.push(at);
    for (
      let last = open.at(-1);
      last !== undefined && (times[last] as number) >= created;
      last = open.at(-1)
    ) {
      result[last] = wait;
      open.pop();
    }
  });
  return result;
}

/** Gives, for a place among the gaps, a wait of those around it; undefined if none stands for more than itself. */
function drawingFrom(gaps: readonly Gap[], waits: Int32Array): (place: number) => number | undefined {
  const sums = new Float64Array(gaps.length + 1);
  gaps.forEach(({ weight }, gap) => {
    sums[gap + 1] = (sums[gap] as number) + weight;
  });
  let fraction = 0;
  return (place) => {
    const before = sums[Math.max(0, place - NEAR_LOOKS)] as number;
    const upTo = sums[Math.min(gaps.length, place + NEAR_LOOKS)] as number;
    if (upTo <= before) return undefined;
    fraction = (fraction + GOLDEN) % 1;
    return waits[placeOf(before + fraction * (upTo - before), sums)];
  };
}

/** The place at which the sums, which rise, come to be more than the value. */
function placeOf(value: number, sums: Float64Array): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle + 1] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
