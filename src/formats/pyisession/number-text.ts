import { readDecimal } from './decimal-number.ts';

/** Whether a byte may stand in a JSON number or in one of Python's constants `NaN`, `Infinity` and `-Infinity`. */
export function isNumberByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2e ||
    byte === 0x2d ||
    byte === 0x2b ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a)
  );
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** The number that the bytes are; undefined when they are none. */
export function readNumber(bytes: Buffer, from: number, to: number): number | undefined {
  return readDecimal(bytes, from, to) ?? readText(bytes, from, to);
}

function readText(bytes: Buffer, from: number, to: number): number | undefined {
  const text = bytes.toString('latin1', from, Math.min(to, from + LONGEST));
  if (NUMBER.test(text) && to - from <= LONGEST) return Number(text);
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity') return Number.POSITIVE_INFINITY;
  return text === '-Infinity' ? Number.NEGATIVE_INFINITY : undefined;
}

/** Python's longest float has 24 characters, its integers any number; those with more digits than this are no times. */
const LONGEST = 1000;
