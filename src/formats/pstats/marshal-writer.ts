const PIECE_BYTES = 65_536;

/** Set in the type of a value that later ones may refer to. */
const REFERABLE = 0x80;

/**
 * Writes Python's marshal format (version 4, Python/marshal.c) as far as pstats files need it. Numbers are little-endian;
 * each value begins with a letter for its type.
 */
export class MarshalWriter {
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(PIECE_BYTES * 2);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #references = new Map<string, number>();

  /** What was written since the last piece, when it is worth to be handed on. */
  takePiece(options: { readonly isLast: boolean }): Uint8Array | undefined {
    if (this.#length === 0 || (this.#length < PIECE_BYTES && !options.isLast)) return undefined;
    const piece = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return piece;
  }

  startDictionary(): void {
    this.#type('{');
  }

  endDictionary(): void {
    this.#type('0');
  }

  /** The values of the tuple, at most 255, follow. */
  startTuple(length: number): void {
    this.#type(')');
    this.#byte(length);
  }

  /** As `startTuple`, unless a tuple of this key was written before: then that one is repeated, and true returned. */
  repeatOrStartTuple(key: string, length: number): boolean {
    if (this.#repeat(`(${key}`)) return true;
    this.#type(')', REFERABLE);
    this.#byte(length);
    return false;
  }

  integer(value: number): void {
    if (value !== (value | 0)) this.#long(value);
    else {
      this.#type('i');
      this.#int32(value);
    }
  }

  float(value: number): void {
    this.#type('g');
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** Each distinct text is written once. Halves of surrogate pairs become U+FFFD. */
  text(value: string): void {
    if (this.#repeat(`u${value}`)) return;
    const bytes = this.#encoder.encode(value);
    this.#type('u', REFERABLE);
    this.#int32(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #repeat(key: string): boolean {
    const known = this.#references.get(key);
    if (known === undefined) {
      this.#references.set(key, this.#references.size);
      return false;
    }
    this.#type('r');
    this.#int32(known);
    return true;
  }

  /** Digits of 15 bits, the lowest first; the count is negative for a negative number. */
  #long(value: number): void {
    const digits: number[] = [];
    for (let rest = BigInt(Math.trunc(Math.abs(value))); rest > 0n; rest >>= 15n) {
      digits.push(Number(rest & 0x7fffn));
    }
    this.#type('l');
    this.#int32(value < 0 ? -digits.length : digits.length);
    for (const digit of digits) {
      this.#byte(digit & 0xff);
      this.#byte(digit >> 8);
    }
  }

  #type(letter: string, flag = 0): void {
    this.#byte(letter.charCodeAt(0) | flag);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#length, value, true);
    this.#length += 4;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
