import { CallingGenerators } from './calling-generators.ts';
import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import { DataStack, type Segment } from './data-stack.ts';
import { FrameChain } from './frame-chain.ts';
import { appendPath, type CallingPath } from './generator-paths.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import { LinkReader } from './link-reader.ts';
import type { Memory } from './process-memory.ts';
import type { ProgramPace } from './program-pace.ts';
import { pointerAt } from './python-objects.ts';
import { TickFrame } from './tick-frame.ts';

/** `torn`: what was read contradicts itself. `idle`: the thread runs no Python code. `gone`: its memory is not readable. */
export type SnapshotOutcome = 'read' | 'torn' | 'idle' | 'gone';

/** Instead of the time when a link was seen: all of it is in the snapshot; it has to be looked at each time. */
const IN_SNAPSHOT = Number.POSITIVE_INFINITY;
const ANEW = Number.NEGATIVE_INFINITY;

const LARGEST_THREAD_STATE = 1024;
/** Deeper is garbage. */
const MOST_FRAMES = 1 << 20;
/** Of its instructions, in bytes; larger is garbage. */
const LARGEST_CODE = 8 << 20;
/** How long a frame that C code called is taken to be called by what called it while both stand as they did, in milliseconds. */
const LINK_TRUSTED_MILLIS = 10;

/** Of a frame: where it is in the copy and in memory, and the frame below it in the data stack. */
interface Link {
  readonly place: number;
  readonly address: number;
  readonly caller: number;
  readonly now: number;
}

/** The frame in which a generator was made and that it has left for its object. */
export interface Shell {
  /** Where in the chain it would stand. */
  readonly index: number;
  readonly code: CodeObject;
  readonly function: number;
  /** The frame that called the function. */
  readonly previous: number;
}

/**
 * A copy of a thread's data stack (CPython 3.11 and later), read while the thread runs, and the frames in it that point back
 * at each other: the live ones first, behind them maybe some that were left.
 */
