import { type CodeObject, PLAIN } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { FrameChain } from './frame-chain.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';

/** In an instruction that calls: its opcode, a counter, and the version of the function (`_PyCallCache`, pycore_code.h). */
const SITE_BYTES = 8;
const CACHED_VERSION = 4;

/** A call that is doubtful at so many looks of a tick is made: chance does not repeat itself. */
const MOST_DOUBTS = 6;
/** How long a call is taken for what it was when its instruction was looked at, in milliseconds. */
const TRUSTED_MILLIS = 100;
/** An instruction of which so many calls, and this share of all, are of other functions than it is specialized for tells nothing. */
const MOST_SITE_DOUBTS = 8;
const DOUBTED_SHARE = 0.25;
/** A finalizer can run while a function is left: this share of what an instruction led to is no chance. */
const FINALIZER_SHARE = 0.02;
/** What was seen long ago counts for half. */
const HALVED_AT = 1000;
/** Callees of one instruction that are remembered. */
const MOST_CALLEES = 64;

interface FrameRange {
  readonly from: number;
  readonly depth: number;
  readonly now: number;
}

interface Site {
  seen: number;
  doubted: number;
  readonly calls: Map<CodeObject, Call>;
}

/**
 * `plain`: the caller stands at an instruction that calls nothing. `other`: at one that is for another function.
 * `through-c`: C code called the frame, and the caller stands at an instruction that is for a Python function.
 */
type Doubt = 'none' | 'plain' | 'other' | 'through-c';

interface Call {
  readonly site: Site;
  seen: number;
  checkedAt: number;
  /** As it was when it was looked at. */
  isInlined: boolean;
  doubt: Doubt;
  /** The tick in which it was doubtful last, and at how many looks then. */
  doubtedAt: number;
  doubts: number;
}

/**
 * Whether callers call what stands above them. Copying a stack takes some ten nanoseconds from one cache line to the next, in
 * which a caller can return from one call and make another: then the copy has the caller at the first and the callee of the
 * second. A frame that no C code called stands above an instruction that calls; and one that was specialized keeps the version
 * of the function that it is for, and pushes frames of others only in passing. What does not agree is worth another look, unless
 * the instruction calls ever other functions.
 */
export class CallSites {
  readonly #memory: Memory;
  readonly #layout: DataStackLayout;
  readonly #codes: CodeTable;
  readonly #sites = new WeakMap<CodeObject, Map<number, Site>>();
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
  agree(chain: FrameChain, { from, depth, now }: FrameRange): boolean {
    let agrees = true;
    for (let i = Math.max(from, 1); i < depth; i++) {
      const call = this.#callAt(chain, i);
      const isInlined = chain.inlined[i] === true;
      if (now - call.checkedAt >= TRUSTED_MILLIS || isInlined !== call.isInlined) {
        call.doubt = this.#doubtOf(chain, i);
        call.isInlined = isInlined;
        call.checkedAt = now;
      }
      count(call, now);
      if (call.doubt !== 'none' && !isBelieved(call)) agrees = false;
    }
    return agrees;
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
    const call = this.#callOf(caller, unit, callee);
    this.#lastCalls[index] = call;
    this.#lastCallers[index] = caller;
    this.#lastUnits[index] = unit;
    this.#lastCallees[index] = callee;
    return call;
  }

  #callOf(caller: CodeObject, unit: number, callee: CodeObject): Call {
    let sites = this.#sites.get(caller);
    if (sites === undefined) {
      sites = new Map();
      this.#sites.set(caller, sites);
    }
    let site = sites.get(unit);
    if (site === undefined) {
      site = { seen: 0, doubted: 0, calls: new Map() };
      sites.set(unit, site);
    }
    let call = site.calls.get(callee);
    if (call === undefined) {
      call = {
        site,
        seen: 0,
        checkedAt: Number.NEGATIVE_INFINITY,
        isInlined: false,
        doubt: 'none',
        doubtedAt: Number.NEGATIVE_INFINITY,
        doubts: 0,
      };
      if (site.calls.size === MOST_CALLEES) site.calls.clear();
      site.calls.set(callee, call);
    }
    return call;
  }

  #doubtOf(chain: FrameChain, index: number): Doubt {
    const { opcodes } = this.#layout;
    const called = chain.functions[index] as number;
    const unit = chain.unitAt(index - 1);
    const isInlined = chain.inlined[index] === true;
    const caller = chain.codeAt(index - 1);
    const isPlain = !caller.isTrampoline && caller.callKindAt(unit, this.#codes.objects, opcodes) === PLAIN;
    if (isPlain) return isInlined ? 'plain' : 'none';
    const site = caller.instructionAt(unit, this.#codes.objects, opcodes);
    if (!this.#memory.read(site, this.#bytes, SITE_BYTES)) return 'none';
    const opcode = this.#bytes[0] as number;
    if (isInlined && opcodes.nativeCalls.includes(opcode)) return 'other';
    if (!opcodes.versionedCalls.includes(opcode)) return 'none';
    if (!isInlined) return 'through-c';
    const version = this.#bytes.readUInt32LE(CACHED_VERSION);
    const { code } = this.#layout.function;
    if (!this.#memory.read(called + code, this.#function, this.#function.length)) return 'none';
    const isMade =
      this.#function.readUInt32LE(this.#layout.function.version - code) === version &&
      pointerAt(this.#function, 0) === chain.codeAt(index).address;
    return isMade ? 'none' : 'other';
  }
}

function count(call: Call, now: number): void {
  const { site } = call;
  site.seen++;
  call.seen++;
  if (call.doubt !== 'none') {
    site.doubted++;
    if (call.doubtedAt !== now) call.doubts = 0;
    call.doubtedAt = now;
    if (call.doubts < MOST_DOUBTS) call.doubts++;
  }
  if (site.seen < HALVED_AT) return;
  // Whole numbers: V8 would give up on code that sees fractions where there were none, and compile it over and over.
  site.seen >>= 1;
  site.doubted >>= 1;
  for (const other of site.calls.values()) other.seen >>= 1;
}

/** Where nothing is called, all that was ever seen to be called is doubtful: that it is often seen proves nothing. */
function isBelieved({ site, seen, doubt, doubts }: Call): boolean {
  if (doubts === MOST_DOUBTS) return true;
  if (doubt === 'through-c') return seen >= MOST_SITE_DOUBTS && seen >= site.seen * FINALIZER_SHARE;
  return doubt === 'other' && tellsNothing(site);
}

function tellsNothing({ seen, doubted }: Site): boolean {
  return doubted >= MOST_SITE_DOUBTS && doubted >= seen * DOUBTED_SHARE;
}
