import { BuiltInCalls } from './built-in-calls.ts';
import { CallSites } from './call-sites.ts';
import { ClearedCodes } from './cleared-codes.ts';
import type { CodeTable } from './code-table.ts';
import type { FrameChain } from './frame-chain.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import type { Liveness } from './liveness.ts';
import type { Memory } from './process-memory.ts';
import { ProgramPace } from './program-pace.ts';
import { type Resumed, ResumedGenerators } from './resumed-generators.ts';
import { SavedStackTops } from './saved-stack-tops.ts';
import type { StackWalker, WalkOutcome } from './stack-walker.ts';
import { ThreadSnapshot } from './thread-snapshot.ts';

/** A transition takes nanoseconds, a try a few microseconds: what is not proved after so many tries is not by chance. */
const MOST_TRIES = 24;
/** By then it is hardly a transition, but may be a code object in whose place another one stands, or a thread that stands still. */
const FIRST_SUSPICIOUS_TRY = 3;
/** Frames that did not change are looked at all the same after so many milliseconds, or when their code has to be. */
const WHOLE_LOOK_MILLIS = 20;

/** Ticks from one look at the program's pace to the next. */
const TICKS_A_LOOK = 4;

/** Walks the data stack of CPython 3.11 and later. */
export class DataStackWalker implements StackWalker {
  depth = 0;
  retries = 0;
  readonly #snapshot: ThreadSnapshot;
  readonly #codes: CodeTable;
  readonly #liveness: Liveness;
  readonly #sites: CallSites;
  readonly #builtIns: BuiltInCalls;
  /** The outermost frames that are what they were when their code and calls were looked at. */
  #sure = 0;
  #sureUntil = Number.NEGATIVE_INFINITY;
  #isIdle = false;
  readonly #resumed: ResumedGenerators;
  readonly #pace = new ProgramPace();
  #ticks = 0;
  #tickAt = Number.NEGATIVE_INFINITY;
  /** The last walk is of the moment of its copy. */
  #isOfCopy = false;
  above: Resumed = 'none';