export class ThreadSnapshot {
  readonly chain: FrameChain = new FrameChain();
  readonly stack: DataStack;
  readonly links: LinkReader;
  /** Where the thread was when the walk began. */
  readonly tick: TickFrame;
  /** The thread's innermost frame, read before the stack. */
  current = 0;
  isYoungest = false;
  /** After a copy: generators were read that lead from the current frame to the stack. */
  leads = false;
  /** What is left of the frame behind the chain, that made a generator. */
  shell: Shell | undefined;
  /** A frame that seems live is linked to nothing. */
  #isLinkLost = false;
  /** A copy is being followed whose own moment counts. */
  #isCopy = false;
  /** Where generators stand in the chain that were not read; -1: none. */
  #bridge = -1;
  readonly callers: CallingGenerators;
  /** Of the chain's frames, the outermost that are what they were in the snapshot before. */
  unchanged = 0;
  readonly #memory: Memory;
  readonly #layout: DataStackLayout;
  readonly #codes: CodeTable;
  readonly #thread: number;
  readonly #state: Buffer;
  readonly #frame: Buffer;
  #chunk = 0;
  #top = 0;
  /** Indexes into the chain of the first and last generator. */
  #firstGenerator = -1;
  #lastGenerator = -1;
  /** The frame on the C stack that the outermost one was called from, when it was seen to be one. */
  #basePrevious = 0;
  #baseCheckedAt = Number.NEGATIVE_INFINITY;
  /** When the link of the frame that is being looked at was seen outside of the snapshot. */
  #linkedAt = ANEW;
  /** The frame that is being looked at is a finalizer's, whose caller waits for a frame that is left, not for C code. */
  #isBehindLeft = false;
  readonly isInStack = (address: number): boolean => this.stack.segmentOf(address) >= 0;
  /** The same before the stack is copied: it may have grown since the last copy. */
  readonly #isInStackNow = (address: number): boolean =>
    (address >= this.#chunk && address < this.#top) || this.isInStack(address);

  constructor(
    memory: Memory,
    layout: DataStackLayout,
    { codes, thread }: { readonly codes: CodeTable; readonly thread: number },
  ) {
    this.#memory = memory;
    this.#layout = layout;
    this.#codes = codes;
    this.#thread = thread;
    this.stack = new DataStack(memory, layout);
    this.links = new LinkReader(memory, layout, codes);
    const { stack, chain, links } = this;
    this.callers = new CallingGenerators(memory, layout, { codes, stack, chain, links });
    this.tick = new TickFrame(memory, layout, { codes, stack: this.stack });
    this.#state = Buffer.alloc(Math.min(layout.thread.datastackTop + 8, LARGEST_THREAD_STATE));
    this.#frame = Buffer.alloc(layout.frame.locals);
  }

  /**
   * Copies the stack as it is, for whose moment the sample is. 'torn' as well when a frame that was live is called by generators that
   * are done by now.
   */
  copy(now: number): SnapshotOutcome {
    this.#forgetChain();
    if (!this.#readThread()) return 'gone';
    if (this.#chunk === 0) return 'idle';
    if (!this.stack.read(this.#chunk, this.#top)) return 'torn';
    this.leads = this.tick.lookForGenerators(this.current, this.isInStack);
    this.#isLinkLost = false;
    this.#isCopy = true;
    this.#bridge = -1;
    this.#follow(now);
    this.#isCopy = false;
    // Up to 3.13 only what executes proves that what leads to it was not left before.
    const isBare = this.#layout.frame.stackTop !== undefined && this.chain.lastExecuting() < this.#bridge;
    if (isBare) this.#forgetFrom(this.#bridge);
    if (this.chain.length === 0) return 'idle';
    return this.#isLinkLost ? 'torn' : 'read';
  }

  /** All frames of the data stack are what they were in the snapshot before. */
  get isUnchanged(): boolean {
    return this.unchanged > 0 && this.unchanged === this.chain.followed;
  }

  /** After a copy: the index of the frame to which the generators lead that were read; -1: none. */
  get callerOfGenerators(): number {
    return this.leads ? this.chain.indexOf(this.tick.links.target) : -1;
  }

  /** Whether the thread is in another frame by the time that this is read again. */
  lookAt(pace: ProgramPace): void {
    if (!this.#readThread() || this.current === 0) return;
    const before = this.current;
    if (this.#readThread()) pace.note(this.current !== before);
  }

  /** `isFirst`: a walk begins. */
  read(now: number, isFirst: boolean): SnapshotOutcome {
    this.#forgetChain();
    if (!this.#readThread()) return 'gone';
    if (isFirst) this.tick.look(this.current, this.#isInStackNow);
    if (this.#chunk === 0) return 'idle';
    if (!this.stack.read(this.#chunk, this.#top)) return 'torn';
    this.#follow(now);
    return this.current === 0 && this.chain.lastExecuting() < 0 ? 'idle' : 'read';
  }

  /**
   * How many frames lead to the innermost one, of a thread that stands still, as one does that waits for a processor: then
   * nothing is of another moment, and the links tell. 0: they do not, or it moves.
   */
  stillDepth(now: number): number {
    if (!this.stack.standsStill) return 0;
    const { links, chain, current } = this;
    this.#forgetChain();
    this.#follow(now);
    if (!links.followInto(current, this.isInStack)) return 0;
    let caller = chain.indexOf(links.target);
    // A frame that becomes a generator is none any more.
    if (caller < 0 && links.count === 0) caller = chain.indexOf(this.#previousOf(links.target));
    if (caller < 0 && (links.target !== 0 || !this.isEmpty)) return 0;
    chain.length = caller + 1;
    return this.appendGenerators(undefined, now) && this.currentHolds() ? chain.length : 0;
  }

  /**
   * Whether no frame stands in the data stack: only then can a stack begin with a generator. One that is being entered
   * executes already and has no caller yet.
   */
  get isEmpty(): boolean {
    return this.#top <= this.#firstFrame;
  }

  /** The first slot of the first chunk stays free (push_chunk in Python/pystate.c). */
  get #firstFrame(): number {
    return this.stack.segment(0).address + this.#layout.chunk.data + 8;
  }

  /** What the snapshot has for the caller of a frame in the data stack; 0: it is none. */
  #previousOf(address: number): number {
    const index = this.stack.segmentOf(address);
    if (index < 0) return 0;
    const place = this.stack.positionOf(this.stack.segment(index), address) + this.#layout.frame.previous;
    return place + 8 <= this.stack.length ? this.stack.pointer(place) : 0;
  }

  #forgetChain(): void {
    this.chain.length = 0;
    this.unchanged = 0;
    this.#firstGenerator = -1;
    this.#lastGenerator = -1;
    this.shell = undefined;
    this.links.restart();
  }

  /** Whether a frame of the data stack is there still: the thread is in it, or in one above it. */
  #isAtOrAbove(address: number): boolean {
    const { current } = this;
    const [chunk, top] = [this.#chunk, this.#top];
    const isThere = this.#readThread() && this.isInStack(this.current) && this.current >= address;
    [this.current, this.#chunk, this.#top] = [current, chunk, top];
    return isThere;
  }

  /** Reads the thread's innermost frame anew: whether it is the same still. */
  currentHolds(): boolean {
    const before = this.current;
    return this.#readThread() && this.current === before;
  }

  /**
   * Generators lie outside the snapshot and are read after it. Whether the frames beside them are what they were then, so
   * that both belong to one moment.
   */
  linksHold(): boolean {
    if (this.#firstGenerator < 0) return true;
    const { chain } = this;
    for (let i = this.#firstGenerator; i <= this.#lastGenerator; i++) {
      if (!chain.isOnHeap(i)) continue;
      const isOutermost = i === 0 || !chain.isOnHeap(i - 1);
      if (isOutermost && i > 0 && !this.#frameHolds(i - 1, 'stands')) return false;
      if (i + 1 === chain.length || chain.isOnHeap(i + 1)) continue;
      if (!isOutermost && !this.#generatorStands(i)) return false;
      if (!this.#frameHolds(i + 1, 'moves')) return false;
    }
    return true;
  }

  /**
   * Of generators that call each other the innermost is read first. When it is left before its caller is read, the next may be
   * at its address, and have a frame of the same code above it.
   */
  #generatorStands(index: number): boolean {
    const { chain } = this;
    const code = chain.codeAt(index);
    const instruction = code.start + chain.unitAt(index) * 2;
    return this.links.stands(chain.addressAt(index), code.address, instruction);
  }

  /** Remembers which generators called functions of the data stack. */
  notePaths(): void {
    if (this.#firstGenerator > 0) this.callers.note(this.#firstGenerator);
  }

  /** The frames of the chain that stand in the snapshot alone. */
  depthBelowGenerators(): number {
    return this.#firstGenerator < 0 ? this.chain.length : this.#firstGenerator;
  }

  /**
   * How many frames of the chain led to the generator in which the thread was when the walk began, by what the copy shows that was
   * made since then. 0: that does not show it, or the chain has the generator.
   */
  depthBelowTick(): number {
    const { chain, tick } = this;
    const last = chain.length - 1;
    const isThere = chain.addresses[last] === tick.innermost && chain.codes[last]?.address === tick.code;
    if (!tick.isGenerator || isThere) return 0;
    const depth = tick.callerDepth(chain);
    return depth <= this.depthBelowGenerators() ? depth : 0;
  }

  /** Puts that generator in the place of what the chain has from a depth on. */
  appendTick(depth: number, now: number): boolean {
    const { chain } = this;
    const caller = depth - 1;
    this.#forgetFrom(depth);
    const { callerUnit } = this.tick;
    if (callerUnit !== chain.unitAt(caller)) {
      chain.units[caller] = callerUnit;
      // The copy has another instruction, so it says nothing of whether this one is the same at the next tick.
      chain.linkedAt[caller] = ANEW;
    }
    return this.appendGenerators(undefined, now, this.tick.links);
  }

  /** Adds the generators that a link reader found, the outermost first. */
  appendGenerators(fromC: boolean | undefined, now: number, links: LinkReader = this.links): boolean {
    const { chain } = this;
    if (fromC !== undefined && links.touchesC !== fromC) return false;
    for (let i = links.count - 1; i >= 0; i--) {
      const instruction = links.instructionOf(i);
      const code = this.#codeHolding(links.codeOf(i), instruction, now);
      if (code === undefined) return false;
      const at = chain.push(links.addressOf(i), code, code.unitAt(instruction), links.isExecuting(i));
      chain.onHeap[at] = true;
      if (code.receiver !== undefined) chain.receivers[at] = links.receiverOf(i);
      if (this.#firstGenerator < 0) this.#firstGenerator = at;
      this.#lastGenerator = at;
    }
    return true;
  }

  /** The code objects of the chain are looked at anew: one that gave way to another has a frame of another size. */
  renewCodes(now: number): void {
    for (let i = 0; i < this.chain.length; i++) this.#codes.renewed(this.chain.codeAt(i), now);
  }

  /** The code object at an address, when the instruction is one of it. */
  #codeHolding(address: number, instruction: number, now: number): CodeObject | undefined {
    // What stood at this depth before is most often there still.
    const before = this.chain.codes[this.chain.length];
    const isSame = before?.address === address && !before.isReplaced;
    const code = isSame ? before : this.#codes.at(address, now);
    if (code === undefined || code.holds(instruction)) return code;
    const renewed = this.#codes.renewed(code, now);
    return renewed?.holds(instruction) ? renewed : undefined;
  }

  #readThread(): boolean {
    const { thread } = this.#layout;
    const state = this.#state;
    if (!this.#memory.read(this.#thread, state, state.length)) return false;
    this.#chunk = pointerAt(state, thread.datastackChunk);
    this.#top = pointerAt(state, thread.datastackTop);
    // `prev` stands before `next` in every version (Include/cpython/pystate.h).
    this.isYoungest = pointerAt(state, thread.next - 8) === 0;
    const { pointer, offset } = thread.currentFrame;
    if (thread.baseFrame !== undefined && pointerAt(state, offset) === pointerAt(state, thread.baseFrame))
      this.current = 0;
    else if (pointer === undefined) this.current = pointerAt(state, offset);
    // The C stack frame that holds the pointer may be left meanwhile; then what is read there is no frame.
    else this.current = this.links.pointer(pointerAt(state, pointer) + offset) ?? 0;
    return true;
  }

  /** Fills the chain with the frames of the snapshot that point back at each other. */
  #follow(now: number): void {
    const { chunk } = this.#layout;
    const { stack } = this;
    this.#keepUnchanged(now);
    let index = 0;
    let segment = stack.segment(0);
    let address = this.#firstFrame;
    let caller = 0;
    if (this.unchanged > 0) {
      const last = this.unchanged - 1;
      caller = this.chain.addressAt(last);
      index = stack.segmentOf(caller);
      segment = stack.segment(index);
      address = caller + this.chain.codeAt(last).frameSize;
    }
    for (;;) {
      if (address + this.#layout.frame.locals + 8 > segment.end) {
        if (++index === stack.segmentCount) break;
        segment = stack.segment(index);
        address = segment.address + chunk.data;
        continue;
      }
      if (!this.#append(segment, address, caller, now) && !this.#appendBehindLeft(segment, address, now))
        break;
      if (this.chain.length > MOST_FRAMES) break;
      caller = address;
      address += this.chain.codeAt(this.chain.length - 1).frameSize;
    }
    this.chain.followed = this.chain.length;
  }

  /** Begins the chain with the frames that the snapshot before had in it and that are the same still. */
  #keepUnchanged(now: number): void {
    const { stack, chain } = this;
    const { locals } = this.#layout.frame;
    const most = stack.isComparable ? chain.followed : 0;
    let count = 0;
    for (; count < most; count++) {
      const place = chain.places[count] as number;
      const code = chain.codeAt(count);
      if (now - (chain.linkedAt[count] as number) >= LINK_TRUSTED_MILLIS || code.isReplaced) break;
      if (place + locals + 8 > stack.length || !stack.isSame(place, locals)) break;
      if (code.receiver !== undefined) chain.receivers[count] = stack.object(place + code.receiverAt);
    }
    chain.length = count;
    this.unchanged = count;
  }

  /** Adds the frame at an address, and generators between it and its caller, when it is linked to the end of the chain. */
  #append(segment: Segment, address: number, caller: number, now: number): boolean {
    const { frame } = this.#layout;
    const { stack, chain } = this;
    const before = chain.length;
    const place = stack.positionOf(segment, address);
    const callee = stack.object(place + frame.function);
    const instruction = stack.pointer(place + frame.instruction);
    const holder = callee === 0 ? 0 : stack.object(place + frame.code);
    // Instructions lie in their code object: what no frame ever wrote is told apart without a read.
    const offset = instruction - holder;
    if (holder === 0 || offset < this.#layout.code.instructions - 2 || offset > LARGEST_CODE) return false;
    const executing = frame.stackTop !== undefined && stack.word(place + frame.stackTop) === -1;
    const known = this.#codes.known(holder);
    if (!executing && this.#isShell(known, instruction)) return this.#keepShell(known, place);
    const link = { place, address, caller, now };
    const isLinked = this.#isLinked(link);
    const mayLive = isLinked || (this.#isCopy && !this.isInStack(holder));
    const code = mayLive ? this.#codeHolding(holder, instruction, now) : undefined;
    if (!executing && known === undefined && this.#isShell(code, instruction)) {
      this.#forgetFrom(before);
      return this.#keepShell(code, place);
    }
    const bridge = isLinked || code === undefined ? undefined : this.#appendBridge(code, link);
    if (code === undefined || !(isLinked || bridge !== undefined)) {
      this.#isLinkLost ||= !isLinked && code !== undefined && (executing || frame.stackTop === undefined);
      this.#forgetFrom(before);
      return false;
    }
    const at = chain.push(address, code, code.unitAt(instruction), executing);
    chain.functions[at] = callee;
    chain.places[at] = place;
    chain.linkedAt[at] = this.#linkedAt;
    chain.inlined[at] = bridge?.isInlined ?? (at > 0 && this.#isInlined(place, chain.addressAt(at - 1)));
    if (code.receiver !== undefined) chain.receivers[at] = stack.object(place + code.receiverAt);
    return true;
  }

  /** In a copy that is of its own moment, generators between a frame and its caller count only when the frame is there still. */
  #isLinked({ place, address, caller, now }: Link): boolean {
    const before = this.chain.length;
    if (!this.#linkTo(place, caller, now)) return false;
    if (!this.#isCopy || this.chain.length === before) return true;
    const last = this.chain.length - 1;
    if (this.#isThere(place, address, 'moves') && this.#callsAgree(before, last, { place, address, now }))
      return true;
    this.#forgetFrom(before);
    return false;
  }

  /**
   * Whether generators of a chain, from `first` to `last`, call what stands above them and are called by what stands below: as the code
   * tells, or because they stand where they did. One that has gone on since is put back to the call that is specialized for its callee.
   */
  #callsAgree(first: number, last: number, { place, address, now }: Omit<Link, 'caller'>): boolean {
    const { chain } = this;
    const { makers } = this.callers;
    const callee = this.stack.object(place + this.#layout.frame.function);
    const code = this.#codes.known(this.stack.object(place + this.#layout.frame.code));
    const caller = chain.codeAt(last);
    if (code === undefined || !makers.isFor(caller, chain.unitAt(last), code, callee)) {
      const isLive = this.#isSureToLive(place);
      const unit = isLive && code !== undefined ? makers.callOf(caller, code, callee, now) : undefined;
      if (unit !== undefined) chain.units[last] = unit;
      else if ((isLive && !this.#isAtOrAbove(address)) || !this.#generatorStands(last)) return false;
    }
    if (first === 0) return true;
    const made = makers.madeFor(chain.codeAt(first - 1), chain.unitAt(first - 1), now);
    return made === undefined ? this.#frameHolds(first - 1, 'stands') : made === chain.codeAt(first);
  }

  /** Whether a frame of the copy was no left one: one that executes or, from 3.14 on, any that has its code. */
  #isSureToLive(place: number): boolean {
    const { stackTop } = this.#layout.frame;
    return stackTop === undefined || this.stack.word(place + stackTop) === -1;
  }

  /** Adds the generators that lately called the function of a frame, where those that called it now are done. */
  #appendBridge(code: CodeObject, { place, caller, now }: Link): CallingPath | undefined {
    const { frame } = this.#layout;
    if (!this.#isCopy || caller === 0 || this.isInStack(this.stack.pointer(place + frame.previous)))
      return undefined;
    const path = this.callers.pathTo(code, place, now);
    if (path === undefined) return undefined;
    if (this.#bridge < 0) this.#bridge = this.chain.length;
    appendPath(path, this.chain);
    this.#linkedAt = ANEW;
    return path;
  }

  /**
   * A frame that is being left is no part of the stack any more, but stays in its place while its locals are: the frames of
   * finalizers come behind it, called from its caller. No other frame has a gap before it.
   */
  #appendBehindLeft(segment: Segment, address: number, now: number): boolean {
    const { chain, stack, current, links } = this;
    const left = chain.length - 1;
    // A look at what the last calls left behind would be for nothing.
    if (left < 1 || current < address || current >= segment.end) return false;
    if (chain.isExecuting(left) || chain.isOnHeap(left)) return false;
    if (!this.#isLeft(left)) return false;
    const place = stack.positionOf(segment, address);
    const link = stack.pointer(place + this.#layout.frame.previous);
    if (!links.follow(link, chain.addressAt(left - 1)) || links.count > 0) return false;
    chain.length = left;
    this.unchanged = Math.min(this.unchanged, left);
    this.#isBehindLeft = true;
    const isAdded = this.#append(segment, address, chain.addressAt(left - 1), now);
    this.#isBehindLeft = false;
    if (isAdded) this.#isLinkLost = false;
    else chain.length = left + 1;
    return isAdded;
  }

  /** Whether a frame stands at an instruction that leaves it. At another one it may wait for C code, from 3.14 on. */
  #isLeft(index: number): boolean {
    const code = this.chain.codeAt(index);
    return code.isLeftAt(this.chain.unitAt(index), this.#codes.objects, this.#layout.opcodes);
  }

  /**
   * What is left in the data stack of a generator's frame after it was copied into its object: it stands at the instruction
   * that made the generator without executing, or behind it.
   */
  #isShell(code: CodeObject | undefined, instruction: number): code is CodeObject {
    if (code?.isGenerator !== true) return false;
    const { objects } = this.#codes;
    const { frame, opcodes } = this.#layout;
    const unit = code.unitAt(instruction);
    if (code.returnsGenerator(unit - 1, objects, opcodes)) return true;
    return frame.stackTop !== undefined && code.returnsGenerator(unit, objects, opcodes);
  }

  /** No frame of the chain. */
  #keepShell(code: CodeObject, place: number): false {
    const { frame } = this.#layout;
    const { stack } = this;
    this.shell = {
      index: this.chain.length,
      code,
      function: stack.object(place + frame.function),
      previous: stack.pointer(place + frame.previous),
    };
    return false;
  }

  #linkTo(place: number, caller: number, now: number): boolean {
    const { frame } = this.#layout;
    const { stack, chain } = this;
    const previous = stack.pointer(place + frame.previous);
    const fromC =
      frame.stackTop === undefined
        ? undefined
        : caller === 0 || this.#isBehindLeft || chain.isExecuting(chain.length - 1);
    const isEntry = frame.isEntry !== undefined && stack.byte(place + frame.isEntry) !== 0;
    this.#linkedAt = IN_SNAPSHOT;
    if (previous === caller && frame.isEntry === undefined) return !(fromC && caller !== 0);
    if (previous === caller) return fromC === isEntry;
    this.#linkedAt = caller === 0 && previous === this.#basePrevious ? this.#baseCheckedAt : ANEW;
    if (now - this.#linkedAt < LINK_TRUSTED_MILLIS) return true;
    if (!this.links.follow(previous, caller) || !this.appendGenerators(fromC, now)) return false;
    this.#linkedAt = this.links.count === 0 ? now : ANEW;
    if (caller === 0 && this.links.count === 0) {
      this.#basePrevious = previous;
      this.#baseCheckedAt = now;
    }
    return true;
  }

  /** Whether the caller's instruction pushed the frame itself; else C code stands between the two. */
  #isInlined(place: number, caller: number): boolean {
    const { previous, isEntry } = this.#layout.frame;
    if (this.stack.pointer(place + previous) !== caller) return false;
    return isEntry === undefined || this.stack.byte(place + isEntry) === 0;
  }

  #forgetFrom(length: number): void {
    this.chain.length = length;
    if (this.#lastGenerator >= length) {
      this.#lastGenerator = length - 1;
      while (this.#lastGenerator >= 0 && !this.chain.isOnHeap(this.#lastGenerator)) this.#lastGenerator--;
      if (this.#lastGenerator < 0) this.#firstGenerator = -1;
    }
  }

  /** Whether a frame of the data stack is as the snapshot has it: its code and caller, and where it stands unless it moves. */
  #frameHolds(index: number, mode: 'stands' | 'moves'): boolean {
    const address = this.chain.addressAt(index);
    const segment = this.stack.segment(this.stack.segmentOf(address));
    return this.#isThere(this.stack.positionOf(segment, address), address, mode);
  }

  #isThere(place: number, address: number, mode: 'stands' | 'moves'): boolean {
    const { frame } = this.#layout;
    if (!this.#memory.read(address, this.#frame, this.#frame.length)) return false;
    const isSame = (offset: number): boolean =>
      pointerAt(this.#frame, offset) === this.stack.pointer(place + offset);
    return isSame(frame.code) && isSame(frame.previous) && (mode === 'moves' || isSame(frame.instruction));
  }
}
