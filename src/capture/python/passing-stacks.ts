import type { StackIndex, StackTable } from '../../model/stacks.ts';
import { UNKNOWN_CODE } from './link-reader.ts';

/** For so long a stack may stand for another with the same innermost frame, in milliseconds. */
const FRESH_MILLIS = 20;
/** The same when it has all frames that stand still. */
const KEPT_MILLIS = 300;
/** The same when it is all that is known of the generator of a tick. */
const CODE_KEPT_MILLIS = 1000;
/** Ticks that a generator's stack stands for: one that chance made of two, in memory that was given to another, is not to be many. */
const MOST_USES = 6;
/** Innermost frames that are remembered. */
const MOST_KEPT = 256;

/** The address of a frame, and of its code when that is a generator's; UNKNOWN_CODE: of one that is no more; else 0. */
export interface Innermost {
  readonly innermost: number;
  readonly code: number;
}

interface Seen {
  stack: StackIndex;
  at: number;
  code: number;
  /** Ticks that it may stand for still. */
  uses: number;
}

/**
 * The latest stacks of a thread that moved on while it was read, by the address of their innermost frame. That of a generator
 * is on the heap, where others take its place: it goes with its code, and where it is not known, another one of this code counts.
 */
export class PassingStacks {
  readonly #byInnermost = new Map<number, Seen>();
  readonly #byCode = new Map<number, Seen>();
  readonly #stacks: StackTable;

  constructor(stacks: StackTable) {
    this.#stacks = stacks;
  }

  add({ innermost, code }: Innermost, stack: StackIndex, now: number): void {
    keep(this.#byInnermost, innermost, { stack, at: now, code, uses: MOST_USES });
    if (code !== 0) keep(this.#byCode, code, { stack, at: now, code, uses: MOST_USES });
  }

  clear(): void {
    this.#byInnermost.clear();
    this.#byCode.clear();
  }

  endingWith(frame: Innermost, now: number): StackIndex | undefined {
    return this.#seen(frame, now - FRESH_MILLIS)?.stack;
  }

  /**
   * An older one: what ends in a frame that is seldom met would else be given to those beside it. It has to have all frames of
   * `standing`, which have not moved since the sample before.
   */
  olderEndingWith(frame: Innermost, now: number, standing: StackIndex): StackIndex | undefined {
    const seen = this.#seen(frame, now - KEPT_MILLIS);
    if (seen === undefined) return undefined;
    return this.#stacks.sharedBy(seen.stack, standing) === standing ? seen.stack : undefined;
  }

  /** The latest of a generator's code, whatever called it. */
  latestOf(code: number, now: number): StackIndex | undefined {
    return this.#seen({ innermost: 0, code }, now - CODE_KEPT_MILLIS)?.stack;
  }

  #seen({ innermost, code }: Innermost, after: number): Seen | undefined {
    const same = this.#byInnermost.get(innermost);
    if (code === 0) return same !== undefined && same.code === 0 && same.at > after ? same : undefined;
    for (const seen of [same, this.#byCode.get(code)]) {
      if (
        seen === undefined ||
        (code !== UNKNOWN_CODE && seen.code !== code) ||
        seen.at <= after ||
        seen.uses === 0
      )
        continue;
      seen.uses--;
      return seen;
    }
    return undefined;
  }

  /** The stack that ends nearest to an address. */
  endingNear(innermost: number, now: number): StackIndex | undefined {
    let nearest: StackIndex | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const [address, { stack, at, code }] of this.#byInnermost) {
      const distance = Math.abs(address - innermost);
      if (code !== 0 || distance >= least || now - at >= FRESH_MILLIS) continue;
      nearest = stack;
      least = distance;
    }
    return nearest;
  }
}

function keep(stacks: Map<number, Seen>, key: number, seen: Seen): void {
  const before = stacks.get(key);
  if (before !== undefined) Object.assign(before, seen);
  else {
    if (stacks.size === MOST_KEPT) stacks.clear();
    stacks.set(key, seen);
  }
}
