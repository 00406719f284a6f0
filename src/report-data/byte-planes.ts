/**
 * Columns of integers as bytes for a general compressor: zigzag, then all lowest bytes, all second bytes, and so on. A
 * column of small or repeating numbers has planes of zeros or of repeating runs, which deflate to next to nothing.
 */
export interface PlaneColumn {
  readonly length: number;
  /** Bytes a value; 0 for a column of zeros. */
  readonly planes: number;
}

/** Values are safe integers within ±2^52. */
export function writePlanes(values: ArrayLike<number>): { column: PlaneColumn; bytes: Uint8Array } {
  const { length } = values;
  let largest = 0;
  for (let i = 0; i < length; i++) largest = Math.max(largest, zigzag(values[i] as number));
  let planes = 0;
  for (let rest = largest; rest > 0; rest = Math.floor(rest / 256)) planes++;
  const bytes = new Uint8Array(length * planes);
  for (let i = 0; i < length; i++) {
    let rest = zigzag(values[i] as number);
    for (let at = i; rest > 0; at += length) {
      bytes[at] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
  return { column: { length, planes }, bytes };
}

/** Reads a column that begins at `offset`. */
export function readPlanes(bytes: Uint8Array, offset: number, { length, planes }: PlaneColumn): Float64Array {
  const values = new Float64Array(length);
  for (let plane = 0, factor = 1; plane < planes; plane++, factor *= 256) {
    const start = offset + plane * length;
    for (let i = 0; i < length; i++) {
      values[i] = (values[i] as number) + (bytes[start + i] as number) * factor;
    }
  }
  for (let i = 0; i < length; i++) {
    const value = values[i] as number;
    values[i] = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  return values;
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
