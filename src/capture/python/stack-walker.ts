import { CALLS, PLAIN, RESUMES_GENERATOR } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import { DataStack, type Segment } from './data-stack.ts';
import { FrameChain } from './frame-chain.ts';
import type { PythonLayout } from './layouts/layout.ts';
import { LinkReader } from './link-reader.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';

/**
 * `whole`: the chain up to `depth` is a stack that the thread had. `cut`: it is the outer part of one. `none`: nothing could
 * be proved. `idle`: the thread runs no Python code. `gone`: its memory is not readable.
 */
export type WalkOutcome = 'whole' | 'cut' | 'none' | 'idle' | 'gone';

/** A transition takes nanoseconds, a try a few microseconds: what is not proved after so many tries is not by chance. */
const MOST_TRIES = 24;
const LARGEST_THREAD_STATE = 1024;

/**
 * Reads a thread's stack while the thread runs, and says only what the read bytes prove (CPython 3.11 to 3.13).
 *
 * The facts it stands on (Python/ceval.c and generated_cases.c.h of these versions): a frame that enters the evaluation loop
 * has its `stacktop` set to -1 and keeps it, C calls included, until it calls a Python function inline or is left; so -1 means
 * live, at the time it was read, and so is every frame that a live one's `previous` leads to. When no frame has -1 the thread
 * is between two frames: then callers stand at an instruction that calls, and the first frame that does not is the one
 * just being entered or left.
 */
export class StackWalker {
  readonly chain: FrameChain = new FrameChain();
  /** Frames of `chain` that are the stack. */
  depth = 0;
  /** Reads that proved nothing and were repeated, since the walker was made. */
  retries = 0;
  readonly #memory: Memory;
  readonly #layout: PythonLayout;
  readonly #codes: CodeTable;
  readonly #thread: number;
  readonly #stack: DataStack;
  readonly #links: LinkReader;
  readonly #state: Buffer;
  #chunk = 0;
  #top = 0;
  #current = 0;
  #now = 0;
  readonly #isInStack = (address: number): boolean => this.#stack.segmentOf(address) >= 0;

  constructor(memory: Memory, layout: PythonLayout, codes: CodeTable, thread: number) {
    this.#memory = memory;
    this.#layout = layout;
    this.#codes = codes;
    this.#thread = thread;
    this.#stack = new DataStack(memory, layout);
    this.#links = new LinkReader(memory, layout);
    this.#state = Buffer.alloc(Math.min(layout.thread.datastackTop + 8, LARGEST_THREAD_STATE));
  }

