import { PLAIN } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { DataStack } from './data-stack.ts';
import type { FrameChain } from './frame-chain.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import { LinkReader } from './link-reader.ts';
import type { Memory } from './process-memory.ts';

/**
 * The frame in which a thread was when it was looked at, and the generators and C callers behind it, read at once: before the
 * data stack is copied, which takes longer than many a generator.
 */
export class TickFrame {
  readonly links: LinkReader;
  /** The frame of the data stack to which what was read leads: its code and its instruction; 0: none, or it was left meanwhile. */
  #code = 0;
  #instruction = 0;
  /** The frame in which the thread was at the tick before, and still when its stack was copied: most often it is there still. 0: none. */
  #stoodIn = 0;
  callerUnit = -1;
  readonly #layout: DataStackLayout;
  readonly #codes: CodeTable;
  readonly #stack: DataStack;

  constructor(
    memory: Memory,
    layout: DataStackLayout,
    { codes, stack }: { readonly codes: CodeTable; readonly stack: DataStack },
  ) {
    this.links = new LinkReader(memory, layout, codes);
    this.#layout = layout;
    this.#codes = codes;
    this.#stack = stack;
  }

  /** The frame that the current one stood for; 0: none. */
  get innermost(): number {
    return this.links.first;
  }

  /** Its code; UNKNOWN_CODE or 0: it was left before that was read. */
  get code(): number {
    return this.isGenerator ? this.links.firstCode : this.#code;
  }

  /** It is outside of the data stack. */
  get isGenerator(): boolean {
    return this.links.firstCode !== 0;
  }

  /** `current` is the thread's innermost frame. */
  look(current: number, isInStack: (address: number) => boolean): void {
    const { links } = this;
    links.restart();
    const leads = links.followInto(current, isInStack) && links.target !== 0 && this.#isOfOneMoment();
    const stands = links.count === 0 && links.target === this.#stoodIn;
    const isRead = leads && !stands && links.readFrame(links.target) && !this.#isShell(links.frameCode);
    this.#stoodIn = 0;
    this.#code = isRead ? links.frameCode : 0;
    this.#instruction = isRead ? links.frameInstruction : 0;
  }

  /** The same where only generators matter. False: the current frame was none, or they are done. */
  lookForGenerators(current: number, isInStack: (address: number) => boolean): boolean {
    const { links } = this;
    this.#stoodIn = 0;
    this.#code = 0;
    links.count = 0;
    links.firstCode = 0;
    links.restart();
    if (current === 0 || isInStack(current)) return false;
    const leads =
      links.followInto(current, isInStack) && links.count > 0 && links.target !== 0 && this.#isOfOneMoment();
    if (leads && links.readFrame(links.target)) {
      this.#code = links.frameCode;
      this.#instruction = links.frameInstruction;
    }
    return leads;
  }

  /** Whether the frame that the generators led to stood, after they were read, where a chain has it that was copied before. */
  callerStands(chain: FrameChain, index: number): boolean {
    const code = chain.codeAt(index);
    return this.#code === code.address && this.#instruction === code.start + chain.unitAt(index) * 2;
  }

  /**
   * Calling the code makes a generator: then its frame in the data stack was there for some ten nanoseconds, and is what took the
   * place of the one that was meant.
   */
  #isShell(code: number): boolean {
    return this.#codes.known(code)?.isGenerator === true;
  }

  /**
   * The frame that a C caller has on the C stack is at the same place for the next one: it may lead from a generator that is done
   * to the caller of another.
   */
  #isOfOneMoment(): boolean {
    return !this.links.hasCBetween || this.links.innermostHolds();
  }

  /** `end` is the innermost frame of the stack that was read since. */
  compare(end: number): void {
    if (end === this.innermost && !this.isGenerator) this.#stoodIn = end;
  }

  /**
   * How many frames of a chain that was copied since were below the generators; 0: it has no frame that called them. Then
   * `callerUnit` is where the last of these stood.
   */
  callerDepth(chain: FrameChain): number {
    const { links } = this;
    if (this.#code === 0 || links.count === 0) return 0;
    const caller = chain.indexOf(links.target);
    if (caller < 0) return 0;
    const unit = this.isOnValueStack(chain, caller) ? chain.unitAt(caller) : this.#unitOf(chain, caller);
    if (unit === undefined) return 0;
    this.callerUnit = unit;
    return caller + 1;
  }

  #unitOf(chain: FrameChain, caller: number): number | undefined {
    const code = chain.codeAt(caller);
    if (code.address !== this.#code || !code.holds(this.#instruction)) return undefined;
    const unit = code.unitAt(this.#instruction);
    return code.callKindAt(unit, this.#codes.objects, this.#layout.opcodes) === PLAIN ? undefined : unit;
  }

  /** Who resumes a generator has it on its value stack. What is iterated or awaited is on top; what is sent to it, or the place in it (3.15), may stand above. */
  isOnValueStack(chain: FrameChain, index: number): boolean {
    const generator = this.links.addressOf(this.links.count - 1) - this.#layout.generator.frame;
    return this.slotOf(chain, index, 0) === generator || this.slotOf(chain, index, 1) === generator;
  }

  /** What a frame of the copy has on its value stack, so many slots below the top; 0: nothing, or that is not known. */
  slotOf(chain: FrameChain, index: number, below: number): number {
    const top = chain.codeAt(index).topAt(chain.unitAt(index), this.#codes.objects, this.#layout);
    const offset = top - below * 8;
    const place = (chain.places[index] as number) + offset;
    const isSlot = top > 0 && offset >= this.#layout.frame.locals && place + 8 <= this.#stack.length;
    return isSlot ? this.#stack.object(place) : 0;
  }
}
