import { readAsciiJson, writeAsciiJson } from './ascii-json.ts';
import { type PlaneColumn, readPlanes, writePlanes } from './byte-planes.ts';

/** The parts of a block: texts and facts as JSON, and columns of integers by name. */
export interface Block<Name extends string, Header> {
  readonly header: Header;
  readonly columns: Readonly<Record<Name, ArrayLike<number>>>;
}

interface Index<Header> {
  readonly header: Header;
  readonly columns: readonly (readonly [name: string, column: PlaneColumn])[];
}

/** The length of the index (32 bits, little endian), the index as JSON, and the columns in the order of the index. */
export function writeBlock<Name extends string, Header>(block: Block<Name, Header>): Uint8Array {
  const written = Object.entries<ArrayLike<number>>(block.columns).map(
    ([name, values]) => [name, writePlanes(values)] as const,
  );
  const index: Index<Header> = {
    header: block.header,
    columns: written.map(([name, { column }]) => [name, column]),
  };
  const json = writeAsciiJson(index);
  const bytes = new Uint8Array(
    written.reduce((size, [, column]) => size + column.bytes.length, LENGTH_BYTES + json.length),
  );
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, LENGTH_BYTES);
  let offset = LENGTH_BYTES + json.length;
  for (const [, column] of written) {
    bytes.set(column.bytes, offset);
    offset += column.bytes.length;
  }
  return bytes;
}

/** The reverse; the block is one that `writeBlock` made with these names and this header. */
export function readBlock<Name extends string, Header>(
  bytes: Uint8Array,
): { header: Header; columns: Record<Name, Float64Array> } {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  let offset = LENGTH_BYTES + length;
  const index = readAsciiJson(bytes.subarray(LENGTH_BYTES, offset)) as Index<Header>;
  const columns: Record<string, Float64Array> = {};
  for (const [name, column] of index.columns) {
    columns[name] = readPlanes(bytes, offset, column);
    offset += column.length * column.planes;
  }
  return { header: index.header, columns: columns as Record<Name, Float64Array> };
}

const LENGTH_BYTES = 4;
