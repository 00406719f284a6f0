import type { StackIndex, StackTable } from '../../model/stacks.ts';

/** For so long a stack may stand for another with the same innermost frame, in milliseconds. */
const FRESH_MILLIS = 20;
/** The same when it has all frames that stand still. */
const KEPT_MILLIS = 300;
/** Innermost frames that are remembered. */
const MOST_KEPT = 256;

interface Seen {
  stack: StackIndex;
  at: number;
}

/** The latest stacks of a thread that moved on while it was read, by the address of their innermost frame. */
export class PassingStacks {
  readonly #byInnermost = new Map<number, Seen>();
  readonly #stacks: StackTable;

  constructor(stacks: StackTable) {
    this.#stacks = stacks;
  }

  add(innermost: number, stack: StackIndex, now: number): void {
    const seen = this.#byInnermost.get(innermost);
    if (seen !== undefined) {
      seen.stack = stack;
      seen.at = now;
      return;
    }
    if (this.#byInnermost.size === MOST_KEPT) this.#byInnermost.clear();
    this.#byInnermost.set(innermost, { stack, at: now });
  }

  clear(): void {
    this.#byInnermost.clear();
  }

  endingWith(innermost: number, now: number): StackIndex | undefined {
    const seen = this.#byInnermost.get(innermost);
    return seen !== undefined && now - seen.at < FRESH_MILLIS ? seen.stack : undefined;
  }

  /**
   * An older one: what ends in a frame that is seldom met would else be given to those beside it. It has to have all frames of
   * `standing`, which have not moved since the sample before.
   */
  olderEndingWith(innermost: number, now: number, standing: StackIndex): StackIndex | undefined {
    const seen = this.#byInnermost.get(innermost);
    if (seen === undefined || now - seen.at >= KEPT_MILLIS) return undefined;
    return this.#stacks.sharedBy(seen.stack, standing) === standing ? seen.stack : undefined;
  }

  /** The stack that ends nearest to an address. */
  endingNear(innermost: number, now: number): StackIndex | undefined {
    let nearest: StackIndex | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const [address, { stack, at }] of this.#byInnermost) {
      const distance = Math.abs(address - innermost);
      if (distance >= least || now - at >= FRESH_MILLIS) continue;
      nearest = stack;
      least = distance;
    }
    return nearest;
  }
}
