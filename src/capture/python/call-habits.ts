import type { CodeObject } from './code-object.ts';

/** What was seen long ago counts for half. */
const HALVED_AT = 1000;
/** Calls of one caller that are remembered. */
const MOST_CALLS = 1024;
/** Where a callee is seen at this share of all calls of it by one caller, or less, it is called by another instruction. */
const STRAY_SHARE = 0.05;
/** The same where more than most of what is seen are other callees. */
const OTHERS_SHARE = 0.8;
const STRAY_AMONG_OTHERS_SHARE = 0.2;

/** What was seen so often is no chance. */
const USUAL_TIMES = 3;

/** What one instruction was seen to lead to. */
interface Site<Call = SeenCall> {
  seen: number;
  doubted: number;
  readonly calls: Map<CodeObject, Call>;
}

/** What one caller was seen to lead to, by whichever instruction. */
interface Callee {
  seen: number;
  readonly calls: SeenCall[];
}

interface Caller<Call> {
  calls: number;
  /** By code unit + 1: that of a frame that has not begun is -1. */
  readonly sites: Site<Call>[];
  readonly callees: Map<CodeObject, Callee>;
}

/** A callee above an instruction of its caller, and how often it was seen there. */
export class SeenCall {
  readonly site: Site;
  readonly #callee: Callee;
  /** Of what is seen of the instruction. */
  seen = 0;
  /** Of what is seen of the callee. */
  #ofCallee = 0;

  constructor(site: Site, callee: Callee) {
    this.site = site;
    this.#callee = callee;
    callee.calls.push(this);
  }

  count(isDoubtful: boolean): void {
    const { site } = this;
    const callee = this.#callee;
    this.seen++;
    this.#ofCallee++;
    if (isDoubtful) site.doubted++;
    if (++site.seen >= HALVED_AT) {
      // Whole numbers: V8 would give up on code that sees fractions where there were none, and compile it over and over.
      site.seen >>= 1;
      site.doubted >>= 1;
      for (const call of site.calls.values()) call.seen >>= 1;
    }
    if (++callee.seen >= HALVED_AT) {
      callee.seen >>= 1;
      for (const call of callee.calls) call.#ofCallee >>= 1;
    }
  }

  /** Whether the caller was seen to call the callee more often by other instructions. */
  get isSecondary(): boolean {
    return this.#ofCallee * 2 < this.#callee.seen;
  }

  /**
   * Whether this is no chance: the instruction most often calls the callee, or of those that most often call others none more
   * often does. How often it is seen at one of two instructions that follow on each other depends on how a processor copies.
   */
  get isUsual(): boolean {
    const times = this.#ofCallee;
    if (times < USUAL_TIMES) return false;
    if (this.#isMostOfSite) return true;
    return this.#callee.calls.every((other) => other.#ofCallee <= times && !other.#isMostOfSite);
  }

  get #isMostOfSite(): boolean {
    for (const other of this.site.calls.values()) if (other.seen > this.seen) return false;
    return true;
  }

  /** Whether the caller often calls the callee, but by another instruction. `callsNothing`: this one is of no call. */
  isStray(callsNothing: boolean): boolean {
    const share = this.#ofCallee / this.#callee.seen;
    if (this.seen < this.site.seen * (1 - OTHERS_SHARE)) return share < STRAY_AMONG_OTHERS_SHARE;
    return callsNothing && share < STRAY_SHARE;
  }
}

/**
 * Which instructions of a caller its callees were seen above. A caller that goes on from one call to the next while it is copied
 * seems to make the second by the instruction of the first; that is seldom seen there, and often where it belongs.
 */
export class CallHabits<Call extends SeenCall> {
  readonly #newCall: new (
    site: Site,
    callee: Callee,
  ) => Call;
  readonly #callers = new WeakMap<CodeObject, Caller<Call>>();

  constructor(newCall: new (site: Site, callee: Callee) => Call) {
    this.#newCall = newCall;
  }

  callOf(code: CodeObject, unit: number, called: CodeObject): Call {
    let caller = this.#callers.get(code);
    if (caller === undefined || caller.calls === MOST_CALLS) {
      caller = { calls: 0, sites: [], callees: new Map() };
      this.#callers.set(code, caller);
    }
    let site = caller.sites[unit + 1];
    if (site === undefined) {
      site = { seen: 0, doubted: 0, calls: new Map() };
      caller.sites[unit + 1] = site;
    }
    const known = site.calls.get(called);
    if (known !== undefined) return known;
    let callee = caller.callees.get(called);
    if (callee === undefined) {
      callee = { seen: 0, calls: [] };
      caller.callees.set(called, callee);
    }
    const call = new this.#newCall(site, callee);
    site.calls.set(called, call);
    caller.calls++;
    return call;
  }
}
