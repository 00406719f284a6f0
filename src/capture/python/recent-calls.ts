import type { CodeObject } from './code-object.ts';
import type { FrameChain } from './frame-chain.ts';

/** So old a call is no longer taken for how its callee is called now, in milliseconds. */
const FRESH_MILLIS = 100;
/** Latest calls of a callee that are remembered. */
const KEPT = 8;
/** Instructions that are remembered of the callers of one callee. */
const MOST_CALLERS = 1024;
/** Callees that are looked through for one path, and so the frames of it. */
const MOST_LOOKED_THROUGH = 64;

/** The latest calls of one code object, in a ring. */
class Callers {
  readonly callers: CodeObject[] = [];
  readonly units: number[] = [];
  readonly receivers: number[] = [];
  readonly times: number[] = [];
  /** By which instruction a caller was last seen to make the call. */
  readonly unitOf = new Map<CodeObject, number>();
  #next = 0;

  add(caller: CodeObject, unit: number, receiver: number, now: number): void {
    const last = this.placeOf(0);
    // One walk sees the same call in several ways.
    if (this.times[last] === now && this.callers[last] === caller && this.units[last] === unit) return;
    const at = this.#next;
    this.#next = (at + 1) % KEPT;
    this.callers[at] = caller;
    this.units[at] = unit;
    this.receivers[at] = receiver;
    this.times[at] = now;
    if (this.unitOf.get(caller) === unit) return;
    if (this.unitOf.size === MOST_CALLERS) this.unitOf.clear();
    this.unitOf.set(caller, unit);
  }

  /** Where the call is that `back` others came after. */
  placeOf(back: number): number {
    return (this.#next - 1 - back + 2 * KEPT) % KEPT;
  }
}

/**
 * The calls that a thread was seen to make in the last moments. Where a thread has left a frame before its callers were read,
 * they tell how it may have come there.
 */
export class RecentCalls {
  readonly #callersOf = new WeakMap<CodeObject, Callers>();
  readonly #looked = new Set<CodeObject>();
  /** The callers of the path that was found last, the outermost first, and the instructions by which they call. */
  readonly #codes: CodeObject[] = [];
  readonly #units: number[] = [];
  readonly #receivers: number[] = [];

  /** `receiver`: what the frame of the caller has in its first local, 0 when that tells nothing. */
  add(callee: CodeObject, caller: CodeObject, unit: number, receiver: number, now: number): void {
    let callers = this.#callersOf.get(callee);
    if (callers === undefined) {
      callers = new Callers();
      this.#callersOf.set(callee, callers);
    }
    callers.add(caller, unit, receiver, now);
  }

  /** The instruction by which a caller was last seen to make a call. */
  unitOf(callee: CodeObject, caller: CodeObject): number | undefined {
    return this.#callersOf.get(callee)?.unitOf.get(caller);
  }

  /**
   * Puts in the place of what the chain has from some frame on the calls that lead from there to a code object, which has no frame
   * there yet; the first `standing` frames stay. False, and nothing is changed, when none are known.
   */
  appendPath(callee: CodeObject, chain: FrameChain, standing: number, now: number): boolean {
    this.#looked.clear();
    this.#codes.length = 0;
    this.#units.length = 0;
    this.#receivers.length = 0;
    const from = this.#find(callee, chain, standing, now - FRESH_MILLIS);
    if (from < 0) return false;
    chain.length = from + 1;
    // The outermost call is made by a frame that is there.
    chain.units[from] = this.#units[0] as number;
    for (let i = 1; i < this.#codes.length; i++) {
      const at = chain.push(0, this.#codes[i] as CodeObject, this.#units[i] as number, true);
      chain.onHeap[at] = true;
      chain.receivers[at] = this.#receivers[i] as number;
    }
    return true;
  }

  /** The index of the frame from which a path leads to the callee; -1: none is known. */
  #find(callee: CodeObject, chain: FrameChain, standing: number, after: number): number {
    if (this.#looked.size === MOST_LOOKED_THROUGH || this.#looked.has(callee)) return -1;
    this.#looked.add(callee);
    const callers = this.#callersOf.get(callee);
    if (callers === undefined) return -1;
    for (let back = 0; back < callers.callers.length; back++) {
      const at = callers.placeOf(back);
      if ((callers.times[at] as number) <= after) break;
      const caller = callers.callers[at] as CodeObject;
      let from = lastOf(chain, caller);
      if (from < 0) from = this.#find(caller, chain, standing, after);
      if (from < standing - 1) continue;
      this.#codes.push(caller);
      this.#units.push(callers.units[at] as number);
      this.#receivers.push(callers.receivers[at] as number);
      return from;
    }
    return -1;
  }
}

function lastOf(chain: FrameChain, code: CodeObject): number {
  let index = chain.length - 1;
  while (index >= 0 && chain.codes[index] !== code) index--;
  return index;
}
