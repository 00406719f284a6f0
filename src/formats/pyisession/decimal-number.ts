const ZERO = 0x30;
const POINT = 0x2e;
/** The last digits are put to the others in a step of its own. */
const TAIL_BYTES = 4;
/** What the digits before them may come to, so that halves of the products below are exact. */
const MOST_HEAD = 1e15;
/** With four more digits still an integer that a float64 holds. */
const MOST_EXACT_HEAD = 9e11;
/** Powers of ten are exact up to here. */
const MOST_DECIMALS = 22;
const POWERS: readonly number[] = Array.from({ length: MOST_DECIMALS + 1 }, (_, power) => 10 ** power);
const HALF_HEAD = 2 ** 20;
/** Splits a float64 into two halves of its bits (Veltkamp). */
const SPLIT = 2 ** 27 + 1;
/** More than the relative error of the correction of a quotient. */
const DOUBT = 2 ** -48;

/**
 * The number that `digits.digits` stands for, without making a text of it: the nearest one, as Number gives it. Undefined
 * for any other bytes, for more digits than 19, and when the nearest is too close to call.
 */
export function readDecimal(bytes: Uint8Array, from: number, to: number): number | undefined {
  const tailAt = to - TAIL_BYTES;
  let head = 0;
  let tail = 0;
  let tailDigits = 0;
  let point = -1;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    const digit = byte - ZERO;
    if (digit < 0 || digit > 9) {
      if (byte !== POINT || point >= 0) return undefined;
      point = at;
    } else if (at < tailAt) head = head * 10 + digit;
    else {
      tail = tail * 10 + digit;
      tailDigits++;
    }
  }
  const decimals = to - point - 1;
  const isWritten = point > from && decimals > 0 && (bytes[from] !== ZERO || point === from + 1);
  if (!isWritten || decimals > MOST_DECIMALS || head >= MOST_HEAD) return undefined;
  const power = POWERS[decimals] as number;
  const shift = POWERS[tailDigits] as number;
  return head < MOST_EXACT_HEAD ? (head * shift + tail) / power : divide(head, { shift, tail, power });
}

/** `(head * shift + tail) / power` rounded once, where a float64 does not hold the dividend: it is the sum of two. */
function divide(
  head: number,
  { shift, tail, power }: { readonly shift: number; readonly tail: number; readonly power: number },
): number | undefined {
  const upper = Math.floor(head / HALF_HEAD) * HALF_HEAD;
  const upperProduct = upper * shift;
  const lowerProduct = (head - upper) * shift;
  const product = upperProduct + lowerProduct;
  const high = product + tail;
  const low = lowerProduct - (product - upperProduct) + (tail - (high - product));
  const quotient = high / power;
  const correction = (remainder(high, quotient, power) + low) / power;
  const result = quotient + correction * (1 - DOUBT);
  return result === quotient + correction * (1 + DOUBT) ? result : undefined;
}

/** `dividend - quotient * divisor`, exactly (Dekker's product). */
function remainder(dividend: number, quotient: number, divisor: number): number {
  const product = quotient * divisor;
  const quotientHigh = highHalf(quotient);
  const quotientLow = quotient - quotientHigh;
  const divisorHigh = highHalf(divisor);
  const divisorLow = divisor - divisorHigh;
  const rest = quotientHigh * divisorHigh - product + quotientHigh * divisorLow + quotientLow * divisorHigh;
  return dividend - product - (rest + quotientLow * divisorLow);
}

function highHalf(value: number): number {
  const scaled = SPLIT * value;
  return scaled - (scaled - value);
}
