declare const table: unique symbol;

export type StringIndex = number & { readonly [table]: 'string' };

/** Each distinct text once, in the order of first appearance. */
export class StringTable {
  readonly #texts: string[] = [];
  readonly #indexes = new Map<string, StringIndex>();

  get size(): number {
    return this.#texts.length;
  }

  intern(text: string): StringIndex {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.#texts.length as StringIndex;
    this.#texts.push(text);
    this.#indexes.set(text, index);
    return index;
  }

  textOf(index: StringIndex): string {
    return this.#texts[index] as string;
  }
}
