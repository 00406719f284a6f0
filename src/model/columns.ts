/** Values that a column has room for at first. */
const FEW = 64;

/** A growing column of 32-bit integers. Reads past the end are the caller's error and are not checked. */
export class IntColumn {
  #values: Int32Array;
  #length = 0;

  constructor(capacity: number = FEW) {
    this.#values = new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  /** Takes the last value away. The column has one. */
  pop(): number {
    return this.#values[--this.#length] as number;
  }

  get(index: number): number {
    return this.#values[index] as number;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The values so far, which leave the column. */
  take(): Int32Array<ArrayBuffer> {
    const values = this.#values.slice(0, this.#length);
    this.#length = 0;
    return values;
  }

  /** Forgets the values and gives their memory back. */
  clear(): void {
    this.#values = new Int32Array(FEW);
    this.#length = 0;
  }

  #grow(): void {
    const grown = new Int32Array(this.#values.length * 2);
    grown.set(this.#values);
    this.#values = grown;
  }
}

/** A growing column of float64 numbers. Reads past the end are the caller's error and are not checked. */
export class FloatColumn {
  #values: Float64Array;
  #length = 0;

  constructor(capacity: number = FEW) {
    this.#values = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  /** Takes the last value away. The column has one. */
  pop(): number {
    return this.#values[--this.#length] as number;
  }

  get(index: number): number {
    return this.#values[index] as number;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The values so far, which leave the column. */
  take(): Float64Array<ArrayBuffer> {
    const values = this.#values.slice(0, this.#length);
    this.#length = 0;
    return values;
  }

  /** Forgets the values and gives their memory back. */
  clear(): void {
    this.#values = new Float64Array(FEW);
    this.#length = 0;
  }

  #grow(): void {
    const grown = new Float64Array(this.#values.length * 2);
    grown.set(this.#values);
    this.#values = grown;
  }
}
