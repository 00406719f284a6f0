import { PLAIN, RESUMES_GENERATOR } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { OpcodeFacts } from './layouts/layout.ts';
import type { Liveness } from './liveness.ts';
import type { ThreadSnapshot } from './thread-snapshot.ts';

/**
 * What proves a frame live in CPython 3.11 to 3.13.
 *
 * The facts it stands on (Python/ceval.c and generated_cases.c.h of these versions): a frame that enters the evaluation loop
 * has its `stacktop` set to -1 and keeps it, C calls included, until it calls a Python function inline or is left; so -1 means
 * live, at the time it was read, and so is every frame that a live one's `previous` leads to. When no frame has -1 the thread
 * is between two frames: then callers stand at an instruction that calls, and the first frame that does not is the one
 * just being entered or left. When its caller was copied it was live, and it counts unless the thread was known to have left it.
 */
export class SavedStackTops implements Liveness {
  readonly #snapshot: ThreadSnapshot;
  readonly #codes: CodeTable;
  readonly #opcodes: OpcodeFacts;

  constructor(snapshot: ThreadSnapshot, codes: CodeTable, opcodes: OpcodeFacts) {
    this.#snapshot = snapshot;
    this.#codes = codes;
    this.#opcodes = opcodes;
  }

  provedDepth(now: number): number {
    const { chain, stack, current } = this.#snapshot;
    const executing = chain.lastExecuting();
    if (stack.segmentOf(current) < 0) {
      const depth = this.#generatorDepth(now);
      if (depth > 0) return depth;
    }
    if (executing === chain.length - 1) return executing + 1;
    if (executing >= 0 && current === chain.addressAt(executing)) return executing + 1;
    const transition = this.#transitionDepth(executing + 1);
    if (executing < 0) return transition;
    // Above a frame that waits for C code may be what the last call from there left behind, or a live transition.
    if (transition === 0) return 0;
    if (transition <= executing + 2) return executing + 1;
    return this.#isAbove(current, executing) ? transition : 0;
  }

  depthInCopy(caller: number): number {
    const { chain, current } = this.#snapshot;
    const executing = chain.lastExecuting();
    if (executing === chain.length - 1) return chain.length;
    if (executing >= 0 && current === chain.addressAt(executing)) return executing + 1;
    const depth = this.#callersFrom(executing + 1);
    if (executing < 0) return depth;
    if (caller > executing) return caller === depth - 1 ? depth : 0;
    return depth === executing + 2 ? executing + 1 : 0;
  }

  /** The depth up to the first frame from `start` on that calls no function of the data stack. */
  #callersFrom(start: number): number {
    const { chain } = this.#snapshot;
    for (let i = start; i < chain.length; i++) {
      if (chain.codeAt(i).isTrampoline) continue;
      const kind = this.#callKind(i);
      if (kind === PLAIN || kind === RESUMES_GENERATOR) return i + 1;
    }
    return chain.length;
  }

  certainDepth(): number {
    return Math.max(this.#snapshot.chain.lastExecuting() + 1, 1);
  }

  /**
   * The depth up to the first frame from `start` on that is being entered or left, or below one that was left already: the
   * thread's current frame changes just before a frame gets its mark and just after it loses it. 0 when callers do not lead to one.
   */
  #transitionDepth(start: number): number {
    const { chain, current } = this.#snapshot;
    for (let i = start; i < chain.length; i++) {
      if (chain.codeAt(i).isTrampoline) continue;
      const kind = this.#callKind(i);
      if (kind === PLAIN) return i > 0 && current === chain.addressAt(i - 1) ? i : i + 1;
      // A frame behind one that resumes a generator is left from an earlier call: the generator is elsewhere.
      if (kind === RESUMES_GENERATOR && i + 1 < chain.length && !chain.isOnHeap(i + 1)) return 0;
    }
    // The last one calls, and what it calls is not there yet or no more.
    return chain.length > start && current === chain.addressAt(chain.length - 1) ? chain.length : 0;
  }

  #callKind(index: number): number {
    const { chain } = this.#snapshot;
    return chain.codeAt(index).callKindAt(chain.unitAt(index), this.#codes.objects, this.#opcodes);
  }

  /** The current frame is not in the data stack: a generator that executes, when it leads back to a live frame of the chain. */
  #generatorDepth(now: number): number {
    const { links, chain, current, isInStack } = this.#snapshot;
    if (!links.followInto(current, isInStack)) return 0;
    if (links.count === 0) return 0;
    const caller = chain.indexOf(links.target);
    if (caller < 0 && (links.target !== 0 || !this.#snapshot.isEmpty)) return 0;
    for (let i = chain.lastExecuting() + 1; i <= caller; i++) {
      if (chain.codeAt(i).isTrampoline) continue;
      const kind = this.#callKind(i);
      if (i < caller ? kind === PLAIN : kind !== RESUMES_GENERATOR) return 0;
    }
    chain.length = caller + 1;
    if (!this.#snapshot.appendGenerators(links.touchesC, now)) return 0;
    return links.innermostHolds() ? chain.length : 0;
  }

  #isAbove(address: number, index: number): boolean {
    const { stack, chain } = this.#snapshot;
    const segment = stack.segmentOf(address);
    const other = stack.segmentOf(chain.addressAt(index));
    if (segment < 0) return false;
    return segment > other || (segment === other && address > chain.addressAt(index));
  }
}
