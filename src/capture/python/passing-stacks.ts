import type { StackIndex, StackTable } from '../../model/stacks.ts';
import { UNKNOWN_CODE } from './link-reader.ts';

/** For so long a stack may stand for another with the same innermost frame, in milliseconds. */
const FRESH_MILLIS = 20;
/** The same when it has all frames that stand still. */
const KEPT_MILLIS = 300;
/** The same when its code is all that is known of the frame of a tick. */
const CODE_KEPT_MILLIS = 1000;
/** Farther away in bytes, it is not the same data stack. */
const FARTHEST = 1 << 24;
/** Ticks that a generator's stack stands for: one that chance made of two, in memory that was given to another, is not to be many. */
const MOST_USES = 6;
/** Innermost frames that are remembered. */
const MOST_KEPT = 512;

/** The addresses of a frame and of its code; UNKNOWN_CODE or 0: that was not read. */
export interface Innermost {
  readonly innermost: number;
  readonly code: number;
}

interface Passing {
  readonly stack: StackIndex;
  /** The frame is on the heap, where others take its place. */
  readonly isGenerator: boolean;
}

interface Seen extends Innermost, Passing {
  readonly at: number;
  /** Ticks that it may stand for still. */
  uses: number;
}

/** The latest stacks of a thread that moved on while it was read, by their innermost frame and its code. */
export class PassingStacks {
  readonly #byFrame = new Map<number, Seen>();
  readonly #byAddress = new Map<number, Seen>();
  readonly #byCode = new Map<number, Seen>();
  readonly #stacks: StackTable;

  constructor(stacks: StackTable) {
    this.#stacks = stacks;
  }

  add(frame: Innermost, passing: Passing, now: number): void {
    const seen = { ...frame, ...passing, at: now, uses: MOST_USES };
    keep(this.#byFrame, keyOf(frame), seen);
    keep(this.#byAddress, frame.innermost, seen);
    keep(this.#byCode, frame.code, seen);
  }

  clear(): void {
    this.#byFrame.clear();
    this.#byAddress.clear();
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

  /** The latest that ends in a frame of the data stack at an address, whatever its code is. */
  endingAt(innermost: number, now: number): StackIndex | undefined {
    const seen = this.#byAddress.get(innermost);
    return seen !== undefined && !seen.isGenerator && now - seen.at < FRESH_MILLIS ? seen.stack : undefined;
  }

  /** The latest that ends in a frame of some code, wherever that is. */
  latestOf(code: number, now: number): StackIndex | undefined {
    return used(this.#byCode.get(code), now - CODE_KEPT_MILLIS)?.stack;
  }

  /** The stack that ends nearest to an address of the data stack. */
  endingNear(innermost: number, now: number): StackIndex | undefined {
    let nearest: StackIndex | undefined;
    let least = FARTHEST;
    for (const { innermost: address, isGenerator, stack, at } of this.#byAddress.values()) {
      const distance = Math.abs(address - innermost);
      if (isGenerator || distance >= least || now - at >= FRESH_MILLIS) continue;
      nearest = stack;
      least = distance;
    }
    return nearest;
  }

  /** A generator's place says little: where none is known there, another one of its code counts. */
  #seen(frame: Innermost, after: number): Seen | undefined {
    const isKnown = frame.code !== 0 && frame.code !== UNKNOWN_CODE;
    if (!isKnown) return used(this.#byAddress.get(frame.innermost), after);
    const same = used(this.#byFrame.get(keyOf(frame)), after);
    if (same?.innermost === frame.innermost && same.code === frame.code) return same;
    const alike = this.#byCode.get(frame.code);
    return alike?.isGenerator === true ? used(alike, after) : undefined;
  }
}

function used(seen: Seen | undefined, after: number): Seen | undefined {
  if (seen === undefined || seen.at <= after) return undefined;
  if (seen.isGenerator && seen.uses-- <= 0) return undefined;
  return seen;
}

/** Of two addresses below 2^47, whole and below 2^53; equal ones of others are told apart by what is kept. */
function keyOf({ innermost, code }: Innermost): number {
  return innermost * 31 + code;
}

function keep(stacks: Map<number, Seen>, key: number, seen: Seen): void {
  if (stacks.size === MOST_KEPT && !stacks.has(key)) stacks.clear();
  stacks.set(key, seen);
}
