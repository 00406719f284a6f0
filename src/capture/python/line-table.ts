/**
 * Lines of a code object's instructions from its `co_linetable`, in the location format of CPython 3.11 and later
 * (Objects/locations.md): an entry is a byte with the top bit set, a code in bits 3-6 and the number of code units less one in
 * bits 0-2, then variable-length numbers of six bits a byte.
 *
 * Returns a line for each code unit, 0 where there is none. Damaged tables give lines as far as they can be read.
 */
export function decodeLineTable(table: Uint8Array, firstLine: number, unitCount: number): Int32Array {
  const lines = new Int32Array(unitCount);
  let line = firstLine;
  let unit = 0;
  let at = 0;
  while (at < table.length && unit < unitCount) {
    const head = table[at] as number;
    const code = (head >> 3) & 15;
    const units = (head & 7) + 1;
    if (code === LONG || code === NO_COLUMNS) line += signedNumber(table, at + 1);
    else if (code >= ONE_LINE_0 && code < NO_COLUMNS) line += code - ONE_LINE_0;
    lines.fill(code === NONE ? 0 : line, unit, unit + units);
    unit += units;
    do at++;
    while (at < table.length && ((table[at] as number) & 0x80) === 0);
  }
  return lines;
}

const ONE_LINE_0 = 10;
const NO_COLUMNS = 13;
const LONG = 14;
const NONE = 15;

/** Six bits a byte, the lowest first, bit 6 says that more follow; the lowest bit of the whole is the sign. */
function signedNumber(table: Uint8Array, start: number): number {
  let value = 0;
  let shift = 0;
  for (let at = start; at < table.length && shift < 32; at++, shift += 6) {
    const byte = table[at] as number;
    value |= (byte & 63) << shift;
    if ((byte & 64) === 0) break;
  }
  return value & 1 ? -(value >>> 1) : value >>> 1;
}