  constructor(
    memory: Memory,
    layout: DataStackLayout,
    { codes, thread }: { readonly codes: CodeTable; readonly thread: number },
  ) {
    this.#codes = codes;
    this.#sites = new CallSites(memory, layout, codes);
    this.#snapshot = new ThreadSnapshot(memory, layout, { codes, thread });
    this.#builtIns = new BuiltInCalls(memory, layout, { snapshot: this.#snapshot, codes });
    this.#resumed = new ResumedGenerators(layout, { codes, snapshot: this.#snapshot });
    this.#liveness =
      layout.frame.stackTop === undefined
        ? new ClearedCodes(this.#snapshot)
        : new SavedStackTops(this.#snapshot, codes, layout.opcodes);
  }

  get chain(): FrameChain {
    return this.#snapshot.chain;
  }

  get innermost(): number {
    return this.#isOfCopy ? 0 : this.#snapshot.tick.innermost;
  }

  get innermostCode(): number {
    return this.#isOfCopy ? 0 : this.#snapshot.tick.code;
  }

  get isYoungest(): boolean {
    return this.#snapshot.isYoungest;
  }

  get hasUnsureCall(): boolean {
    return this.#sites.isUnsure;
  }

  builtIn(index: number, now: number): string | undefined {
    return index < 0 ? undefined : this.#builtIns.nameOf(index, now);
  }

  walk(now: number): WalkOutcome {
    // A tick may take several walks.
    const isFirst = now !== this.#tickAt;
    this.#tickAt = now;
    if (isFirst && ++this.#ticks % TICKS_A_LOOK === 0) this.#snapshot.lookAt(this.#pace);
    const outcome = this.#walk(now);
    if (isFirst) this.#pace.tick(this.#snapshot.isUnchanged);
    return outcome;
  }

  #walk(now: number): WalkOutcome {
    if (now >= this.#sureUntil || this.#codes.isWary(now)) this.#sure = 0;
    const copied = this.#pace.isCalm ? this.#copy(now) : 'unproved';
    this.#isOfCopy = copied !== 'unproved';
    if (copied === 'whole') {
      this.#isIdle = false;
      return copied;
    }
    this.above = 'none';
    let isAgain = copied === 'doubtful';
    for (let tries = isAgain ? 1 : 0; tries < MOST_TRIES; tries++) {
      if (tries > 0) this.retries++;
      const read = this.#snapshot.read(now, tries === 0);
      this.#sure = Math.min(this.#sure, this.#snapshot.unchanged);
      if (read === 'gone') return read;
      const rests = read === 'idle';
      // The word that says so may have been read where it stood a moment before: it is, when it says so again.
      if (rests && this.#isIdle) return read;
      this.#isIdle = rests;
      if (rests || read === 'torn') continue;
      this.depth = this.#liveness.provedDepth(now);
      const from = this.#sure;
      const { depth } = this;
      const isProved = depth > 0 && this.#snapshot.linksHold() && this.#codesHold(from, now, tries > 0);
      const isWhole: boolean = isProved && this.#sites.agree(this.chain, { from, depth, now, isAgain });
      const below = tries === 0 ? this.#snapshot.depthBelowTick() : 0;
      if (isWhole && below === 0) {
        this.#sure = depth;
        if (tries === 0) this.#snapshot.tick.compare(this.chain.addressAt(depth - 1));
        return 'whole';
      }
      if (below > 0 && this.#isAtTick(from, below, now)) return 'whole';
      isAgain = isProved && !isWhole;
      if (tries < FIRST_SUSPICIOUS_TRY) continue;
      this.depth = this.#snapshot.stillDepth(now);
      if (this.depth > 0 && this.#codesHold(0, now, true)) return 'whole';
      this.#snapshot.renewCodes(now);
    }
    if (this.chain.length === 0) return 'none';
    this.depth = Math.min(this.#liveness.certainDepth(), this.#snapshot.depthBelowGenerators());
    return this.depth > 0 && this.#codesHold(0, now, true) ? 'cut' : 'none';
  }

  /**
   * Takes the stack as it is at the moment of a copy. `doubtful`: a call in it has to be seen again. `unproved`: the thread is looked at
   * anew.
   */
  #copy(now: number): 'whole' | 'doubtful' | 'unproved' {
    const snapshot = this.#snapshot;
    const { chain } = snapshot;
    this.above = 'none';
    const outcome = snapshot.copy(now);
    this.#sure = Math.min(this.#sure, snapshot.unchanged);
    const below = outcome === 'read' ? this.#liveness.depthInCopy(snapshot.callerOfGenerators) : 0;
    if (below === 0) return 'unproved';
    const from = this.#sure;
    chain.length = below;
    if (!this.#sites.agree(chain, { from, depth: below, now, isAgain: false })) return 'doubtful';
    const { isUnsure } = this.#sites;
    // What was hardly ever seen may be of two moments, unless the thread was there before the copy as well.
    if (isUnsure && snapshot.current !== chain.addressAt(below - 1)) return 'doubtful';
    if (!chain.isOnHeap(below - 1)) this.above = this.#resumed.append(now);
    this.depth = chain.length;
    const isKnown = this.#sites.agree(chain, { from: below, depth: this.depth, now, isAgain: false });
    this.#sites.isUnsure ||= isUnsure;
    if (!isKnown || !this.#codesHold(from, now, false)) return 'unproved';
    snapshot.notePaths();
    this.#sure = below;
    return 'whole';
  }

  /**
   * Whether the generator in which the thread was at the tick counts above the frames that the copy shows to have called it. It
   * may have been left since, and the memory of both be others': so all its calls have to be known.
   */
  #isAtTick(from: number, below: number, now: number): boolean {
    const { chain, unchanged } = this.#snapshot;
    if (!this.#snapshot.appendTick(below, now)) return false;
    this.depth = chain.length;
    const range = { from: Math.min(from, unchanged), depth: chain.length, now, isAgain: false };
    return (
      this.#sites.knows(chain, range) &&
      this.#codesHold(range.from, now, false) &&
      this.#sites.agree(chain, range)
    );
  }

  /**
   * Makes sure that the code objects of the stack are the ones that were read from these addresses. Since `now`, the time of the
   * first try, the program has gone on, which matters where code comes and goes.
   */
  #codesHold(from: number, now: number, isRetry: boolean): boolean {
    const renews = isRetry && this.#codes.isWary(now);
    if (from === 0) this.#sureUntil = now + WHOLE_LOOK_MILLIS;
    for (let i = from; i < this.depth; i++) {
      const code = this.chain.codeAt(i);
      const checked = renews ? this.#codes.renewed(code, now) : this.#codes.checked(code, now);
      if (checked === undefined || checked.frameSize !== code.frameSize) return false;
      if (checked !== code && this.chain.isTold(i)) return false;
      this.#sureUntil = Math.min(this.#sureUntil, this.#codes.trustedUntil(checked, now));
      if (checked !== code) this.chain.codes[i] = checked;
    }
    return true;
  }
}
