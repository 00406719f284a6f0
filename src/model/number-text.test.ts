import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixedDecimals } from './fixed-decimals.ts';
import { pythonFloat } from './python-float.ts';

test('decimals are rounded half to even on the exact value', () => {
  const cases: [number, number, string][] = [
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [0.5, 0, '0'],
    [1.5, 0, '2'],
    [2.5, 0, '2'],
    [-0.125, 2, '-0.12'],
    [-0, 3, '-0.000'],
    [1.005, 2, '1.00'],
    [1e22, 1, '10000000000000000000000.0'],
    [Number.POSITIVE_INFINITY, 1, 'inf'],
    [Number.NaN, 1, 'nan'],
  ];
  for (const [value, decimals, text] of cases) assert.equal(fixedDecimals(value, decimals), text);
});

test('floats are written as Python writes them', () => {
  const cases: [number, string][] = [
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [0.1, '0.1'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.25e-7, '1.25e-07'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [-1.5e300, '-1.5e+300'],
    [5e-324, '5e-324'],
    [1_700_000_000.5, '1700000000.5'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ];
  for (const [value, text] of cases) assert.equal(pythonFloat(value), text);
});