  /** `now` is the sampler's clock in milliseconds. */
  walk(now: number): WalkOutcome {
    this.#now = now;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (tries > 0) this.retries++;
      if (!this.#readThread()) return 'gone';
      if (this.#chunk === 0) return 'idle';
      if (!this.#stack.read(this.#chunk, this.#top)) continue;
      this.#follow(now);
      if (this.#current === 0 && this.chain.lastExecuting() < 0) return 'idle';
      this.depth = this.#provedDepth();
      if (this.depth > 0 && this.#codesHold(now)) return 'whole';
    }
    if (this.chain.length === 0) return 'none';
    this.depth = Math.max(this.chain.lastExecuting() + 1, 1);
    return this.#codesHold(now) ? 'cut' : 'none';
  }

  #readThread(): boolean {
    const { thread } = this.#layout;
    const state = this.#state;
    if (!this.#memory.read(this.#thread, state, state.length)) return false;
    this.#chunk = pointerAt(state, thread.datastackChunk);
    this.#top = pointerAt(state, thread.datastackTop);
    if (thread.currentFrame.kind === 'direct') {
      this.#current = pointerAt(state, thread.currentFrame.offset);
      return true;
    }
    const current = this.#links.pointer(
      pointerAt(state, thread.currentFrame.pointer) + thread.currentFrame.offset,
    );
    // The C stack frame that holds the pointer may be left meanwhile; then what is read there is no frame.
    this.#current = current ?? 0;
    return true;
  }

  /** Fills the chain with the frames of the snapshot that point back at each other. */
  #follow(now: number): void {
    const { chunk } = this.#layout;
    const stack = this.#stack;
    this.chain.length = 0;
    let index = 0;
    let segment = stack.segment(0);
    // The first slot of the first chunk stays free (push_chunk in Python/pystate.c).
    let address = segment.address + chunk.data + 8;
    let caller = 0;
    for (;;) {
      if (address + this.#layout.frame.locals + 8 > segment.end) {
        if (++index === stack.segmentCount) return;
        segment = stack.segment(index);
        address = segment.address + chunk.data;
        continue;
      }
      if (!this.#append(segment, address, caller, now)) {
        // What follows in a full chunk was too small for the next frame, which begins the next chunk.
        if (index + 1 === stack.segmentCount || address < segment.end) return;
        continue;
      }
      caller = address;
      address += this.chain.codeAt(this.chain.length - 1).frameSize;
    }
  }

  /** Adds the frame at an address, and generators between it and its caller, when it is linked to the end of the chain. */
  #append(segment: Segment, address: number, caller: number, now: number): boolean {
    const { frame } = this.#layout;
    const stack = this.#stack;
    const previous = stack.pointer(segment, address + frame.previous);
    const fromC = caller === 0 || this.chain.isExecuting(this.chain.length - 1);
    const isEntry = frame.isEntry !== undefined && stack.byte(segment, address + frame.isEntry) !== 0;
    const before = this.chain.length;
    if (previous === caller && frame.isEntry === undefined) {
      if (fromC && caller !== 0) return false;
    } else if (previous === caller) {
      if (fromC !== isEntry) return false;
    } else {
      if (!this.#links.follow(previous, caller)) return false;
      if (!this.#appendGenerators(fromC, now)) {
        this.chain.length = before;
        return false;
      }
    }
    const code = this.#codes.at(stack.pointer(segment, address + frame.code), now);
    const instruction = stack.pointer(segment, address + frame.instruction);
    if (code === undefined || !code.holds(instruction)) {
      this.chain.length = before;
      return false;
    }
    const executing = stack.word(segment, address + frame.stackTop) === -1;
    const at = this.chain.push(address, code, code.unitAt(instruction), executing);
    if (code.receiver !== undefined)
      this.chain.receivers[at] = stack.pointer(segment, address + frame.locals);
    return true;
  }

  /** The generators that the link reader found, the outermost first; they lie in their objects, not in the data stack. */
  #appendGenerators(fromC: boolean, now: number): boolean {
    const links = this.#links;
    if (links.touchesC !== fromC) return false;
    for (let i = links.count - 1; i >= 0; i--) {
      const code = this.#codes.at(links.codeOf(i), now);
      const instruction = links.instructionOf(i);
      if (code === undefined || !code.holds(instruction)) return false;
      const at = this.chain.push(links.addressOf(i), code, code.unitAt(instruction), links.isExecuting(i));
      if (code.receiver !== undefined) this.chain.receivers[at] = links.receiverOf(i);
    }
    return true;
  }

  /** How many frames of the chain are the thread's stack; 0: not proved. */
  #provedDepth(): number {
    const executing = this.chain.lastExecuting();
    if (this.#stack.segmentOf(this.#current) < 0) {
      const depth = this.#generatorDepth();
      if (depth > 0) return depth;
    }
    if (executing === this.chain.length - 1) return executing + 1;
    if (executing >= 0 && this.#current === this.chain.addressAt(executing)) return executing + 1;
    const transition = this.#transitionDepth(executing + 1);
    if (executing < 0) return transition;
    // Above a frame that waits for C code may be what the last call from there left behind, or a live transition.
    if (transition === executing + 2) return executing + 1;
    if (transition === 0) return 0;
    return this.#isAbove(this.#current, executing) ? transition : 0;
  }

  /** The depth up to the first frame from `start` on that is being entered or left; 0 when callers do not lead to one. */
  #transitionDepth(start: number): number {
    for (let i = start; i < this.chain.length; i++) {
      const code = this.chain.codeAt(i);
      if (code.isTrampoline) continue;
      const kind = code.callKindAt(this.chain.unitAt(i), this.#codes.objects, this.#layout);
      if (kind === PLAIN) return i + 1;
      // A frame behind one that resumes a generator is left from an earlier call: the generator is elsewhere.
      if (kind === RESUMES_GENERATOR && this.#stack.segmentOf(this.chain.addressAt(i + 1)) >= 0) return 0;
      if (kind !== CALLS && kind !== RESUMES_GENERATOR) return 0;
    }
    return 0;
  }

  /** The current frame is not in the data stack: a generator that executes, when it leads back to a live frame of the chain. */
  #generatorDepth(): number {
    const links = this.#links;
    if (!links.followInto(this.#current, this.#isInStack)) return 0;
    if (links.count === 0 || !links.isExecuting(0)) return 0;
    const caller = this.chain.indexOf(links.target);
    if (caller < 0 && links.target !== 0) return 0;
    const executing = this.chain.lastExecuting();
    for (let i = executing + 1; i <= caller; i++) {
      const code = this.chain.codeAt(i);
      if (code.isTrampoline) continue;
      const kind = code.callKindAt(this.chain.unitAt(i), this.#codes.objects, this.#layout);
      if (i < caller ? kind === PLAIN : kind !== RESUMES_GENERATOR) return 0;
    }
    if (!links.innermostHolds()) return 0;
    this.chain.length = caller + 1;
    return this.#appendGenerators(links.touchesC, this.#now) ? this.chain.length : 0;
  }

  #isAbove(address: number, index: number): boolean {
    const stack = this.#stack;
    const segment = stack.segmentOf(address);
    const other = stack.segmentOf(this.chain.addressAt(index));
    if (segment < 0) return false;
    return segment > other || (segment === other && address > this.chain.addressAt(index));
  }

  /** Makes sure that the code objects of the stack are the ones that were read from these addresses. */
  #codesHold(now: number): boolean {
    for (let i = 0; i < this.depth; i++) {
      const code = this.chain.codeAt(i);
      const checked = this.#codes.checked(code, now);
      if (checked === code) continue;
      if (checked === undefined || checked.frameSize !== code.frameSize) return false;
      this.chain.codes[i] = checked;
    }
    return true;
  }
}
