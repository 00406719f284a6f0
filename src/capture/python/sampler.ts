import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import { CodeTable } from './code-table.ts';
import type { Interpreter } from './find-interpreter.ts';
import type { FrameChain } from './frame-chain.ts';
import { GarbageCollection } from './garbage-collection.ts';
import { LeftCodes } from './left-codes.ts';
import { UNKNOWN_CODE } from './link-reader.ts';
import { type Innermost, PassingStacks } from './passing-stacks.ts';
import { StackRecorder } from './stack-recorder.ts';
import type { StackWalker, WalkOutcome } from './stack-walker.ts';
import { walkerOf } from './walker-of.ts';

/** Further looks at a thread that has moved on, for a stack that ends where it was: about 3 us each, retries included. */
const LOOKS_A_MILLI = 6;
/** So many can be saved up. */
const MOST_LOOKS = 20;
/** Further looks at a thread in which a collection began or ended meanwhile. */
const MOST_COLLECTION_LOOKS = 3;

/** Samples one thread of an interpreter. Allocates nothing for a stack that did not change. */
export class Sampler {
  readonly recorder: StackRecorder;
  readonly #walker: StackWalker;
  readonly #codes: CodeTable;
  readonly #collection: GarbageCollection;
  /** The C function that the innermost frame of the last `take` waits for, when that is known. */
  #builtIn: string | undefined;
  /** Index into the chain of the frame in which garbage was collected during the last `take`; -1: none. */
  #collectsAt = -1;
  /** The innermost frame at the last `take` when the stack that was read ends elsewhere; 0: it does not, or that is not known. */
  #leftFrame = 0;
  /** The last `take` tells where the thread was. */
  #isFit = false;
  /** Of the last stack only the outer part is known. */
  isCut = false;
  readonly #passing: PassingStacks;
  readonly #left = new LeftCodes();
  /** The stack that was read for the sample before. */
  #before = NO_STACK;
  #skip = 0;
  #replacements = 0;
  #savedLooks = MOST_LOOKS;
  #savedAt = 0;

