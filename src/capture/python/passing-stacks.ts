import type { StackIndex, StackTable } from '../../model/stacks.ts';
import { UNKNOWN_CODE } from './link-reader.ts';

/** For so long a stack may stand for another with the same innermost frame, in milliseconds. */
const FRESH_MILLIS = 20;
/** The same when it has all frames that stand still. */
const KEPT_MILLIS = 300;
/** The same when the frame is at the same place, so as many frames are below it. */
const PLACE_KEPT_MILLIS = 1000;
/** The same when its code is all that is known of the frame of a tick. */
const CODE_KEPT_MILLIS = 1000;
/** Farther away in bytes, it is not the same data stack. */
const FARTHEST = 1 << 24;
/** Ticks that a stack stands for: one that chance made of two is not to be many. */
const MOST_USES = 8;
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
  readonly isOnHeap: boolean;
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
  /** By the stack below generators, and by that and the code of the outermost. */
  readonly #resumed = new Map<number, { readonly stack: StackIndex; readonly at: number }>();
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

  /** A stack with generators above a frame of the data stack, `below`; `code` is that of the outermost. */
  addResumed(below: StackIndex, code: number, stack: StackIndex, now: number): void {
    if (this.#resumed.size >= MOST_KEPT) this.#resumed.clear();
    const seen = { stack, at: now };
    this.#resumed.set(below, seen);
    this.#resumed.set(below * 31 + code, seen);
  }

  /** The latest with such generators, of any time; where `code` is 0, with any generators, of the last second. */
  resumedBy(below: StackIndex, code: number, now: number): StackIndex | undefined {
    const seen = this.#resumed.get(code === 0 ? below : below * 31 + code);
    if (seen === undefined || !this.#hasAll(seen.stack, below)) return undefined;
    return code !== 0 || now - seen.at < PLACE_KEPT_MILLIS ? seen.stack : undefined;
  }

  clear(): void {
    this.#resumed.clear();
    this.#byFrame.clear();
    this.#byAddress.clear();
    this.#byCode.clear();
  }

  endingWith(frame: Innermost, now: number): StackIndex | undefined {
    const seen = this.#seen(frame, now - FRESH_MILLIS);
    return seen === undefined ? undefined : use(seen);
  }

  /**
   * An older one: what ends in a frame that is seldom met would else be given to those beside it. It has to have all frames of
   * `standing`, which have not moved since the sample before.
   */
  olderEndingWith(frame: Innermost, now: number, standing: StackIndex): StackIndex | undefined {
    const seen = this.#seen(frame, now - KEPT_MILLIS);
    return seen !== undefined && this.#hasAll(seen.stack, standing) ? use(seen) : undefined;
  }

  /** The latest that ends in a frame of the data stack at an address, whatever its code is. `older`: it may be one of some time ago. */
  endingAt(innermost: number, now: number, older = false): StackIndex | undefined {
    const seen = usable(this.#byAddress.get(innermost), now - (older ? PLACE_KEPT_MILLIS : FRESH_MILLIS));
    return seen === undefined || seen.isOnHeap ? undefined : use(seen);
  }

  /** The latest that ends in a frame of some code, wherever that is. */
  latestOf(code: number, now: number): StackIndex | undefined {
    const seen = usable(this.#byCode.get(code), now - CODE_KEPT_MILLIS);
    return seen === undefined ? undefined : use(seen);
  }

  /** The latest that ends in a generator or coroutine of some code, of any time and for any number of ticks. `standing`: see above. */
  everOf(code: number, standing: StackIndex): StackIndex | undefined {
    const seen = this.#byCode.get(code);
    return seen?.isOnHeap === true && this.#hasAll(seen.stack, standing) ? seen.stack : undefined;
  }

  /** The stack that ends nearest to an address of the data stack. */
  endingNear(innermost: number, now: number): StackIndex | undefined {
    let nearest: Seen | undefined;
    let least = FARTHEST;
    for (const seen of this.#byAddress.values()) {
      const distance = Math.abs(seen.innermost - innermost);
      if (seen.isOnHeap || distance >= least) continue;
      if (usable(seen, now - FRESH_MILLIS) === undefined) continue;
      nearest = seen;
      least = distance;
    }
    return nearest === undefined ? undefined : use(nearest);
  }

  #hasAll(stack: StackIndex, standing: StackIndex): boolean {
    return this.#stacks.sharedBy(stack, standing) === standing;
  }

  /** A place on the heap says little: where none is known there, another one of its code counts. */
  #seen(frame: Innermost, after: number): Seen | undefined {
    const isKnown = frame.code !== 0 && frame.code !== UNKNOWN_CODE;
    if (!isKnown) return usable(this.#byAddress.get(frame.innermost), after);
    const same = usable(this.#byFrame.get(keyOf(frame)), after);
    if (same?.innermost === frame.innermost && same.code === frame.code) return same;
    const alike = this.#byCode.get(frame.code);
    return alike?.isOnHeap === true ? usable(alike, after) : undefined;
  }
}

function usable(seen: Seen | undefined, after: number): Seen | undefined {
  return seen !== undefined && seen.at > after && seen.uses > 0 ? seen : undefined;
}

function use(seen: Seen): StackIndex {
  seen.uses--;
  return seen.stack;
}

/** Of two addresses below 2^47, whole and below 2^53; equal ones of others are told apart by what is kept. */
function keyOf({ innermost, code }: Innermost): number {
  return innermost * 31 + code;
}

function keep(stacks: Map<number, Seen>, key: number, seen: Seen): void {
  if (stacks.size === MOST_KEPT && !stacks.has(key)) stacks.clear();
  stacks.set(key, seen);
}
