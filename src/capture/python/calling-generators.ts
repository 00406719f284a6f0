import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { DataStack } from './data-stack.ts';
import type { FrameChain } from './frame-chain.ts';
import { GeneratorMakers } from './generator-makers.ts';
import { beginsAt, type CallingPath, GeneratorPaths, pathOf } from './generator-paths.ts';
import type { DataStackLayout } from './layouts/layout.ts';
import type { LinkReader } from './link-reader.ts';
import type { Memory } from './process-memory.ts';

/** Where the frames of a snapshot are, and what leads from one to the next. */
interface SnapshotParts {
  readonly codes: CodeTable;
  readonly stack: DataStack;
  readonly chain: FrameChain;
  readonly links: LinkReader;
}

/** Which generators called functions whose frames a copy has, where they are done by the time that they are read. */
export class CallingGenerators {
  readonly makers: GeneratorMakers;
  /** How generators were seen to come to run. */
  readonly paths: GeneratorPaths = new GeneratorPaths();
  readonly #layout: DataStackLayout;
  readonly #parts: SnapshotParts;

  constructor(memory: Memory, layout: DataStackLayout, parts: SnapshotParts) {
    this.makers = new GeneratorMakers(memory, layout, parts.codes);
    this.#layout = layout;
    this.#parts = parts;
  }

  /** From the end of the chain to a frame of this code; `place` is the frame's in the copy, whose link was followed last. */
  pathTo(code: CodeObject, place: number, now: number): CallingPath | undefined {
    return this.#pathByCall(code, place, now) ?? this.paths.calling(code, this.#parts.chain);
  }

  /** By the generator that called the function, if its code is left and calls that, and by how it was last seen to come to run. */
  #pathByCall(callee: CodeObject, place: number, now: number): CallingPath | undefined {
    const { codes, stack, chain, links } = this.#parts;
    const code = links.firstCode > 0 ? codes.known(links.firstCode) : undefined;
    const path = code?.isGenerator === true ? this.paths.to(code) : undefined;
    if (code === undefined || path === undefined || !beginsAt(path, chain)) return undefined;
    const called = stack.object(place + this.#layout.frame.function);
    const unit = this.makers.callOf(code, callee, called, now);
    if (unit === undefined) return undefined;
    const calling = { ...path, units: [...path.units.slice(0, -1), unit], isInlined: true };
    this.paths.noteCalling(callee, calling);
    return calling;
  }

  /** Remembers which generators of the chain, from `first` on, called functions of the data stack; not those that are remembered. */
  note(first: number): void {
    const { chain } = this.#parts;
    for (let i = first; i + 1 < chain.length; i++) {
      if (!chain.isOnHeap(i) || chain.isTold(i)) continue;
      const outermost = i;
      while (i + 1 < chain.length && chain.isOnHeap(i + 1)) i++;
      if (i + 1 === chain.length) return;
      const isInlined = chain.inlined[i + 1] === true;
      this.paths.noteCalling(chain.codeAt(i + 1), { ...pathOf(chain, outermost, i), isInlined });
    }
  }
}
