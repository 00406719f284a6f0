import type { PythonLayout } from './layouts/layout.ts';

export interface CodeSpan {
  readonly firstLine: number;
  /** Code units, two bytes each. */
  readonly unitCount: number;
}

/**
 * Lines of a code object's instructions: one for each code unit, 0 where there is none. Damaged tables give lines as far as
 * they can be read.
 */
export function decodeLineTable(
  format: PythonLayout['lines'],
  table: Uint8Array,
  span: CodeSpan,
): Int32Array {
  switch (format) {
    case 'locations':
      return decodeLocations(table, span);
    case 'deltas':
      return decodeDeltas(table, span);
    case 'lnotab':
      return decodeLineNumberTable(table, span);
  }
}

/**
 * CPython 3.11 and later (Objects/locations.md): an entry is a byte with the top bit set, a code in bits 3-6 and the number of
 * code units less one in bits 0-2, then variable-length numbers of six bits a byte.
 */
function decodeLocations(table: Uint8Array, { firstLine, unitCount }: CodeSpan): Int32Array {
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

/** CPython 3.10 (PEP 626): pairs of a length in bytes and a signed step of the line before it; -128: no line. */
function decodeDeltas(table: Uint8Array, { firstLine, unitCount }: CodeSpan): Int32Array {
  const lines = new Int32Array(unitCount);
  let line = firstLine;
  let unit = 0;
  for (let at = 0; at + 1 < table.length && unit < unitCount; at += 2) {
    const units = (table[at] as number) >> 1;
    const step = ((table[at + 1] as number) << 24) >> 24;
    if (step !== -128) line += step;
    lines.fill(step === -128 ? 0 : line, unit, unit + units);
    unit += units;
  }
  return lines;
}

/** CPython 3.8 and 3.9 (Objects/lnotab_notes.txt): pairs of a step in bytes and a signed step of the line behind it. */
function decodeLineNumberTable(table: Uint8Array, { firstLine, unitCount }: CodeSpan): Int32Array {
  const lines = new Int32Array(unitCount);
  let line = firstLine;
  let unit = 0;
  for (let at = 0; at + 1 < table.length && unit < unitCount; at += 2) {
    const units = (table[at] as number) >> 1;
    lines.fill(line, unit, unit + units);
    unit += units;
    line += ((table[at + 1] as number) << 24) >> 24;
  }
  return lines.fill(line, unit);
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
