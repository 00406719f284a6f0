import { CallHabits, SeenCall } from './call-habits.ts';
import { type CodeObject, PLAIN, RESUMES_GENERATOR } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { FrameChain } from './frame-chain.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';

/** In an instruction that calls: its opcode, a counter, and the version of the function (`_PyCallCache`, pycore_code.h). */
export const SITE_BYTES = 8;
export const CACHED_VERSION = 4;

/** A call that is doubtful at so many looks of a tick is made: chance does not repeat itself. */
const MOST_DOUBTS = 6;
/**
 * How long a call is taken for what it was when its instruction was looked at, in milliseconds: for a share of the time that it was
 * seen to be that. One that is not what its instruction is for may be by now.
 */
const TRUSTED_SHARE = 0.1;
const LEAST_TRUSTED_MILLIS = 100;
const MOST_TRUSTED_MILLIS = 1000;
/** An instruction of which so many calls, and this share of all, are of other functions than it is specialized for tells nothing. */
const MOST_SITE_DOUBTS = 8;
const DOUBTED_SHARE = 0.25;
/** A finalizer can run while a function is left: this share of what an instruction led to is no chance. */
const FINALIZER_SHARE = 0.02;
/** Where so many calls of an instruction are proved, a generator is resumed there that is this share of them. */
const MOST_UNSURE = 100;
const LEAST_PROVED_SHARE = 0.01;
/** What was seen less often may be chance. */
const LEAST_SEEN = 4;
/** Elsewhere one that so often seems to be, and in this share of what seems so. */
const LEAST_RESUMED = 3;
const LEAST_RESUMED_SHARE = 0.1;

interface FrameRange {
  readonly from: number;
  readonly depth: number;
  readonly now: number;
  /** They were doubtful at the look before this one. */
  readonly isAgain: boolean;
}

/**
 * `plain`: the caller stands at an instruction that calls nothing. `other`: at one that is for another function.
 * `through-c`: C code called the frame, and the caller stands at an instruction that is for a Python function. `made`: the
 * instruction is for this very function.
 */
type Doubt = 'none' | 'made' | 'plain' | 'other' | 'through-c';

class Call extends SeenCall {
  trustedUntil: number = Number.NEGATIVE_INFINITY;
  /** Since when it was seen to be what it is; Infinity: it was not looked at. */
  sameSince: number = Number.POSITIVE_INFINITY;
  /** As it was when it was looked at. */
  isInlined = false;
  callsNothing = false;
  doubt: Doubt = 'none';
  /** A function that had the callee's code. */
  function = 0;
  /** The tick in which it was doubtful last, and at how many looks then. */
  doubtedAt: number = Number.NEGATIVE_INFINITY;
  doubts = 0;
}

/**
 * Whether callers call what stands above them. Copying a stack takes some ten nanoseconds from one cache line to the next, in
 * which a caller can return from one call and make another: then the copy has the caller at the first and the callee of the
 * second. A frame that no C code called stands above an instruction that calls; and one that was specialized keeps the version
 * of the function that it is for, and pushes frames of others only in passing. A frame's code is that of its function. And what
 * C code was called for no instruction tells, but a caller calls most functions by one instruction or a few (see CallHabits).
 * What does not agree is worth another look, unless the instruction calls ever other functions.
 */
export class CallSites {
  readonly #memory: Memory;
  readonly #layout: DataStackLayout;
  readonly #codes: CodeTable;
  readonly #habits = new CallHabits(Call);
  readonly #resumed = new CallHabits(SeenCall);
  /**
   * Of the calls that `agree` looked at last one was hardly ever seen, or is believed though its instruction tells of another:
   * chance may have made it.
   */
  isUnsure = false;
  /** Of each frame the call that led to it when it was looked at last, and what that was. */
  readonly #lastCalls: Call[] = [];
  readonly #lastCallers: CodeObject[] = [];
  readonly #lastUnits: number[] = [];
  readonly #lastCallees: CodeObject[] = [];
  readonly #bytes = Buffer.alloc(SITE_BYTES);
  /** Of a function object, from its code to its version. */
  readonly #function: Buffer;

