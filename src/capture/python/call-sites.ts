import { type CodeObject, PLAIN } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { FrameChain } from './frame-chain.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';

/** In an instruction that calls: its opcode, a counter, and the version of the function (`_PyCallCache`, pycore_code.h). */
const SITE_BYTES = 8;
const CACHED_VERSION = 4;

/** How long a call is taken for what it was when its instruction was looked at, in milliseconds. */
const TRUSTED_MILLIS = 100;
/** An instruction of which so many calls, and this share of all, are of other functions than it is specialized for tells nothing. */
const MOST_DOUBTS = 8;
const DOUBTED_SHARE = 0.25;
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

interface Call {
  readonly site: Site;
  checkedAt: number;
  isDoubtful: boolean;
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
      if (now - call.checkedAt >= TRUSTED_MILLIS) {
        call.isDoubtful = !this.#isMade(chain, i);
        call.checkedAt = now;
      }
      count(call);
      if (call.isDoubtful && !tellsNothing(call.site)) agrees = false;
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
      call = { site, checkedAt: Number.NEGATIVE_INFINITY, isDoubtful: false };
      if (site.calls.size === MOST_CALLEES) site.calls.clear();
      site.calls.set(callee, call);
    }
    return call;
  }

  /** False when the caller stands at an instruction that calls nothing, or another function. */
  #isMade(chain: FrameChain, index: number): boolean {
    const { opcodes } = this.#layout;
    const called = chain.functions[index] as number;
    const unit = chain.unitAt(index - 1);
    if (chain.inlined[index] !== true) return true;
    const caller = chain.codeAt(index - 1);
    if (!caller.isTrampoline && caller.callKindAt(unit, this.#codes.objects, opcodes) === PLAIN) return false;
    const site = caller.instructionAt(unit, this.#codes.objects, opcodes);
    if (!this.#memory.read(site, this.#bytes, SITE_BYTES)) return true;
    if (!opcodes.versionedCalls.includes(this.#bytes[0] as number)) return true;
    const version = this.#bytes.readUInt32LE(CACHED_VERSION);
    const { code } = this.#layout.function;
    if (!this.#memory.read(called + code, this.#function, this.#function.length)) return true;
    return (
      this.#function.readUInt32LE(this.#layout.function.version - code) === version &&
      pointerAt(this.#function, 0) === chain.codeAt(index).address
    );
  }
}

function count({ site, isDoubtful }: Call): void {
  site.seen++;
  if (isDoubtful) site.doubted++;
  if (site.seen < HALVED_AT) return;
  site.seen /= 2;
  site.doubted /= 2;
}

function tellsNothing({ seen, doubted }: Site): boolean {
  return doubted >= MOST_DOUBTS && doubted >= seen * DOUBTED_SHARE;
}
