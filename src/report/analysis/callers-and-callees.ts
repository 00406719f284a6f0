import type { IdentifierIndex } from '../../model/frames.ts';
import type { SampleTable } from '../../model/samples.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import { sumByStack } from '../../report-data/stack-seconds.ts';

/** A side of a function: another function and the seconds shared with it. */
export interface Neighbour {
  /** Undefined among callers: it was outermost; among callees: itself, without a callee. */
  readonly identifier: IdentifierIndex | undefined;
  readonly seconds: number;
}

export interface Neighbours {
  /** Who called the outermost call of the function. The seconds add up to its total. */
  readonly callers: readonly Neighbour[];
  /** Whom the innermost call of the function called. The seconds add up to its total. */
  readonly callees: readonly Neighbour[];
}

const NOBODY = -1;
const NOT_IN_FUNCTION = -2;

export function findNeighbours(samples: SampleTable, wanted: IdentifierIndex): Neighbours {
  const { frames, stacks } = samples;
  const seconds = sumByStack(samples);
  const caller = new Int32Array(stacks.size).fill(NOT_IN_FUNCTION);
  const callee = new Int32Array(stacks.size);
  const callers = new Map<number, number>();
  const callees = new Map<number, number>();
  for (let index = 0; index < stacks.size; index++) {
    const stack = index as StackIndex;
    const parent = stacks.parentOf(stack);
    const identifier = frames.identifierOf(stacks.frameOf(stack));
    const isInside = parent !== NO_STACK && caller[parent] !== NOT_IN_FUNCTION;
    if (identifier === wanted) {
      const above = parent === NO_STACK ? NOBODY : frames.identifierOf(stacks.frameOf(parent));
      caller[stack] = isInside ? (caller[parent] as number) : above;
      callee[stack] = NOBODY;
    } else if (isInside) {
      caller[stack] = caller[parent] as number;
      callee[stack] = callee[parent] === NOBODY ? identifier : (callee[parent] as number);
    } else continue;
    add(callers, caller[stack] as number, seconds[stack] as number);
    add(callees, callee[stack] as number, seconds[stack] as number);
  }
  return { callers: inOrder(callers), callees: inOrder(callees) };
}

function add(sums: Map<number, number>, identifier: number, seconds: number): void {
  if (seconds !== 0) sums.set(identifier, (sums.get(identifier) ?? 0) + seconds);
}

function inOrder(sums: ReadonlyMap<number, number>): Neighbour[] {
  return [...sums]
    .map(([identifier, seconds]) => ({
      identifier: identifier === NOBODY ? undefined : (identifier as IdentifierIndex),
      seconds,
    }))
    .sort((a, b) => b.seconds - a.seconds);
}
