import type { CodeObject } from './code-object.ts';
import type { FrameChain } from './frame-chain.ts';

/** Generators that call each other, the outermost first, and the frame of the data stack that had resumed the first, where it stood. */
export interface GeneratorPath {
  readonly caller: CodeObject;
  readonly unit: number;
  readonly codes: readonly CodeObject[];
  readonly units: readonly number[];
}

/** The same of generators of which the last called a function of the data stack. */
export interface CallingPath extends GeneratorPath {
  /** No C code stood between. */
  readonly isInlined: boolean;
}

/** How generators were last seen to come to run: what ends in one, and what calls a function of the data stack. */
export class GeneratorPaths {
  readonly #to = new WeakMap<CodeObject, GeneratorPath>();
  readonly #calling = new WeakMap<CodeObject, CallingPath>();

  noteTo(path: GeneratorPath): void {
    const code = path.codes.at(-1);
    if (code !== undefined) this.#to.set(code, path);
  }

  noteCalling(callee: CodeObject, path: CallingPath): void {
    this.#calling.set(callee, path);
  }

  /** To a generator, from wherever. */
  to(code: CodeObject): GeneratorPath | undefined {
    const path = this.#to.get(code);
    return path !== undefined && isOfNow(path) ? path : undefined;
  }

  /** From where a chain ends to a function that generators call. */
  calling(callee: CodeObject, chain: FrameChain): CallingPath | undefined {
    const path = this.#calling.get(callee);
    return path !== undefined && isOfNow(path) && beginsAt(path, chain) ? path : undefined;
  }
}

/** The generators of a chain from `first` to `last`. */
export function pathOf(chain: FrameChain, first: number, last: number): GeneratorPath {
  return {
    caller: chain.codeAt(first - 1),
    unit: chain.unitAt(first - 1),
    codes: chain.codes.slice(first, last + 1),
    units: chain.units.slice(first, last + 1),
  };
}

/** Whether it goes on where a chain ends. */
export function beginsAt(path: GeneratorPath, chain: FrameChain): boolean {
  const last = chain.length - 1;
  return last >= 0 && chain.codeAt(last) === path.caller && chain.unitAt(last) === path.unit;
}

/** Adds frames that were not read; they have no address. */
export function appendPath(path: GeneratorPath, chain: FrameChain): void {
  for (let i = 0; i < path.codes.length; i++) {
    chain.pushTold(path.codes[i] as CodeObject, path.units[i] as number);
  }
}

/** Whether its code is there still. */
export function isOfNow({ codes }: GeneratorPath): boolean {
  return codes.every((code) => !code.isReplaced);
}
