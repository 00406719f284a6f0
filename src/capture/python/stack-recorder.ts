import type { FrameIndex } from '../../model/frames.ts';
import { FrameTable, NO_LINE } from '../../model/frames.ts';
import { NO_STACK, type StackIndex, StackTable } from '../../model/stacks.ts';
import { ClassNames } from './class-names.ts';
import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { FrameChain } from './frame-chain.ts';
import type { PythonLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';

/** Garbage collection: a frame as a C function has. */
const COLLECTION = '<GC>';

export interface RecordedRange {
  readonly skip: number;
  readonly depth: number;
  /** The frame in which garbage is collected; -1: none is. */
  readonly collectsAt: number;
  readonly now: number;
}

/** How long an object is taken to be there still, by how long it was. */
const TRUSTED_SHARE = 0.02;
const MOST_TRUSTED_MILLIS = 20;

/** The frames of one code object: by class name, and code unit + 1, for that of one that has not begun is -1. */
class CodeFrames {
  readonly #byClass = new Map<string | undefined, FrameIndex[]>();
  #last: FrameIndex[] = [];
  #lastClass: string | undefined;

  constructor() {
    this.#byClass.set(undefined, this.#last);
  }

  of(className: string | undefined): FrameIndex[] {
    // Most are methods of one class, or of none.
    if (className === this.#lastClass) return this.#last;
    let frames = this.#byClass.get(className);
    if (frames === undefined) {
      frames = [];
      this.#byClass.set(className, frames);
    }
    this.#lastClass = className;
    this.#last = frames;
    return frames;
  }
}

/** Turns proved chains of frames into stacks, and does again only what changed since the last one. */
export class StackRecorder {
  readonly frames: FrameTable;
  readonly stacks: StackTable;
  readonly #codes: CodeTable;
  readonly #classes: ClassNames;
  readonly #framesOf: WeakMap<CodeObject, CodeFrames>;
  readonly #builtIns: Map<string, FrameIndex>;
  readonly #builtInFrames: Set<FrameIndex>;
  readonly #lastCodes: CodeObject[] = [];
  readonly #lastUnits: number[] = [];
  readonly #lastClasses: (string | undefined)[] = [];
  readonly #lastStacks: StackIndex[] = [];
  /** What stood in the first local, since when it was seen to be of its class, and when it was looked at. */
  readonly #lastReceivers: number[] = [];
  readonly #sameSince: number[] = [];
  readonly #checkedAt: number[] = [];
  readonly #lastClassOf = new WeakMap<CodeObject, string | undefined>();
  #lastDepth = 0;

  /** `beside` records another thread of the same interpreter into the same tables. */
  constructor(memory: Memory, layout: PythonLayout, codes: CodeTable, beside?: StackRecorder) {
    this.frames = beside?.frames ?? new FrameTable();
    this.stacks = beside?.stacks ?? new StackTable();
    this.#framesOf = beside === undefined ? new WeakMap() : beside.#framesOf;
    this.#builtIns = beside === undefined ? new Map() : beside.#builtIns;
    this.#builtInFrames = beside === undefined ? new Set() : beside.#builtInFrames;
    this.#classes = beside === undefined ? new ClassNames(memory, layout) : beside.#classes;
    this.#codes = codes;
  }

  /** The stack of the first `depth` frames of a chain, from frame `skip` on. */
  record(chain: FrameChain, range: RecordedRange): StackIndex {
    let stack = NO_STACK;
    let same = true;
    for (let i = range.skip, at = 0; i < range.depth; i++, at++) {
      const code = chain.codeAt(i);
      const unit = chain.unitAt(i);
      const className = code.receiver === undefined ? undefined : this.#classOf(at, chain, i, range.now);
      same &&=
        at < this.#lastDepth &&
        this.#lastCodes[at] === code &&
        this.#lastUnits[at] === unit &&
        this.#lastClasses[at] === className;
      if (same) stack = this.#lastStacks[at] as StackIndex;
      else {
        if (!code.isTrampoline) stack = this.stacks.add(stack, this.#frame(code, unit, className));
        this.#lastCodes[at] = code;
        this.#lastUnits[at] = unit;
        this.#lastClasses[at] = className;
        this.#lastStacks[at] = stack;
      }
      if (i !== range.collectsAt) continue;
      stack = this.addBuiltIn(stack, COLLECTION);
      same = false;
    }
    // What stands above a collection is not what stands there without it.
    const lastOfAll = range.collectsAt < range.skip ? range.depth : range.collectsAt + 1;
    this.#lastDepth = Math.min(lastOfAll, range.depth) - range.skip;
    return stack;
  }

  /** The part of the last stack that ends in the frame at an index; in which nothing was collected. */
  lastStack(at: number): StackIndex {
    return this.#lastStacks[at] as StackIndex;
  }

  /** Whether a frame is that of a C function or of a collection. */
  isBuiltIn(frame: FrameIndex): boolean {
    return this.#builtInFrames.has(frame);
  }

  /** A stack with a call of a C function on top, as pyinstrument writes it: without a file, at line 0. */
  addBuiltIn(stack: StackIndex, name: string): StackIndex {
    let frame = this.#builtIns.get(name);
    if (frame === undefined) {
      frame = this.frames.add(this.frames.internIdentifier(`${name}\0<built-in>\x000`), '', NO_LINE);
      this.#builtIns.set(name, frame);
      this.#builtInFrames.add(frame);
    }
    return this.stacks.add(stack, frame);
  }

  /** Of a frame that was not read the object may be gone: its class is that of the last frame of its code that was. */
  #classOf(at: number, chain: FrameChain, index: number, now: number): string | undefined {
    const code = chain.codeAt(index);
    if (chain.isTold(index)) return this.#lastClassOf.get(code);
    const name = this.#classAt(at, code, chain.receiverAt(index), now);
    this.#lastClassOf.set(code, name);
    return name;
  }

  /**
   * The class that a method's frame tells. An object may give way to one of another class at its address; one that was there at each
   * look is taken to be there still, for a share of the time that it was.
   */
  #classAt(at: number, code: CodeObject, receiver: number, now: number): string | undefined {
    const isKept =
      at < this.#lastDepth && this.#lastCodes[at] === code && this.#lastReceivers[at] === receiver;
    const checkedAt = isKept ? (this.#checkedAt[at] as number) : now;
    const since = isKept ? (this.#sameSince[at] as number) : now;
    const trusted = Math.min(MOST_TRUSTED_MILLIS, (checkedAt - since) * TRUSTED_SHARE);
    if (now - checkedAt < trusted) return this.#lastClasses[at];
    const name = this.#classes.nameOf(code, receiver, now);
    this.#sameSince[at] = name === this.#lastClasses[at] ? since : now;
    this.#checkedAt[at] = now;
    this.#lastReceivers[at] = receiver;
    return name;
  }

  #frame(code: CodeObject, unit: number, className: string | undefined): FrameIndex {
    let frames = this.#framesOf.get(code);
    if (frames === undefined) {
      frames = new CodeFrames();
      this.#framesOf.set(code, frames);
    }
    const byUnit = frames.of(className);
    const known = byUnit[unit + 1];
    if (known !== undefined) return known;
    const line = code.lineAt(unit, this.#codes.objects);
    const classMark = className === undefined ? '' : `\x01c${className}`;
    const attributes = `${classMark}${line > 0 ? '\x01l' : ''}${code.hidesTraceback ? '\x01h1' : ''}`;
    const frame = this.frames.add(
      this.frames.internIdentifier(code.identifier),
      attributes,
      line > 0 ? line : NO_LINE,
    );
    byUnit[unit + 1] = frame;
    return frame;
  }
}
