/**
 * As Python's `%.{decimals}f`: rounds the exact binary value, half to even. `toFixed` rounds halves away from zero and
 * knows neither the sign of zero nor large numbers.
 */
export function fixedDecimals(value: number, decimals: number): string {
  if (Number.isNaN(value)) return 'nan';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (magnitude === Number.POSITIVE_INFINITY) return `${sign}inf`;
  if (magnitude >= 1e21) {
    return `${sign}${BigInt(magnitude)}${decimals > 0 ? `.${'0'.repeat(decimals)}` : ''}`;
  }
  const rounded = magnitude.toFixed(decimals);
  if (!isHalf(magnitude, decimals) || isEven(rounded)) return sign + rounded;
  return sign + (magnitude * (1 - 2 ** -52)).toFixed(decimals);
}

/** A number halfway between two of so many decimals is an odd multiple of 2^-(decimals + 1). */
function isHalf(magnitude: number, decimals: number): boolean {
  const multiple = magnitude * 2 ** (decimals + 1);
  return Number.isInteger(multiple) && multiple % 2 === 1;
}

function isEven(digits: string): boolean {
  return Number(digits.at(-1)) % 2 === 0;
}
