import type { InspectionLayout } from './layouts/inspection-layout.ts';
import { type PythonObjects, pointerAt } from './python-objects.ts';

/** Digits of 30 bits (`PYLONG_BITS_IN_DIGIT` on 64-bit machines); longer numbers are not shown. */
const DIGIT_BITS = 30n;
const MOST_DIGITS = 40;

/** The value of an `int` of up to 360 decimal digits. */
export function readLong(
  address: number,
  objects: PythonObjects,
  { longHead, longDigits }: InspectionLayout,
): bigint | undefined {
  const head = objects.bytes(address + longHead.offset, 8);
  if (head === undefined) return undefined;
  const { count, negative } = longHead.kind === 'tag' ? taggedSize(head) : signedSize(head);
  if (count > MOST_DIGITS) return undefined;
  const digits = objects.bytes(address + longDigits, count * 4);
  if (digits === undefined) return undefined;
  let value = 0n;
  for (let i = count - 1; i >= 0; i--) value = (value << DIGIT_BITS) | BigInt(digits.readUInt32LE(i * 4));
  return negative ? -value : value;
}

/** 3.12 and later: 0 positive, 1 zero, 2 negative; the size above three bits. */
function taggedSize(head: Buffer): { count: number; negative: boolean } {
  const tag = pointerAt(head, 0);
  return { count: Math.floor(tag / 8), negative: tag % 4 === 2 };
}

function signedSize(head: Buffer): { count: number; negative: boolean } {
  const size = head.readInt32LE(0);
  return { count: Math.abs(size), negative: size < 0 };
}
