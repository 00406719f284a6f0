import { BuiltInNames } from './built-in-names.ts';
import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { objectAt, pointerAt } from './python-objects.ts';
import { NO_CALLABLE } from './stack-depths.ts';
import type { ThreadSnapshot } from './thread-snapshot.ts';

/** How long a callable that does not come and go is taken for what it was, in milliseconds. */
const TRUSTED_MILLIS = 10;
/** As far as a frame is read again. */
const MOST_BYTES = 4096;
/** The callable with a null or its first argument beside it, and one more argument. */
const SLOTS = 3;
const ANY = -1;

/** Looks that a call has to last for when it is not known that its instruction calls the function often. */
const LOOKS = 3;
/** So many calls of an instruction, and this share of all, are no chance: a copy is of two moments more seldom. */
const FEWEST_SEEN = 4;
const USUAL_SHARE = 0.25;
/** What was seen long ago counts for half. */
const HALVED_AT = 1000;

interface Call {
  readonly index: number;
  readonly offset: number;
  readonly now: number;
}

/** What an instruction was seen to call. */
class CallSite {
  /** The last name and what it was about. `receiver`: ANY when it does not matter. */
  callable = 0;
  receiver = 0;
  name: string | undefined;
  /** When that was read; long ago when it is not to be used again. */
  checkedAt = Number.NEGATIVE_INFINITY;
  #seen = 0;
  readonly #seenOf = new Map<string, number>();

  /** Whether it calls this function often, the call that is seen now included. */
  isUsual(name: string | undefined): boolean {
    const seen = name === undefined ? 0 : (this.#seenOf.get(name) ?? 0) + 1;
    if (name !== undefined) this.#seenOf.set(name, seen);
    if (++this.#seen === HALVED_AT) this.#halve();
    return seen >= FEWEST_SEEN && seen >= this.#seen * USUAL_SHARE;
  }

  #halve(): void {
    this.#seen /= 2;
    // A program may call ever new functions here.
    for (const [name, seen] of this.#seenOf) {
      if (seen <= 1) this.#seenOf.delete(name);
      else this.#seenOf.set(name, seen / 2);
    }
  }
}

/**
 * Which C function a frame of a snapshot waits for. It stands at a call, and what is called stands on its value stack
 * in a slot that the compiler chose, until the call is done. The name is read after the snapshot, and parts of a frame are copied
 * some ten nanoseconds apart: a name counts when it is what the instruction often calls, or when the call is seen to last.
 */
export class BuiltInCalls {
  readonly #snapshot: ThreadSnapshot;
  readonly #memory: Memory;
  readonly #layout: DataStackLayout;
  readonly #codes: CodeTable;
  readonly #names: BuiltInNames;
  readonly #sites = new WeakMap<CodeObject, CallSite[]>();
  readonly #frame = Buffer.alloc(MOST_BYTES);
  readonly #slots: number[] = [0, 0, 0];

  constructor(
    memory: Memory,
    layout: DataStackLayout,
    { snapshot, codes }: { readonly snapshot: ThreadSnapshot; readonly codes: CodeTable },
  ) {
    this.#snapshot = snapshot;
    this.#memory = memory;
    this.#layout = layout;
    this.#codes = codes;
    this.#names = new BuiltInNames(memory, layout);
  }

  /** Undefined when it executes Python code, or when that cannot be told. `index` is the frame's in the chain. */
  nameOf(index: number, now: number): string | undefined {
    const { chain } = this.#snapshot;
    const code = chain.codeAt(index);
    const offset = code.callableAt(chain.unitAt(index), this.#codes.objects, this.#layout);
    if (offset === NO_CALLABLE || !this.#copySlots(index, offset)) return undefined;
    const callable = this.#callable();
    if (callable === 0) return undefined;
    const receiver = this.#receiver();
    const site = this.#siteOf(code, chain.unitAt(index));
    const isLast = callable === site.callable && (site.receiver === ANY || receiver === site.receiver);
    let isPassing = false;
    if (!isLast || now - site.checkedAt >= TRUSTED_MILLIS) {
      site.name = this.#names.nameOf(callable, receiver, now);
      site.callable = callable;
      site.receiver = this.#names.isMethod ? receiver : ANY;
      site.checkedAt = this.#names.stay === 'lasting' ? now : Number.NEGATIVE_INFINITY;
      isPassing = this.#names.stay === 'passing';
    }
    const { name } = site;
    const isUsual = site.isUsual(name) && !isPassing;
    return name === undefined || isUsual || this.#lasts(name, { index, offset, now }) ? name : undefined;
  }

  /** Whether the call lasts, and its function is the same all the while: in a loop one look may come upon the next round. */
  #lasts(name: string, call: Call): boolean {
    const callable = this.#callable();
    const receiver = this.#receiver();
    for (let look = 0; look < LOOKS; look++) {
      if (!this.#stands(call)) return false;
      if (this.#names.nameOf(callable, receiver, call.now) !== name) return false;
    }
    return this.#stands(call);
  }

  #siteOf(code: CodeObject, unit: number): CallSite {
    let sites = this.#sites.get(code);
    if (sites === undefined) {
      sites = [];
      this.#sites.set(code, sites);
    }
    let site = sites[unit];
    if (site === undefined) {
      site = new CallSite();
      sites[unit] = site;
    }
    return site;
  }

  /** 0 when there is none. */
  #callable(): number {
    const first = this.#slots[0] as number;
    return this.#layout.opcodes.callableFirst || first !== 0 ? first : (this.#slots[1] as number);
  }

  /** The first argument. */
  #receiver(): number {
    const beside = this.#slots[this.#layout.opcodes.callableFirst ? 1 : 0];
    return this.#slots[beside === 0 ? 2 : 1] as number;
  }

  /** The slots of the call as they are in the snapshot; generators are not in it. */
  #copySlots(index: number, offset: number): boolean {
    const { chain, stack } = this.#snapshot;
    const { frame } = this.#layout;
    if (chain.isOnHeap(index)) {
      if (!this.#readFrame(index, offset)) return false;
      for (let i = 0; i < SLOTS; i++) this.#slots[i] = objectAt(this.#frame, offset + i * 8);
      return true;
    }
    const address = chain.addressAt(index) + offset;
    const segment = stack.segment(stack.segmentOf(chain.addressAt(index)));
    if (offset < frame.locals || address + SLOTS * 8 > segment.end) return false;
    const place = stack.positionOf(segment, address);
    for (let i = 0; i < SLOTS; i++) this.#slots[i] = stack.object(place + i * 8);
    return true;
  }

  /** Whether the frame still makes the call that the snapshot shows. */
  #stands({ index, offset }: Call): boolean {
    if (!this.#readFrame(index, offset)) return false;
    for (let i = 0; i < SLOTS; i++) {
      if (this.#slots[i] !== objectAt(this.#frame, offset + i * 8)) return false;
    }
    return true;
  }

  /** Reads a frame as far as its call; whether it stands where the chain has it. */
  #readFrame(index: number, offset: number): boolean {
    const { chain } = this.#snapshot;
    const { frame } = this.#layout;
    const code = chain.codeAt(index);
    const length = offset + SLOTS * 8;
    if (length > MOST_BYTES || !this.#memory.read(chain.addressAt(index), this.#frame, length)) return false;
    return (
      objectAt(this.#frame, frame.code) === code.address &&
      pointerAt(this.#frame, frame.instruction) === code.start + chain.unitAt(index) * 2
    );
  }
}
