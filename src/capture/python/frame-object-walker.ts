import { CallEvidence } from './call-evidence.ts';
import { CallHabits, SeenCall } from './call-habits.ts';
import { CalledNames } from './called-names.ts';
import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import { CycleFinder } from './cycle-finder.ts';
import { FrameChain } from './frame-chain.ts';
import { FrameCopies } from './frame-copies.ts';
import { FrameObject } from './frame-object.ts';
import type { FrameObjectsLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';
import { RecentCalls } from './recent-calls.ts';
import type { StackWalker, WalkOutcome } from './stack-walker.ts';

/** The first try reads every frame, the others what changed since. */
const MOST_TRIES = 40;
/** Looks at a call and its caller that have to find both as they were, when another instruction most often makes the call. */
const SECONDARY_LOOKS = 4;
/** After so many tries the thread moves on faster than it is read. */
const PATIENCE_TRIES = 4;
/** Frames that were left, beyond as many as a stack has, that are read in search of one that stands. */
const MOST_LEFT = 64;
/** Innermost frames that are read one by one before those below them are copied together. */
const MOST_READ_ALONE = 3;
/** Deeper is garbage. */
const MOST_FRAMES = 100_000;

/**
 * Walks the frame objects of CPython 3.8 to 3.10 while the thread runs on: a read for each of the innermost, and one for all that lie
 * near each other of the others. Those that stand as they did at the walk before are only compared. Two neighbours are taken for
 * caller and callee when the callee's `f_back` is the caller, both execute, and the caller shows that it calls just that code
 * (see CallEvidence) or both were the same before and after. What lies above a pair that shows neither is read again. A copy of a
 * caller is not of one moment either: what it calls may be on its value stack before or after it stands at the instruction for
 * that. So a call that it more often makes by another instruction has to show in two copies, unless this one is for a function of that name. A thread that moves on faster than it is
 * read has its stack put together of frames that stand still and calls that were seen lately (see RecentCalls).
 */
export class FrameObjectWalker implements StackWalker {
  readonly chain: FrameChain = new FrameChain();
  depth = 0;
  readonly above = 'none';
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
  readonly #names: CalledNames;
  readonly #habits = new CallHabits(SeenCall);
  readonly #pointer = Buffer.alloc(8);
  /** The frames of the chain. */
  readonly #stack: FrameObject[] = [];
  /** Those of one try that are not in the stack yet, the innermost first. */
  readonly #fresh: FrameObject[] = [];
  readonly #again: FrameObject;
  readonly #cycles = new CycleFinder();
  readonly #copies: FrameCopies;
  readonly #recent = new RecentCalls();
  #freshCount = 0;
  /** Of `#fresh`, those that were read in this try: the frames that are fresh, and the one that they end at. */
  #copyCount = 0;
  /** Of those that are fresh, the outermost that the chain has by now. */
  #pushedCount = 0;
  /** The addresses of the frames of the walk before, 0 for those that were put together. */
  readonly #before: number[] = [];
  /** When this walk began, and the one before. */
  #walkedAt = 0;
  #walkedBefore = 0;
  /** The outermost frames of the walk before that are proved and as they were read; 0 as soon as they are looked at again. */
  #owned = 0;
  /** Of the frames of the chain, the try in which each was first seen. */
  readonly #seenAt: number[] = [];
  /** The innermost frame when the walk began: whether it could be read, and its code, with instruction and first local. */
  #isTickRead = false;
  #tickCode: CodeObject | undefined;
  #tickUnit = 0;
  #tickReceiver = 0;

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
    this.#names = new CalledNames(codes.objects, layout);
    this.#again = new FrameObject(memory, layout);
    this.#copies = new FrameCopies(memory);
  }

  builtIn(): undefined {
    // These versions keep no pointer into the value stack while a frame executes.
  }

  walk(now: number): WalkOutcome {
    const { chain } = this;
    this.#begin();
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (tries > 0) this.retries++;
      const address = this.#currentFrame();
      if (address === undefined) return 'gone';
      if (address === 0) return 'idle';
      if (tries === 0) this.#beginAt(address, now);
      const isRead = this.#readFrames(address, tries === 0);
      if (this.#owned > 0) this.#keepStanding(this.#owned);
      if (isRead && this.#extendChain(now, tries)) {
        this.depth = this.#provedDepth(now);
        const isWhole = this.depth === chain.length && this.#codesHold(now);
        if (isWhole && (tries >= PATIENCE_TRIES || this.#hasTickFrame())) return 'whole';
      }
      this.#noteCalls(now);
      if (!isRead && chain.length === 0) this.#readStanding(now, tries);
      if ((tries + 1) % PATIENCE_TRIES === 0 && this.#leadsToTick(now)) return 'whole';
    }
    return this.depth > 0 && this.#codesHold(now) ? 'cut' : 'none';
  }

  /** Forgets the walk before, but for what may stand still. */
  #begin(): void {
    const { chain } = this;
    this.#owned = 0;
    while (this.#owned < this.depth && this.#isOwn(this.#owned)) this.#owned++;
    this.#before.length = chain.length;
    for (let i = 0; i < chain.length; i++) this.#before[i] = chain.addressAt(i);
    chain.length = 0;
    this.depth = 0;
    this.innermost = 0;
    this.#tickCode = undefined;
    this.#copies.startWalk();
  }

  #isOwn(index: number): boolean {
    // Of a frame that was put together there may be no copy at all.
    const frame = this.#stack[index];
    return frame?.address === this.chain.addressAt(index) && frame.unit === this.chain.unitAt(index);
  }

  /**
   * Begins the chain with the outermost frames of the walk before, `most` of them, that stand as they did: what was proved of
   * them holds still.
   */
  #keepStanding(most: number): void {
    let count = 0;
    while (count < most && this.#stands(count)) this.#seenAt[count++] = 0;
    this.chain.length = count;
    this.depth = count;
    // The calls of the others lasted until the walk before.
    for (let i = Math.max(1, count); i < this.#owned; i++) {
      if (this.#callOf(i).isUsual) this.#remember(i, this.#walkedBefore);
    }
    this.#owned = 0;
  }

  #stands(index: number): boolean {
    const code = this.chain.codeAt(index);
    const slots = code.depths(this.#codes.objects, this.#layout).depths[this.chain.unitAt(index)] ?? 0;
    return !code.isReplaced && this.#frame(index).stands(Math.max(0, slots), this.#copies);
  }

  #hasTickFrame(): boolean {
    const code = this.chain.codes[this.chain.indexOf(this.innermost)];
    return code !== undefined && code.address === this.innermostCode;
  }

  /**
   * Puts the frame in which the thread was at the tick above those that stand still, by the calls that were seen in the last moments: it
   * was left before its callers could be read. False when none lead there.
   */
  #leadsToTick(now: number): boolean {
    const { chain } = this;
    const code = this.#tickCode;
    if (code === undefined || this.depth === 0) return false;
    chain.length = this.depth;
    // A frame that was entered since the tick may stand as well as one that stood before.
    const isFound =
      this.#recent.appendPath(code, chain, this.#countStanding(), now) ||
      this.#recent.appendPath(code, chain, this.#countKept(), now);
    if (!isFound) return false;
    const at = chain.push(this.innermost, code, this.#tickUnit, true);
    chain.onHeap[at] = true;
    chain.receivers[at] = this.#tickReceiver;
    this.depth = chain.length;
    if (this.#codesHold(now)) return true;
    this.#cutBack(0);
    return false;
  }

  /** The outermost frames that are there since the first read of the walk. */
  #countStanding(): number {
    const first = this.#seenAt[0] as number;
    let count = 0;
    while (count < this.chain.length && this.#seenAt[count] === first) count++;
    return count;
  }

  /** The outermost frames that were there in the walk before. */
  #countKept(): number {
    const { chain } = this;
    const most = Math.min(chain.length, this.#before.length);
    let count = 0;
    while (count < most && chain.addressAt(count) === this.#before[count]) count++;
    return count;
  }

  /** The thread's innermost frame; 0: none. */
  #currentFrame(): number | undefined {
    const place = this.#thread + this.#layout.thread.currentFrame;
    return this.#memory.read(place, this.#pointer, 8) ? pointerAt(this.#pointer, 0) : undefined;
  }

  /**
   * From a frame down to one that the stack has as it is, and is cut back to, or to the end. False: one of them does not execute, so
   * that it is left since its address was read, or not entered yet. `isFirst`: the innermost one is read already.
   */
  #readFrames(from: number, isFirst = false): boolean {
    this.#freshCount = 0;
    this.#copyCount = 0;
    this.#pushedCount = 0;
    this.#copies.forget();
    const cycles = this.#cycles.start();
    for (let address = from; address !== 0; ) {
      if (this.#freshCount === MOST_FRAMES || cycles.closesWith(address)) return false;
      const frame = this.#freshFrame(this.#freshCount);
      if (!this.#isReadInto(frame, address, isFirst)) return false;
      this.#copyCount = this.#freshCount + 1;
      if (!frame.executing) return false;
      const known = this.chain.indexOf(address);
      if (known >= 0 && (this.#stack[known] as FrameObject).isLike(frame)) {
        this.#cutBack(known + 1);
        return true;
      }
      this.#freshCount++;
      if (this.#owned > 0) {
        const before = this.#indexBefore(frame);
        if (before >= 0) this.#keepStanding(before);
        else if (this.#freshCount === MOST_READ_ALONE) this.#keepStanding(this.#owned);
      }
      address = frame.back;
    }
    this.#cutBack(0);
    return true;
  }

  /** What moves most is read for itself. The innermost frame of the first try was already. */
  #isReadInto(frame: FrameObject, address: number, isFirst: boolean): boolean {
    if (isFirst && this.#freshCount === 0) return this.#isTickRead;
    const isAlone = isFirst ? this.#owned > 0 : this.#freshCount < MOST_READ_ALONE;
    return isAlone ? frame.read(address) : frame.take(address, this.#copies);
  }

  /** Of the frames that are kept from the walk before, the innermost that is as a copy shows it; -1: none. */
  #indexBefore(frame: FrameObject): number {
    let index = this.#owned - 1;
    while (index >= 0 && this.chain.addresses[index] !== frame.address) index--;
    return index >= 0 && this.#frame(index).isLike(frame) ? index : -1;
  }

  /**
   * The outer part of the stack, from the innermost frame of the walk before that executes still, or again. Another thread may have
   * that frame by now: its outermost one is another.
   */
  #readStanding(now: number, tries: number): void {
    let reads = 0;
    for (let i = this.#before.length - 1; i >= 0 && reads <= this.#before.length + MOST_LEFT; i--) {
      const address = this.#before[i] as number;
      if (address === 0) continue;
      if (!this.#readFrames(address)) {
        reads += this.#copyCount;
        continue;
      }
      const isOurs = this.#extendChain(now, tries) && this.chain.addresses[0] === this.#before[0];
      if (isOurs) this.depth = this.#provedDepth(now);
      else this.#cutBack(0);
      return;
    }
  }

  /** What the innermost frame tells, which is read at once: at the tick the thread was in it. */
  #beginAt(address: number, now: number): void {
    const frame = this.#freshFrame(0);
    this.#isTickRead = frame.read(address);
    this.#walkedBefore = this.#walkedAt;
    this.#walkedAt = now;
    this.innermost = address;
    this.innermostCode = this.#isTickRead ? frame.code : 0;
    const code = this.#isTickRead ? this.#codeHolding(frame, now) : undefined;
    this.#tickCode = code;
    if (code === undefined) return;
    this.#tickUnit = frame.unit;
    this.#tickReceiver = receiverOf(frame, code);
  }

  /** Remembers the calls that the copies of a try show, also where they do not make up a stack. */
  #noteCalls(now: number): void {
    let callerFrame: FrameObject | undefined;
    let caller: CodeObject | undefined;
    let shown: CodeObject | undefined;
    for (let i = this.#copyCount - 1; i >= 0; i--) {
      const frame = this.#copyOf(i);
      const code = this.#codeHolding(frame, now);
      if (code === undefined || !frame.executing) shown = undefined;
      else {
        if (callerFrame !== undefined && caller !== undefined && shown !== code)
          this.#noteLink(callerFrame, caller, frame, code, now);
        shown = this.#noteShown(frame, code, now);
      }
      callerFrame = frame;
      caller = code;
    }
  }

  /**
   * A frame that executes is called by its `f_back`, which was read some time later and may do something else by then. A generator that is
   * too short to be proved is seen on its value stack now and then.
   */
  #noteLink(
    frame: FrameObject,
    caller: CodeObject,
    callee: FrameObject,
    code: CodeObject,
    now: number,
  ): void {
    let unit = this.#recent.unitOf(code, caller);
    if (
      unit === undefined &&
      code.isGenerator &&
      frame.executing &&
      !this.#names.isStray(caller, frame.unit, code) &&
      this.#evidence.ofCall(frame, caller, callee)
    ) {
      const call = this.#habits.callOf(caller, frame.unit, code);
      call.count(false);
      if (call.isUsual) unit = frame.unit;
    }
    if (unit !== undefined) this.#recent.add(code, caller, unit, receiverOf(frame, caller), now);
  }

  /** The function that a frame is seen to call. */
  #noteShown(frame: FrameObject, code: CodeObject, now: number): CodeObject | undefined {
    const address = this.#evidence.calledBy(frame, code);
    const called = address === 0 ? undefined : this.#codes.at(address, now);
    if (called === undefined) return undefined;
    this.#names.note(code, called);
    if (this.#names.isStray(code, frame.unit, called)) return called;
    const call = this.#habits.callOf(code, frame.unit, called);
    call.count(false);
    if (call.isUsual) this.#recent.add(called, code, frame.unit, receiverOf(frame, code), now);
    return called;
  }

  /** A copy of this try, which may be part of the chain by now. */
  #copyOf(index: number): FrameObject {
    const isInChain = index < this.#freshCount && index >= this.#freshCount - this.#pushedCount;
    if (!isInChain) return this.#freshFrame(index);
    return this.#frame(this.chain.length - this.#pushedCount + this.#freshCount - 1 - index);
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

  #extendChain(now: number, tries: number): boolean {
    const { chain } = this;
    for (let i = this.#freshCount - 1; i >= 0; i--) {
      const frame = this.#freshFrame(i);
      const code = this.#codeHolding(frame, now);
      if (code === undefined) return false;
      const at = chain.push(frame.address, code, frame.unit, true);
      chain.onHeap[at] = true;
      chain.receivers[at] = receiverOf(frame, code);
      this.#seenAt[at] = tries;
      this.#fresh[i] = this.#stack[at] ?? new FrameObject(this.#memory, this.#layout);
      this.#stack[at] = frame;
      this.#pushedCount++;
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
  #provedDepth(now: number): number {
    const { chain } = this;
    // A generator has no caller for a moment before and after it runs.
    if (this.depth === 0 && !this.#holds(0)) return 0;
    for (let i = Math.max(1, this.depth); i < chain.length; i++) {
      const call = this.#callOf(i);
      const caller = chain.codeAt(i - 1);
      const unit = chain.unitAt(i - 1);
      const isStray = this.#names.isStray(caller, unit, chain.codeAt(i));
      const isSecondary = call.isSecondary && !this.#names.isNamed(caller, unit, chain.codeAt(i));
      if ((isStray || !this.#showsCall(i, isSecondary)) && !this.#lasts(i, isStray || isSecondary)) return i;
      if (call.seen === 0) this.#names.note(caller, chain.codeAt(i));
      call.count(false);
      if (call.isUsual) this.#remember(i, now);
    }
    return chain.length;
  }

  #remember(index: number, now: number): void {
    const { chain } = this;
    const caller = index - 1;
    this.#recent.add(
      chain.codeAt(index),
      chain.codeAt(caller),
      chain.unitAt(caller),
      chain.receiverAt(caller),
      now,
    );
  }

  /** Whether the caller of a frame shows that it calls it; twice, when it is another instruction that most often does. */
  #showsCall(index: number, isSecondary: boolean): boolean {
    const caller = this.chain.codeAt(index - 1);
    const frame = this.#frame(index);
    if (!this.#evidence.ofCall(this.#frame(index - 1), caller, frame)) return false;
    if (!isSecondary) return true;
    return this.#holds(index - 1) && this.#evidence.ofCall(this.#again, caller, frame);
  }

  /**
   * Whether a frame and its caller were the same before and after. In a loop of a microsecond both may be so by chance, in other
   * rounds: where another instruction is known to call the one, that has to be so again and again.
   */
  #lasts(index: number, isDoubtful: boolean): boolean {
    if (!this.#holds(index - 1)) return false;
    for (let looks = isDoubtful ? SECONDARY_LOOKS : 1; looks > 0; looks--) {
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

/** What the first local of a method holds. */
function receiverOf(frame: FrameObject, code: CodeObject): number {
  return code.receiver === undefined ? 0 : frame.pointer(code.receiverAt);
}

/** A frame that is being entered stands before the first unit. */
function holds(code: CodeObject, unit: number): boolean {
  return unit >= -1 && unit < code.unitCount;
}
