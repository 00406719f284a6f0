/** Bound on what is remembered of the target's objects. */
const MOST_ENTRIES = 20_000;

interface Entry<Value> {
  value: Value;
  seenAt: number;
}

/** What was read at addresses of another process, taken to be so for some time. */
export class Recollection<Value> {
  readonly #entries = new Map<number, Entry<Value>>();
  readonly #read: (address: number) => Value;
  readonly #trustedMillis: number;

  constructor(trustedMillis: number, read: (address: number) => Value) {
    this.#trustedMillis = trustedMillis;
    this.#read = read;
  }

  /** `now` is the sampler's clock in milliseconds. */
  at(address: number, now: number): Value {
    const entry = this.#entries.get(address);
    if (entry === undefined) {
      if (this.#entries.size >= MOST_ENTRIES) this.#entries.clear();
      const value = this.#read(address);
      this.#entries.set(address, { value, seenAt: now });
      return value;
    }
    if (now - entry.seenAt >= this.#trustedMillis) {
      entry.value = this.#read(address);
      entry.seenAt = now;
    }
    return entry.value;
  }
}
