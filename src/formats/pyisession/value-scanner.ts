import type { ByteWindow } from './byte-window.ts';
import { isNumberByte } from './number-text.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Finds the end of a JSON value whose bytes come piece by piece, without looking at any of them twice. */
export class ValueScanner {
  readonly #window: ByteWindow;
  /** Bytes of the value that were looked at. */
  #done = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(window: ByteWindow) {
    this.#window = window;
  }

  /** The position behind the value that begins at the window's position; -1 when it is not there yet. */
  end(): number {
    const { bytes, at, end } = this.#window;
    for (let position = at + this.#done; position < end; position++) {
      if (this.#endsBefore(bytes[position] as number, position > at)) return this.#finish(position);
      if (this.#endsWith(bytes[position] as number)) return this.#finish(position + 1);
    }
    this.#done = end - at;
    return -1;
  }

  /** A number or a word ends before what cannot belong to it. */
  #endsBefore(byte: number, isInside: boolean): boolean {
    return this.#depth === 0 && !this.#inString && isInside && !isNumberByte(byte);
  }

  #endsWith(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return !this.#inString && this.#depth === 0;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === 0x5b || byte === 0x7b) this.#depth++;
    else if (byte === 0x5d || byte === 0x7d) return --this.#depth <= 0;
    return false;
  }

  #finish(position: number): number {
    this.#done = 0;
    this.#depth = 0;
    this.#inString = false;
    return position;
  }
}
