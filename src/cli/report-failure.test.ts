import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallwiseError } from '../model/callwise-error.ts';
import { ADVICE } from './advice.ts';
import { describeFailure } from './report-failure.ts';

test('a failure is a message and advice, without what a terminal would act upon', () => {
  const error = new CallwiseError('file-not-found', "there is no file '\x1b]0;x\x07\u202e\n'");
  assert.equal(
    describeFailure(error, false),
    `callwise: there is no file '\\x1b]0;x\\x07\\u202e\\x0a'\n${ADVICE['file-not-found']}\n`,
  );
});

test('the stack of calls is shown on request only', () => {
  const error = new RangeError('x');
  assert.match(describeFailure(error, false), /^callwise: x\nThis is a fault in callwise\. .*\n$/);
  assert.match(describeFailure(error, true), /RangeError: x\n {4}at /);
});

test('choices are listed within 80 columns, and files named in one piece', () => {
  const choices = Array.from({ length: 30 }, (_, count) => `choice${count}`).join(', ');
  const message = `There is no 'x'; there are ${choices}.`;
  const lines = describeFailure(new CallwiseError('bad-option', message), false).split('\n');
  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  );
  const [file] = describeFailure(new CallwiseError('file-not-found', message), false).split('\n');
  assert.equal(file, `callwise: ${message}`);
});

test('advice fits 80 columns', () => {
  for (const [code, advice] of Object.entries(ADVICE)) {
    for (const line of advice.split('\n')) assert.ok(line.length <= 80, `${code}: ${line.length} columns`);
    assert.equal(advice, advice.trim());
  }
});
