import { CallEvidence } from './call-evidence.ts';
import { CallHabits, SeenCall } from './call-habits.ts';
import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import { CycleFinder } from './cycle-finder.ts';
import { FrameChain } from './frame-chain.ts';
import { FrameObject } from './frame-object.ts';
import type { FrameObjectsLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';
import type { StackWalker, WalkOutcome } from './stack-walker.ts';

/** The first try reads every frame, the others what changed since. */
const MOST_TRIES = 40;
/** Looks at a call and its caller that have to find both as they were, when another instruction most often makes the call. */
const SECONDARY_LOOKS = 4;
/** Deeper is garbage. */
const MOST_FRAMES = 100_000;

/**
 * Walks the frame objects of CPython 3.8 to 3.10, one read a frame while the thread runs on. Two neighbours are taken for
 * caller and callee when the callee's `f_back` is the caller, both execute, and the caller shows that it calls just that code
 * (see CallEvidence) or both were the same before and after. What lies above a pair that shows neither is read again. A copy of a
 * caller is not of one moment either: what it calls may be on its value stack before or after it stands at the instruction for
 * that. So a call that it more often makes by another instruction has to show in two copies.
 */
export class FrameObjectWalker implements StackWalker {
  readonly chain: FrameChain = new FrameChain();
  depth = 0;
  retries = 0;
  innermost = 0;
  innermostCode = 0;
  readonly isYoungest = false;
  readonly hasUnsureCall = false;
  readonly #memory: Memory;
  readonly #layout: FrameObjectsLayout;
  readonly #codes: CodeTable;
  readonly #thread: number;
  readonly #evidence: CallEvidence;
  readonly #habits = new CallHabits(SeenCall);
  readonly #pointer = Buffer.alloc(8);
  /** The frames of the chain. */
  readonly #stack: FrameObject[] = [];
  /** Those of one try that are not in the stack yet, the innermost first. */
  readonly #fresh: FrameObject[] = [];
  readonly #again: FrameObject;
  readonly #cycles = new CycleFinder();
  #freshCount = 0;

  constructor(
    memory: Memory,
    layout: FrameObjectsLayout,
    { codes, thread }: { readonly codes: CodeTable; readonly thread: number },
  ) {
    this.#memory = memory;
    this.#layout = layout;
    this.#codes = codes;
    this.#thread = thread;
    this.#evidence = new CallEvidence(memory, layout, codes.objects);
    this.#again = new FrameObject(memory, layout);
  }

  builtIn(): undefined {
    // These versions keep no pointer into the value stack while a frame executes.
  }

  walk(now: number): WalkOutcome {
    this.chain.length = 0;
    this.depth = 0;
    this.innermost = 0;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (tries > 0) this.retries++;
      const read = this.#readFrames();
      if (read === 'gone' || read === 'idle') return read;
      if (read === 'torn' || !this.#extendChain(now)) continue;
      this.depth = this.#provedDepth();
      if (this.depth === this.chain.length && this.#codesHold(now)) return 'whole';
    }
    return this.depth > 0 && this.#codesHold(now) ? 'cut' : 'none';
  }

  /** From the innermost frame down to one that the stack has as it is, and is cut back to, or to the end. */
  #readFrames(): 'read' | 'torn' | 'idle' | 'gone' {
    this.#freshCount = 0;
    const { currentFrame } = this.#layout.thread;
    if (!this.#memory.read(this.#thread + currentFrame, this.#pointer, 8)) return 'gone';
    let address = pointerAt(this.#pointer, 0);
    if (address === 0) return 'idle';
    const cycles = this.#cycles.start();
    while (address !== 0) {
      if (this.#freshCount === MOST_FRAMES || cycles.closesWith(address)) return 'torn';
      const frame = this.#freshFrame(this.#freshCount);
      const isRead = frame.read(address);
      if (this.innermost === 0) {
        this.innermost = address;
        this.innermostCode = isRead ? frame.code : 0;
      }
      // A frame that does not execute is left since its address was read, or not entered yet.
      if (!isRead || !frame.executing) return 'torn';
      const known = this.chain.indexOf(address);
      if (known >= 0 && (this.#stack[known] as FrameObject).isLike(frame)) {
        this.#cutBack(known + 1);
        return 'read';
      }
      this.#freshCount++;
      address = frame.back;
    }
    this.#cutBack(0);
    return 'read';
  }

  #freshFrame(index: number): FrameObject {
    const frame = this.#fresh[index] ?? new FrameObject(this.#memory, this.#layout);
    this.#fresh[index] = frame;
    return frame;
  }

  #cutBack(length: number): void {
    this.chain.length = length;
    if (this.depth > length) this.depth = length;
  }

  #extendChain(now: number): boolean {
    const { chain } = this;
    for (let i = this.#freshCount - 1; i >= 0; i--) {
      const frame = this.#freshFrame(i);
      const code = this.#codeHolding(frame, now);
      if (code === undefined) return false;
      const at = chain.push(frame.address, code, frame.unit, true);
      chain.onHeap[at] = true;
      if (code.receiver !== undefined) chain.receivers[at] = frame.pointer(code.receiverAt);
      this.#fresh[i] = this.#stack[at] ?? new FrameObject(this.#memory, this.#layout);
      this.#stack[at] = frame;
    }
    return true;
  }

  /** The code of a frame, when the frame stands at a unit of it. */
  #codeHolding({ code: address, unit }: FrameObject, now: number): CodeObject | undefined {
    const code = this.#codes.at(address, now);
    if (code === undefined || holds(code, unit)) return code;
    const renewed = this.#codes.renewed(code, now);
    return renewed !== undefined && holds(renewed, unit) ? renewed : undefined;
  }

  /** The number of frames up to the first whose caller does not show that it calls it. */
  #provedDepth(): number {
    const { chain } = this;
    // A generator has no caller for a moment before and after it runs.
    if (this.depth === 0 && !this.#holds(0)) return 0;
    for (let i = Math.max(1, this.depth); i < chain.length; i++) {
      if (!this.#showsCall(i) && !this.#lasts(i)) return i;
    }
    return chain.length;
  }

  /** Whether the caller of a frame shows that it calls it; twice, when it is another instruction that most often does. */
  #showsCall(index: number): boolean {
    const { chain } = this;
    const caller = chain.codeAt(index - 1);
    const frame = this.#frame(index);
    if (!this.#evidence.ofCall(this.#frame(index - 1), caller, frame)) return false;
    const call = this.#callOf(index);
    if (call.isSecondary && !(this.#holds(index - 1) && this.#evidence.ofCall(this.#again, caller, frame)))
      return false;
    call.count(false);
    return true;
  }

  /**
   * Whether a frame and its caller were the same before and after. In a loop of a microsecond both may be so by chance, in other
   * rounds: where another instruction is known to call the one, that has to be so again and again.
   */
  #lasts(index: number): boolean {
    if (!this.#holds(index - 1)) return false;
    for (let looks = this.#callOf(index).isSecondary ? SECONDARY_LOOKS : 1; looks > 0; looks--) {
      if (!this.#holds(index) || !this.#holds(index - 1)) return false;
    }
    return true;
  }

  #callOf(index: number): SeenCall {
    const { chain } = this;
    return this.#habits.callOf(chain.codeAt(index - 1), chain.unitAt(index - 1), chain.codeAt(index));
  }

  #frame(index: number): FrameObject {
    return this.#stack[index] as FrameObject;
  }

  #holds(index: number): boolean {
    const frame = this.#frame(index);
    return this.#again.read(frame.address) && this.#again.isLike(frame);
  }

  #codesHold(now: number): boolean {
    for (let i = 0; i < this.depth; i++) {
      const code: CodeObject = this.chain.codeAt(i);
      const checked = this.#codes.checked(code, now);
      if (checked === undefined) return false;
      this.chain.codes[i] = checked;
    }
    return true;
  }
}

/** A frame that is being entered stands before the first unit. */
function holds(code: CodeObject, unit: number): boolean {
  return unit >= -1 && unit < code.unitCount;
}
