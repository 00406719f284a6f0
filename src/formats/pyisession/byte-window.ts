/** Behind the last byte, so that a scan for the end of a string stops without looking where it is. */
const GUARD_BYTES = 16;
const QUOTE = 0x22;
/** In front of the bytes of the spare buffer, for those of the other one that are not used up. */
const HEADROOM_BYTES = 1 << 16;

/**
 * The part of a stream of bytes that is looked at: it slides on as bytes are used up, and grows for what does not fit.
 * `bytes`, `at` and `end` are read in tight loops; whoever does so takes them anew after `space`.
 */
export class ByteWindow {
  bytes: Buffer;
  /** Of the same bytes. */
  view: DataView;
  /** The next byte to look at. */
  at = 0;
  /** Behind the last byte that is there; some quotes follow it. */
  end = 0;
  /** Bytes from here on stay when the window slides; -1: only those from `at` on. */
  anchor = -1;
  /** No more bytes will come. */
  isComplete = false;
  /** Where in the stream `bytes` begins. */
  #base = 0;
  /** What the next bytes are written to while those that are there are looked at. */
  #spare: Buffer | undefined;

  constructor(capacity: number) {
    this.bytes = Buffer.alloc(capacity + GUARD_BYTES);
    this.view = viewOf(this.bytes);
  }

  /** Where in the stream a position of the window is. */
  offsetOf(position: number): number {
    return this.#base + Math.min(position, this.end);
  }

  /** Room for at least so many bytes, to be written and then told to `commit`. */
  space(length: number): Uint8Array {
    this.#slide();
    if (this.end + length + GUARD_BYTES > this.bytes.length) {
      const grown = Buffer.alloc((this.end + length) * 2 + GUARD_BYTES);
      grown.set(this.bytes.subarray(0, this.end));
      this.bytes = grown;
      this.view = viewOf(grown);
    }
    return this.bytes.subarray(this.end, this.end + length);
  }

  commit(length: number): void {
    this.end += length;
    this.bytes.fill(QUOTE, this.end, this.end + GUARD_BYTES);
  }

  append(bytes: Uint8Array): void {
    this.space(bytes.length).set(bytes);
    this.commit(bytes.length);
  }

  /** Room for at least so many bytes, to be written, even while the window is looked at, and then told to `commitSpare`. */
  spare(length: number): Uint8Array {
    const size = HEADROOM_BYTES + length + GUARD_BYTES;
    if (this.#spare === undefined || this.#spare.length < size) this.#spare = Buffer.alloc(size);
    return this.#spare.subarray(HEADROOM_BYTES, HEADROOM_BYTES + length);
  }

  commitSpare(length: number): void {
    const spare = this.#spare as Buffer;
    const first = this.#first();
    const start = HEADROOM_BYTES - (this.end - first);
    if (start < 0) {
      this.append(spare.subarray(HEADROOM_BYTES, HEADROOM_BYTES + length));
      return;
    }
    spare.set(this.bytes.subarray(first, this.end), start);
    this.#spare = this.bytes;
    this.bytes = spare;
    this.view = viewOf(spare);
    this.#base += first - start;
    this.at += start - first;
    if (this.anchor >= 0) this.anchor += start - first;
    this.end = HEADROOM_BYTES;
    this.commit(length);
  }

  /** The first byte that stays. */
  #first(): number {
    return this.anchor >= 0 ? Math.min(this.anchor, this.at) : this.at;
  }

  #slide(): void {
    const first = this.#first();
    if (first === 0) return;
    this.bytes.copyWithin(0, first, this.end);
    this.at -= first;
    this.end -= first;
    if (this.anchor >= 0) this.anchor -= first;
    this.#base += first;
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
