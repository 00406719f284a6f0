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
  /** Whether what was read leads to a frame of the data stack. */
  #isLinked = false;
  readonly #layout: DataStackLayout;
  readonly #codes: CodeTable;
  readonly #stack: DataStack;

  constructor(
    memory: Memory,
    layout: DataStackLayout,
    { codes, stack }: { readonly codes: CodeTable; readonly stack: DataStack },
  ) {
    this.links = new LinkReader(memory, layout);
    this.#layout = layout;
    this.#codes = codes;
    this.#stack = stack;
  }

  /** The frame that the current one stood for; 0: none. */
  get innermost(): number {
    return this.links.first;
  }

  /** Its code when it is outside of the data stack, as a generator's is, or UNKNOWN_CODE; else 0. */
  get code(): number {
    return this.links.firstCode;
  }

  /** `current` is the thread's innermost frame. */
  look(current: number, isInStack: (address: number) => boolean): void {
    this.#isLinked = this.links.followInto(current, isInStack);
  }

  /**
   * How many frames of a chain that was copied since were below the generators: the last of them has the outermost on its value
   * stack, as who resumes one does meanwhile. So it called it then too, if it is the same frame still. 0: none does.
   */
  callerDepth(chain: FrameChain): number {
    const { links } = this;
    if (!this.#isLinked || links.count === 0) return 0;
    const caller = chain.indexOf(links.target);
    return caller >= 0 && this.#isOnValueStack(chain, caller) ? caller + 1 : 0;
  }

  /** What is iterated or awaited is on top; what is sent to it, or the place in it (3.15), may stand above. */
  #isOnValueStack(chain: FrameChain, index: number): boolean {
    const { links } = this;
    const offset = chain.codeAt(index).topAt(chain.unitAt(index), this.#codes.objects, this.#layout);
    const place = (chain.places[index] as number) + offset;
    if (offset < this.#layout.frame.locals + 8 || place + 8 > this.#stack.length) return false;
    const generator = links.addressOf(links.count - 1) - this.#layout.generator.frame;
    return this.#stack.object(place) === generator || this.#stack.object(place - 8) === generator;
  }
}