  /** `beside` is the sampler of another thread, with which this one shares code objects, frames and stacks. */
  constructor(interpreter: Interpreter, thread: number, beside?: Sampler) {
    const { memory, layout, codeType } = interpreter;
    this.#codes = beside === undefined ? new CodeTable(memory, layout, codeType) : beside.#codes;
    this.#collection = beside === undefined ? new GarbageCollection(interpreter) : beside.#collection;
    this.#walker = walkerOf(memory, layout, { codes: this.#codes, thread });
    this.recorder = new StackRecorder(memory, layout, this.#codes, beside?.recorder);
    this.#passing = new PassingStacks(this.recorder.stacks);
  }

  /** The frames of the last `take`, of which `depth` are the stack. */
  get chain(): FrameChain {
    return this.#walker.chain;
  }

  get depth(): number {
    return this.#walker.depth;
  }

  /** As of `StackWalker`. */
  get isYoungest(): boolean {
    return this.#walker.isYoungest;
  }

  /** Reads that proved nothing and were repeated. */
  get retries(): number {
    return this.#walker.retries;
  }

  /** `now` is a monotonic clock in milliseconds. */
  take(now: number): WalkOutcome {
    let before = this.#collection.look();
    let outcome = this.#walker.walk(now);
    let collecting = this.#collection.look();
    for (let looks = 0; collecting !== before && looks < MOST_COLLECTION_LOOKS; looks++) {
      before = collecting;
      outcome = this.#walker.walk(now);
      collecting = this.#collection.look();
    }
    // What ran before and after the stack was read ran meanwhile. The collection of another thread is in none of these frames.
    const isKnown = collecting !== 0 && collecting === before;
    this.#collectsAt = isKnown ? this.chain.indexOf(collecting) : -1;
    const { innermost, innermostCode } = this.#walker;
    // Code objects that give way to others are told apart by the time between looks.
    this.isCut = outcome === 'cut';
    const isRead = outcome === 'whole' || this.isCut;
    this.#isFit = isRead && collecting === 0 && !this.#codes.isWary(now);
    const isThere = !this.isCut && this.#indexOf(innermost, innermostCode) === this.depth - 1;
    this.#leftFrame = this.#isFit && !isThere ? innermost : 0;
    const isWhole = outcome === 'whole' && (this.#walker.above === 'none' || this.#walker.above === 'read');
    const waitsForC = isWhole && (this.#collectsAt < 0 || this.#collectsAt < this.depth - 1);
    this.#builtIn = waitsForC ? this.#walker.builtIn(this.depth - 1, now) : undefined;
    return outcome;
  }

  /**
   * The stack of the last `take` without its outermost `skip` frames, and on top the C function that it waits for. Where garbage
   * is collected, a frame `<GC>` stands above the one in which that began, below finalizers.
   */
  stack(now: number, skip: number): StackIndex {
    const stack = this.#record(now, skip);
    const { replacements } = this.#codes;
    if (skip !== this.#skip || replacements !== this.#replacements || this.#codes.isWary(now)) {
      this.#passing.clear();
      this.#left.clear();
    }
    this.#replacements = replacements;
    this.#skip = skip;
    if (this.#walker.above !== 'none') {
      this.#before = stack;
      return this.#withGenerators(stack, now, skip);
    }
    const isKept = this.#leftFrame !== 0 || (this.#isFit && this.chain.isOnHeap(this.depth - 1));
    if (isKept && !this.isCut) this.#keep(stack, now);
    const shown = this.#leftFrame === 0 ? stack : this.#stackAtTick(stack, now, skip);
    this.#before = stack;
    return shown;
  }

  /** Of the moment of its copy the data stack is known; generators above it that were not read are those of another time. */
  #withGenerators(stack: StackIndex, now: number, skip: number): StackIndex {
    const { above } = this.#walker;
    let first = this.depth;
    while (first > skip && this.chain.isOnHeap(first - 1)) first--;
    if (first === skip) return stack;
    const below = this.recorder.lastStack(first - 1 - skip);
    const code = above === 'unknown' ? 0 : this.chain.codeAt(first).address;
    if (above === 'told') return stack;
    if (above !== 'read') return this.#passing.resumedBy(below, code, now) ?? stack;
    if (this.#isFit && !this.#walker.hasUnsureCall) this.#passing.addResumed(below, code, stack, now);
    return stack;
  }

  /**
   * The thread was in another frame at the tick than when its stack was read, a microsecond later. What can be read so late
   * of a stack that changes all the time is no fair choice of its states; what the thread was in is. When that has made a call
   * since, it is part of the stack that was read. When it was left, of the stacks that were seen in the last moments one counts
   * that ends in that frame, and the thread is looked at again when there is none; then one of some time ago that fits.
   */
  #stackAtTick(shown: StackIndex, now: number, skip: number): StackIndex {
    const read = { innermost: this.#leftFrame, code: this.#walker.innermostCode };
    if (this.isCut) return this.#wholeOf(shown, read, now);
    const at = this.#indexOf(read.innermost, read.code);
    if (at >= skip && at < this.depth)
      return this.#waitingFor(this.recorder.lastStack(at - skip), this.#walker.builtIn(at, now));
    const frame = this.#withCode(read, now);
    let found = this.#passing.endingWith(frame, now);
    if (found !== undefined) return found;
    let beside = this.#passing.endingAt(frame.innermost, now);
    this.#savedLooks = Math.min(MOST_LOOKS, this.#savedLooks + (now - this.#savedAt) * LOOKS_A_MILLI);
    this.#savedAt = now;
    while (this.#savedLooks >= 1 && beside === undefined) {
      const { retries } = this;
      const looked = this.#walker.walk(now);
      this.#savedLooks -= 1 + this.retries - retries;
      if (looked !== 'whole' || this.depth <= skip || this.#walker.above !== 'none') continue;
      this.#builtIn = this.#walker.builtIn(this.depth - 1, now);
      this.#keep(this.#record(now, skip), now);
      found = this.#passing.endingWith(frame, now);
      if (found !== undefined) return found;
      beside = this.#passing.endingAt(frame.innermost, now);
    }
    const standing = this.recorder.stacks.sharedBy(this.#before, shown);
    const passing = this.#passing;
    return (
      passing.olderEndingWith(frame, now, standing) ??
      beside ??
      passing.endingAt(frame.innermost, now, true) ??
      passing.latestOf(frame.code, now) ??
      this.#longAgo(frame.code, standing, now) ??
      passing.endingNear(frame.innermost, now) ??
      shown
    );
  }

  /** Of a frame that was left before its code was read, the code that it most likely had. */
  #withCode(frame: Innermost, now: number): Innermost {
    const { innermost, code } = frame;
    if (code === 0 || code === UNKNOWN_CODE) return { innermost, code: this.#left.at(innermost, now) };
    this.#left.add(innermost, code, now);
    return frame;
  }

  /**
   * A stack that ends in the code of a generator or coroutine, however old: of one that lives for some microseconds hardly any is
   * read whole, and what it takes would be given to those beside it.
   */
  #longAgo(code: number, standing: StackIndex, now: number): StackIndex | undefined {
    const known = this.#codes.known(code);
    if (known?.isGenerator !== true || this.#codes.checked(known, now) !== known) return undefined;
    return this.#passing.everOf(code, standing);
  }

  /** Another one that ends where the thread was, above all that is known of this one. */
  #wholeOf(cut: StackIndex, frame: Innermost, now: number): StackIndex {
    const whole = this.#passing.olderEndingWith(frame, now, cut);
    this.isCut = whole === undefined;
    return whole ?? cut;
  }

  /** Keeps the stack that was read last, for ticks at which the thread was in its innermost frame. */
  #keep(stack: StackIndex, now: number): void {
    if (this.#walker.hasUnsureCall) return;
    const at = this.depth - 1;
    const { chain } = this;
    const end = { innermost: chain.addressAt(at), code: chain.codeAt(at).address };
    this.#passing.add(end, { stack, isOnHeap: chain.isOnHeap(at) }, now);
  }

  #indexOf(innermost: number, code: number): number {
    const at = this.chain.indexOf(innermost);
    const isSame = code === 0 || code === UNKNOWN_CODE || this.chain.codes[at]?.address === code;
    return isSame ? at : -1;
  }

  #record(now: number, skip: number): StackIndex {
    const range = { skip, depth: this.depth, collectsAt: this.#collectsAt, now };
    return this.#waitingFor(this.recorder.record(this.chain, range), this.#builtIn);
  }

  #waitingFor(stack: StackIndex, builtIn: string | undefined): StackIndex {
    return builtIn === undefined ? stack : this.recorder.addBuiltIn(stack, builtIn);
  }
}
