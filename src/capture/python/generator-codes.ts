import type { CodeObject } from './code-object.ts';

/** Of addresses that are looked up together, in bytes: few code objects have their instructions in more than two of such. */
const PAGE_BYTES = 4096;

/**
 * The code objects of generators by the addresses of their instructions. From CPython 3.14 on the frame of a generator that is done
 * names no code object any more (`_PyFrame_ClearCode`), but still the instruction at which it ended.
 */
export class GeneratorCodes {
  readonly #byPage = new Map<number, CodeObject[]>();

  add(code: CodeObject): void {
    if (!code.isGenerator) return;
    const last = pageOf(code.start + code.unitCount * 2 - 1);
    for (let page = pageOf(code.start - 2); page <= last; page++) {
      const others = this.#byPage.get(page)?.filter(({ isReplaced }) => !isReplaced) ?? [];
      this.#byPage.set(page, [...others, code]);
    }
  }

  /** Undefined: none that was seen has this instruction. */
  holding(instruction: number): CodeObject | undefined {
    const ofPage = this.#byPage.get(pageOf(instruction));
    return ofPage?.find((code) => !code.isReplaced && code.holds(instruction));
  }

  clear(): void {
    this.#byPage.clear();
  }
}

function pageOf(address: number): number {
  return Math.floor(address / PAGE_BYTES);
}
