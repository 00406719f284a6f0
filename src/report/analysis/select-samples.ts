import type { IdentifierIndex } from '../../model/frames.ts';
import { type SampleIndex, SampleTable } from '../../model/samples.ts';
import { NO_STACK, type StackIndex, StackTable } from '../../model/stacks.ts';
import type { SessionData } from '../../session/session-data.ts';
import { clipSeconds } from './clip-seconds.ts';
import type { Selection } from './selection.ts';

/** A stack that the focus leaves out. */
const OUTSIDE: StackIndex = -2 as StackIndex;

/** Rows of inverted stacks. */
const MOST_ROWS = 2_000_000;

/** The session as if only this had been recorded. */
export function selectSamples(session: SessionData, selection: Selection): SessionData {
  if (isEverything(selection)) return session;
  const from = session.samples;
  const changed = changeStacks(from, selection);
  const { stacks, targetOf } = selection.inverts ? invertStacks(changed, from) : changed;
  const samples = new SampleTable({ frames: from.frames, stacks });
  let start = 0;
  for (let index = 0; index < from.length; index++) {
    const sample = index as SampleIndex;
    const whole = from.secondsOf(sample);
    const seconds = clipSeconds(start, whole, selection.range);
    start += whole;
    if (seconds === undefined) continue;
    const target = targetOf(from.stackOf(sample));
    if (target !== OUTSIDE) samples.add(target, seconds);
  }
  return { ...session, samples };
}

function isEverything({ range, focus, hidden, inverts, mergesRecursion }: Selection): boolean {
  return range === undefined && focus === undefined && hidden.length === 0 && !inverts && !mergesRecursion;
}

interface ChangedStacks {
  readonly stacks: StackTable;
  targetOf(stack: StackIndex): StackIndex;
}

function changeStacks({ frames, stacks }: SampleTable, selection: Selection): ChangedStacks {
  const { focus, mergesRecursion } = selection;
  const none = focus === undefined ? NO_STACK : OUTSIDE;
  if (focus === undefined && selection.hidden.length === 0 && !mergesRecursion) {
    return { stacks, targetOf: (stack) => stack };
  }
  const hidden = new Set(selection.hidden);
  const changed = new StackTable();
  const targets = new Int32Array(stacks.size);
  const change = (parent: StackIndex, stack: StackIndex): StackIndex => {
    const frame = stacks.frameOf(stack);
    const identifier = frames.identifierOf(frame);
    if (parent === OUTSIDE) return identifier === focus ? changed.add(NO_STACK, frame) : OUTSIDE;
    if (hidden.has(identifier)) return parent;
    const same = mergesRecursion ? findOnStack(parent, identifier) : NO_STACK;
    return same === NO_STACK ? changed.add(parent, frame) : same;
  };
  const findOnStack = (stack: StackIndex, identifier: IdentifierIndex): StackIndex => {
    let at = stack;
    while (at !== NO_STACK && frames.identifierOf(changed.frameOf(at)) !== identifier)
      at = changed.parentOf(at);
    return at;
  };
  for (let index = 0; index < stacks.size; index++) {
    const stack = index as StackIndex;
    const parent = stacks.parentOf(stack);
    targets[stack] = change(parent === NO_STACK ? none : (targets[parent] as StackIndex), stack);
  }
  return {
    stacks: changed,
    targetOf: (stack) => (stack === NO_STACK ? none : (targets[stack] as StackIndex)),
  };
}

/** Makes the reverse of a stack when it is asked for the first time. */
function invertStacks({ stacks, targetOf }: ChangedStacks, samples: SampleTable): ChangedStacks {
  const inverted = new StackTable();
  const known = new Map<StackIndex, StackIndex>();
  const most = countCallers({ stacks, targetOf }, samples);
  const invert = (stack: StackIndex): StackIndex => {
    let result = known.get(stack);
    if (result === undefined) {
      result = NO_STACK;
      let callers = 0;
      for (let at = stack; at !== NO_STACK && callers < most; at = stacks.parentOf(at), callers++)
        result = inverted.add(result, stacks.frameOf(at));
      known.set(stack, result);
    }
    return result;
  };
  return {
    stacks: inverted,
    targetOf: (stack) => {
      const target = targetOf(stack);
      return target === OUTSIDE || target === NO_STACK ? target : invert(target);
    },
  };
}

/**
 * How many frames of each stack are inverted: all, unless that made more rows than a page can hold. Stacks that share their
 * outer frames share none of their rows once inverted, and a recursion can have ten thousand frames at ten thousand depths.
 */
function countCallers({ stacks, targetOf }: ChangedStacks, samples: SampleTable): number {
  const targets = new Set<StackIndex>();
  let rows = 0;
  for (let index = 0; index < samples.length; index++) {
    const target = targetOf(samples.stackOf(index as SampleIndex));
    if (target === OUTSIDE || targets.has(target)) continue;
    targets.add(target);
    for (let at = target; at !== NO_STACK && rows <= MOST_ROWS; at = stacks.parentOf(at)) rows++;
  }
  return rows > MOST_ROWS ? Math.ceil(MOST_ROWS / targets.size) : Number.POSITIVE_INFINITY;
}
