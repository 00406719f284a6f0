import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallHabits, SeenCall } from './call-habits.ts';
import type { CodeObject } from './code-object.ts';
import { CodeTable } from './code-table.ts';
import { DataStackImage } from './data-stack-image.ts';
import { cpython313 } from './layouts/cpython-3-13.ts';
import { walkerOf } from './walker-of.ts';

const NAMES = ['caller', 'usual', 'other'];
const [FIRST, SECOND, THIRD] = [10, 20, 30];

function made(): { habits: CallHabits<SeenCall>; caller: CodeObject; usual: CodeObject; other: CodeObject } {
  const image = new DataStackImage(cpython313, NAMES);
  const codes = new CodeTable(image, cpython313, image.codeType);
  const walker = walkerOf(image, cpython313, { codes, thread: image.thread });
  assert.equal(walker.walk(0), 'whole');
  const { chain } = walker;
  return {
    habits: new CallHabits(SeenCall),
    caller: chain.codeAt(0),
    usual: chain.codeAt(1),
    other: chain.codeAt(2),
  };
}

function see(call: SeenCall, times: number): SeenCall {
  for (let i = 0; i < times; i++) call.count(false);
  return call;
}

test('a callee that is often called by one instruction is a stray above another that calls others', () => {
  const { habits, caller, usual, other } = made();
  see(habits.callOf(caller, FIRST, usual), 500);
  see(habits.callOf(caller, SECOND, other), 500);
  const stray = see(habits.callOf(caller, SECOND, usual), 5);
  assert.equal(stray.isStray(false), true);
  assert.equal(habits.callOf(caller, FIRST, usual).isStray(false), false);
  // Seen there more often it is what an instruction that calls by turns does.
  assert.equal(see(stray, 150).isStray(false), false);
});

test('an instruction that calls nothing but that is believed, however seldom it runs', () => {
  const { habits, caller, usual } = made();
  see(habits.callOf(caller, FIRST, usual), 5000);
  const rare = see(habits.callOf(caller, SECOND, usual), 1);
  assert.equal(rare.isStray(false), false);
  // One that is of no call leads to what is called elsewhere only in passing.
  assert.equal(rare.isStray(true), true);
});

test('the instructions by which a callee is called less often than by all others are secondary', () => {
  const { habits, caller, usual } = made();
  const first = habits.callOf(caller, FIRST, usual);
  assert.equal(first.isSecondary, false);
  see(first, 30);
  const second = see(habits.callOf(caller, SECOND, usual), 20);
  assert.equal(first.isSecondary, false);
  assert.equal(second.isSecondary, true);
  see(second, 20);
  assert.equal(first.isSecondary, true);
  assert.equal(second.isSecondary, false);
});

test('a callee that no other instruction of the caller leads to is none, however rare it is', () => {
  const { habits, caller, usual, other } = made();
  see(habits.callOf(caller, FIRST, usual), 5000);
  const rare = see(habits.callOf(caller, FIRST, other), 1);
  assert.equal(rare.isStray(false), false);
  assert.equal(rare.isStray(true), false);
});

test('what is seen lately counts for more', () => {
  const { habits, caller, usual, other } = made();
  const first = see(habits.callOf(caller, FIRST, usual), 20_000);
  see(habits.callOf(caller, SECOND, other), 100);
  const second = see(habits.callOf(caller, SECOND, usual), 400);
  assert.equal(second.isStray(false), false);
  assert.equal(first.isStray(false), false);
});

test('what is remembered of a caller has an end', () => {
  const { habits, caller, usual } = made();
  const call = habits.callOf(caller, THIRD, usual);
  for (let unit = 0; unit < 10_000; unit++) {
    if (unit !== THIRD) habits.callOf(caller, unit, usual);
  }
  assert.notEqual(habits.callOf(caller, THIRD, usual), call);
});