  constructor(memory: Memory, layout: DataStackLayout, codes: CodeTable) {
    this.#memory = memory;
    this.#layout = layout;
    this.#codes = codes;
    this.#function = Buffer.alloc(layout.function.version + 4 - layout.function.code);
  }

  /** Whether no call of the frames from `from` to `depth` is doubtful. `now` is the sampler's clock in milliseconds. */
  agree(chain: FrameChain, { from, depth, now, isAgain }: FrameRange): boolean {
    let agrees = true;
    this.isUnsure = false;
    for (let i = Math.max(from, 1); i < depth; i++) {
      // What is only told is no evidence.
      if (chain.isTold(i) || chain.isTold(i - 1)) continue;
      const call = this.#callAt(chain, i);
      const isInlined = chain.inlined[i] === true;
      if (now >= call.trustedUntil || isInlined !== call.isInlined)
        this.#check(call, chain, { index: i, now });
      // What is looked at again is seen again, which makes it no more usual.
      const isContradicted = contradicts(call.doubt);
      if (!isAgain || !isContradicted) call.count(isContradicted);
      const isDoubtful = this.#isDoubtful(call, chain, i);
      if (isDoubtful && !lasts(call, now)) agrees = false;
      if (isDoubtful || isRare(call) || call.doubt === 'plain' || call.doubt === 'through-c')
        this.isUnsure = true;
    }
    return agrees;
  }

  /** Whether all calls of the frames from `from` to `depth` are known; `agree` says so of no generator that is too short for it. */
  knows(chain: FrameChain, { from, depth }: FrameRange): boolean {
    let knows = true;
    for (let i = Math.max(from, 1); i < depth; i++) {
      const isKnown = chain.isOnHeap(i) ? this.#isResumed(chain, i) : this.#callAt(chain, i).seen > 1;
      knows &&= isKnown;
    }
    return knows;
  }

