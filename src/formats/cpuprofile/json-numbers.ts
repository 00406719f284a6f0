import { JsonError, type Span, skipSpace } from './json-members.ts';

const IS_NUMBER_BYTE = new Uint8Array(256);
for (const character of '0123456789+-.eE') IS_NUMBER_BYTE[character.charCodeAt(0)] = 1;
const MINUS = 0x2d;
const COMMA = 0x2c;
const CLOSING = 0x5d;

/** The numbers of a JSON array, which may be tens of millions. Throws a JsonError. */
export function readNumbers(bytes: Uint8Array, { start, end }: Span): Float64Array {
  if (bytes[start] !== 0x5b) throw new JsonError('a list of numbers', start);
  const numbers = new Float64Array(countElements(bytes, { start, end }));
  let at = skipSpace(bytes, start + 1);
  for (let index = 0; index < numbers.length; index++) {
    const stop = endOfNumber(bytes, at);
    numbers[index] = readNumber(bytes, at, stop);
    at = skipSpace(bytes, stop);
    if (bytes[at] !== (index < numbers.length - 1 ? COMMA : CLOSING)) throw new JsonError("',' or ']'", at);
    at = skipSpace(bytes, at + 1);
  }
  return numbers;
}

function countElements(bytes: Uint8Array, { start, end }: Span): number {
  if (bytes[skipSpace(bytes, start + 1)] === CLOSING) return 0;
  let count = 1;
  for (let at = start; at < end; at++) if (bytes[at] === COMMA) count++;
  return count;
}

function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start;
  while (IS_NUMBER_BYTE[bytes[at] ?? 0] === 1) at++;
  return at;
}

/** Integers, which nearly all are, without making a string. */
function readNumber(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  let value = 0;
  for (let at = first; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9 || end - first > 15) return parseNumber(bytes, start, end);
    value = value * 10 + digit;
  }
  if (first === end) throw new JsonError('a number', start);
  return isNegative ? -value : value;
}

function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  const value = Number(String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 40))));
  if (!Number.isFinite(value)) throw new JsonError('a number', start);
  return value;
}
