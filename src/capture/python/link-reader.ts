import type { CodeTable } from './code-table.ts';
import { CycleFinder } from './cycle-finder.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { objectAt, pointerAt } from './python-objects.ts';

/** `FRAME_OWNED_BY_GENERATOR` (Include/internal/pycore_frame.h). */
export const GENERATOR_OWNER = 1;
/** Of a frame outside of the data stack that is no generator's any more. */
export const UNKNOWN_CODE = -1;
/** Frames outside of the data stack that a walk looks at; more is garbage. */
const MOST_HOPS = 10_000;

/**
 * Follows `previous` through frames that are not in the data stack: generators and coroutines, which lie in their objects,
 * and the frames that C callers have on the C stack (3.12 and later). Keeps the generators it met, the innermost first.
 */
export class LinkReader {
  count = 0;
  /** Where the last follow ended. */
  target = 0;
  /** The frame next to the target was called by C code. */
  touchesC = false;
  /** One of the generators was called by another one's C code. */
  hasCBetween = false;
  readonly #memory: Memory;
  readonly #layout: DataStackLayout;
  readonly #codes: CodeTable;
  /** The state of the generator that may own it stands before a frame. */
  readonly #object: Buffer;
  readonly #frame: Buffer;
  readonly #before: number;
  readonly #addresses: number[] = [];
  readonly #holders: number[] = [];
  readonly #instructions: number[] = [];
  readonly #stackTops: number[] = [];
  readonly #receivers: number[] = [];
  readonly #functions: number[] = [];
  readonly #cycles = new CycleFinder();
  #innermostPrevious = 0;
  #hopsLeft = MOST_HOPS;
  /**
   * The first frame of the last follow that is no C caller's, or 0, and its code where the follow did not end there: a
   * generator's, which may not execute any more, or UNKNOWN_CODE; else 0.
   */
  first = 0;
  firstCode = 0;
  /** The state byte of what was looked at last. */
  state = 0;
  frameCode = 0;
  frameInstruction = 0;

  constructor(memory: Memory, layout: DataStackLayout, codes: CodeTable) {
    this.#memory = memory;
    this.#layout = layout;
    this.#codes = codes;
    this.#before = layout.generator.frame - layout.generator.state;
    this.#object = Buffer.alloc(this.#before + layout.frame.locals + 8);
    this.#frame = this.#object.subarray(this.#before);
  }

  addressOf(index: number): number {
    return this.#addresses[index] as number;
  }

  codeOf(index: number): number {
    return this.#holders[index] as number;
  }

  instructionOf(index: number): number {
    return this.#instructions[index] as number;
  }

  isExecuting(index: number): boolean {
    return this.#stackTops[index] === -1;
  }

  receiverOf(index: number): number {
    return this.#receivers[index] as number;
  }

  functionOf(index: number): number {
    return this.#functions[index] as number;
  }

  pointer(address: number): number | undefined {
    return this.#memory.read(address, this.#frame, 8) ? pointerAt(this.#frame, 0) : undefined;
  }

  /** A walk begins. */
  restart(): void {
    this.#hopsLeft = MOST_HOPS;
  }

  /** From a frame's `previous` to the caller that it should lead to. */
  follow(previous: number, caller: number): boolean {
    return this.followInto(previous, (address) => address === caller) && this.target === caller;
  }

  /** From a frame's address down to the first that `ends` accepts, or to 0. */
  followInto(start: number, ends: (address: number) => boolean): boolean {
    this.count = 0;
    this.touchesC = false;
    this.hasCBetween = false;
    this.first = 0;
    this.firstCode = 0;
    let address = start;
    const cycles = this.#cycles.start();
    for (; this.#hopsLeft > 0 && !cycles.closesWith(address); this.#hopsLeft--) {
      if (address === 0 || ends(address)) {
        this.target = address;
        if (this.first === 0) this.first = address;
        return true;
      }
      if (!this.#read(address)) return false;
      const next = this.#take(address);
      if (next === undefined) return false;
      address = next;
    }
    return false;
  }

  /** Reads the frame of what may be a generator, whose `state` is kept: the address of its code; UNKNOWN_CODE or 0: there is none. */
  lookAt(address: number): number {
    if (!this.#read(address) || this.#frame[this.#layout.frame.owner] !== GENERATOR_OWNER) return 0;
    this.state = this.#object[0] as number;
    return this.#generatorCode();
  }

  /** Reads a frame of the data stack; false when it is not readable. Then `frameCode` and `frameInstruction` are its. */
  readFrame(address: number): boolean {
    const { frame } = this.#layout;
    if (!this.#memory.read(address, this.#frame, frame.locals)) return false;
    this.frameCode = objectAt(this.#frame, frame.code);
    this.frameInstruction = pointerAt(this.#frame, frame.instruction);
    return true;
  }

  /** Whether the innermost generator found executes still, called by the same frame. */
  innermostHolds(): boolean {
    const { frame } = this.#layout;
    if (!this.#read(this.addressOf(0)) || !this.#executes()) return false;
    return (
      objectAt(this.#frame, frame.code) === this.codeOf(0) &&
      pointerAt(this.#frame, frame.previous) === this.#innermostPrevious
    );
  }

  /** Whether a generator executes and stands at an instruction of its code. */
  stands(address: number, code: number, instruction: number): boolean {
    const { frame } = this.#layout;
    if (!this.#read(address) || !this.#executes()) return false;
    return (
      objectAt(this.#frame, frame.code) === code && pointerAt(this.#frame, frame.instruction) === instruction
    );
  }

  /** Keeps the frame just read when it is a generator's; gives its `previous`. */
  #take(address: number): number | undefined {
    const { frame, cStackOwner } = this.#layout;
    const owner = this.#frame[frame.owner];
    const previous = pointerAt(this.#frame, frame.previous);
    if (owner === cStackOwner) {
      this.touchesC = true;
      return previous;
    }
    if (this.first === 0) {
      this.first = address;
      this.firstCode = owner === GENERATOR_OWNER ? this.#generatorCode() : UNKNOWN_CODE;
    }
    if (owner !== GENERATOR_OWNER || !this.#executes()) return undefined;
    if (this.touchesC && this.count > 0) this.hasCBetween = true;
    const at = this.count++;
    if (at === 0) this.#innermostPrevious = previous;
    this.touchesC = frame.isEntry !== undefined && this.#frame[frame.isEntry] !== 0;
    this.#addresses[at] = address;
    this.#holders[at] = objectAt(this.#frame, frame.code);
    this.#instructions[at] = pointerAt(this.#frame, frame.instruction);
    this.#stackTops[at] = frame.stackTop === undefined ? 0 : this.#frame.readInt32LE(frame.stackTop);
    this.#receivers[at] = objectAt(this.#frame, frame.locals);
    this.#functions[at] = objectAt(this.#frame, frame.function);
    return previous;
  }

  /** The code of a generator's frame that was just read. */
  #generatorCode(): number {
    const { frame } = this.#layout;
    const code = objectAt(this.#frame, frame.code);
    if (code !== 0) return code;
    const instruction = pointerAt(this.#frame, frame.instruction);
    return this.#codes.generators.holding(instruction)?.address ?? UNKNOWN_CODE;
  }

  #read(address: number): boolean {
    return this.#memory.read(address - this.#before, this.#object, this.#object.length);
  }

  /** Every generator on a stack executes, also one that waits for what it called. */
  #executes(): boolean {
    return this.#object[0] === this.#layout.generator.executing;
  }
}