  /**
   * Whether a generator is what the frame below it resumes, as it seems: memory that was given to another would say so too. That
   * is a small part of what an instruction leads to, by what was proved, or where nothing is, by what seems so.
   */
  #isResumed(chain: FrameChain, index: number): boolean {
    const seeming = this.#resumed.callOf(
      chain.codeAt(index - 1),
      chain.unitAt(index - 1),
      chain.codeAt(index),
    );
    seeming.count(false);
    const { seen, site } = this.#callAt(chain, index);
    if (site.seen >= MOST_UNSURE) return seen >= site.seen * LEAST_PROVED_SHARE;
    return (
      !seeming.isSecondary &&
      seeming.seen >= LEAST_RESUMED &&
      seeming.seen >= seeming.site.seen * LEAST_RESUMED_SHARE
    );
  }

  #check(
    call: Call,
    chain: FrameChain,
    { index, now }: { readonly index: number; readonly now: number },
  ): void {
    const { doubt, isInlined } = call;
    call.isInlined = chain.inlined[index] === true;
    call.callsNothing = this.#callsNothing(chain, index - 1);
    call.doubt = this.#doubtOf(chain, index, call.callsNothing);
    const isSame = call.doubt === doubt && call.isInlined === isInlined && !contradicts(doubt);
    call.sameSince = isSame ? Math.min(call.sameSince, now) : now;
    const trusted = (now - call.sameSince) * TRUSTED_SHARE;
    call.trustedUntil = now + Math.min(MOST_TRUSTED_MILLIS, Math.max(LEAST_TRUSTED_MILLIS, trusted));
  }

  #isDoubtful(call: Call, chain: FrameChain, index: number): boolean {
    const called = chain.functions[index] as number;
    const callee = chain.codeAt(index);
    if (called !== 0 && called !== call.function && !callee.isTrampoline) {
      if (!this.#hasCode(called, callee)) return true;
      call.function = called;
    }
    const { doubt, callsNothing } = call;
    return doubt === 'none' ? call.isStray(callsNothing) : doubt !== 'made' && !isUsual(call);
  }

  #callAt(chain: FrameChain, index: number): Call {
    const caller = chain.codeAt(index - 1);
    const unit = chain.unitAt(index - 1);
    const callee = chain.codeAt(index);
    const isLast =
      this.#lastCallers[index] === caller &&
      this.#lastUnits[index] === unit &&
      this.#lastCallees[index] === callee;
    if (isLast) return this.#lastCalls[index] as Call;
    const call = this.#habits.callOf(caller, unit, callee);
    this.#lastCalls[index] = call;
    this.#lastCallers[index] = caller;
    this.#lastUnits[index] = unit;
    this.#lastCallees[index] = callee;
    return call;
  }

  /** Whether the frame at an index calls nothing without C code between, or generators alone and the one above it is none. */
  #callsNothing(chain: FrameChain, index: number): boolean {
    const code = chain.codeAt(index);
    const kind = code.callKindAt(chain.unitAt(index), this.#codes.objects, this.#layout.opcodes);
    if (code.isTrampoline) return false;
    return kind === PLAIN || (kind === RESUMES_GENERATOR && !chain.isOnHeap(index + 1));
  }

  #doubtOf(chain: FrameChain, index: number, callsNothing: boolean): Doubt {
    const { opcodes } = this.#layout;
    const called = chain.functions[index] as number;
    const isInlined = chain.inlined[index] === true;
    if (callsNothing) return isInlined ? 'plain' : 'none';
    const caller = chain.codeAt(index - 1);
    const site = caller.instructionAt(chain.unitAt(index - 1), this.#codes.objects, opcodes);
    if (!this.#memory.read(site, this.#bytes, SITE_BYTES)) return 'none';
    const opcode = this.#bytes[0] as number;
    if (isInlined && opcodes.nativeCalls.includes(opcode)) return 'other';
    if (!opcodes.versionedCalls.includes(opcode)) return 'none';
    if (!isInlined) return 'through-c';
    const version = this.#bytes.readUInt32LE(CACHED_VERSION);
    if (!this.#hasCode(called, chain.codeAt(index))) return 'other';
    const { function: layout } = this.#layout;
    return this.#function.readUInt32LE(layout.version - layout.code) === version ? 'made' : 'other';
  }

  /** Whether a function has this code; reads it as far as its version. */
  #hasCode(called: number, code: CodeObject): boolean {
    const from = called + this.#layout.function.code;
    const isRead = this.#memory.read(from, this.#function, this.#function.length);
    return isRead && pointerAt(this.#function, 0) === code.address;
  }
}

function contradicts(doubt: Doubt): boolean {
  return doubt !== 'none' && doubt !== 'made';
}

/** Where nothing is called, all that was ever seen to be called is doubtful: that it is often seen proves nothing. */
function isUsual(call: Call): boolean {
  const { site, seen, doubt } = call;
  if (doubt === 'plain' || call.isStray(call.callsNothing)) return false;
  if (doubt === 'through-c') return seen >= MOST_SITE_DOUBTS && seen >= site.seen * FINALIZER_SHARE;
  return site.doubted >= MOST_SITE_DOUBTS && site.doubted >= site.seen * DOUBTED_SHARE;
}

function isRare({ seen, site }: Call): boolean {
  return seen < LEAST_SEEN || seen < site.seen * LEAST_PROVED_SHARE;
}

/** Whether it was seen at so many looks of the tick that it is no chance. */
function lasts(call: Call, now: number): boolean {
  if (call.doubtedAt !== now) call.doubts = 0;
  call.doubtedAt = now;
  if (call.doubts < MOST_DOUBTS) call.doubts++;
  return call.doubts === MOST_DOUBTS;
}
