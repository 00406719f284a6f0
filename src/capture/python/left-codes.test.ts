import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeftCodes } from './left-codes.ts';

test('at a place the code counts that was left there last, for a second', () => {
  const left = new LeftCodes();
  left.add(4096, 64, 0);
  left.add(8192, 72, 0);
  left.add(4096, 80, 10);
  assert.equal(left.at(4096, 1009), 80);
  assert.equal(left.at(4096, 1010), 0);
  assert.equal(left.at(8192, 999), 72);
  assert.equal(left.at(12_288, 0), 0);
});

test('of ever new places not all are remembered', () => {
  const left = new LeftCodes();
  for (let place = 0; place < 10_000; place++) left.add(place, 64, 0);
  let remembered = 0;
  for (let place = 0; place < 10_000; place++) if (left.at(place, 0) !== 0) remembered++;
  assert.ok(remembered > 0 && remembered <= 512, `${remembered}`);
});
