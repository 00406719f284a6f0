import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallwiseError } from '../model/callwise-error.ts';
import { describeProgram, describeTarget } from './target-description.ts';

test("a program is described in pyinstrument's words", () => {
  const args = ['a b', '-x'];
  assert.equal(describeProgram({ kind: 'script', script: 'app.py', args }), 'app.py a b -x');
  assert.equal(describeProgram({ kind: 'module', module: 'pkg', args }), 'pkg a b -x');
  assert.equal(describeProgram({ kind: 'code', code: 'import os', args }), '-c a b -x');
  assert.equal(describeProgram({ kind: 'command', command: ['make', 'all'] }), 'make all');
});

test('{args} is the command line, doubled braces are braces', () => {
  assert.equal(describeTarget('Program: {args}', 'a $& {args}'), 'Program: a $& {args}');
  assert.equal(describeTarget('{{{args}}} {args}', 'a'), '{a} a');
  assert.equal(describeTarget('', 'a'), '');
});

test('other placeholders are refused', () => {
  const refused = (template: string): string => {
    try {
      describeTarget(template, 'a');
    } catch (error) {
      assert.ok(error instanceof CallwiseError && error.code === 'bad-option');
      return error.message;
    }
    return assert.fail(template);
  };
  assert.match(refused('{name}'), /has the unknown placeholder '\{name\}'/);
  assert.match(refused('{}'), /has the unknown placeholder '\{\}'/);
  assert.match(refused('a } b'), /has a single '\}'/);
  assert.match(refused('a { b'), /has a single '\{'/);
});
