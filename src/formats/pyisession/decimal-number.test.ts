import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDecimal } from './decimal-number.ts';

function read(text: string): number | undefined {
  const bytes = Buffer.from(`[${text}]`);
  return readDecimal(bytes, 1, bytes.length - 1);
}

const digits = (most: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: most });
const decimal = fc
  .tuple(fc.oneof(fc.constant('0'), fc.nat(99_999).map(String)), fc.nat(8), digits(19))
  .map(([whole, zeros, rest]) => `${whole}.${'0'.repeat(zeros)}${rest}`);

test('what is read is the number that JavaScript reads', () => {
  fc.assert(
    fc.property(decimal, (text) => {
      const value = read(text);
      if (value !== undefined) assert.equal(value, Number(text));
    }),
    { numRuns: 20_000 },
  );
});

test('the times of a recording are read, to the last bit', () => {
  let seconds = 0.001;
  let unread = 0;
  for (let count = 0; count < 100_000; count++) {
    seconds = (seconds * 1.000_013 + 1e-7) % 3;
    const value = read(String(seconds));
    if (value === undefined) unread++;
    else assert.equal(value, seconds);
  }
  // Those that JavaScript writes with an exponent, and the odd one that is too close to call.
  assert.ok(unread < 10, `${unread}`);
});

/** Between a float64 and the next: the digits that decide are the last ones, or are not there at all. */
test('numbers half way between two floats, and next to that, are rounded right or not at all', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2 ** 26, max: 2 ** 27 - 1 }),
      fc.nat(2 ** 26 - 1),
      fc.nat(5),
      (upper, lower, by) => {
        // An odd integer of 54 bits, with digits behind that take nothing from it and add nothing to it.
        const middle = (BigInt(upper) * 2n ** 27n + BigInt(lower) * 2n + 1n) * 2n + 1n;
        for (const text of [`${middle + BigInt(by)}.0`, `${middle - BigInt(by)}.00`]) {
          const value = read(text);
          if (value !== undefined) assert.equal(value, Number(text));
        }
      },
    ),
  );
});

test('other texts are left to others', () => {
  for (const text of [
    '',
    '.',
    '1.',
    '.5',
    '1',
    '-1.5',
    '1e5',
    '1.5e5',
    '00.5',
    '01.5',
    '1.2.3',
    '1,5',
    'NaN',
    '1.5 ',
  ]) {
    assert.equal(read(text), undefined, text);
  }
  for (const text of ['0.5', '10.25', '0.0', '0.001']) assert.equal(read(text), Number(text));
});
