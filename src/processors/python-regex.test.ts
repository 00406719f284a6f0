import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallwiseError } from '../model/callwise-error.ts';
import { translateFnmatch } from './fnmatch.ts';
import { translatePythonRegex } from './python-regex.ts';

const MATCHES: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['src/', 'src/a.py', true],
  ['src/', '/app/src/a.py', false],
  ['a.b', 'a\nb', false],
  ['(?s)a.b', 'a\nb', true],
  ['(?s:a.)b.', 'a\nb\n', false],
  ['a$', 'a\n', true],
  ['a\\Z', 'a\n', false],
  ['(?m)a$', 'a\nb', true],
  ['(?P<x>ab)(?P=x)', 'abab', true],
  ['(a)\\1', 'ab', false],
  ['a{,2}b', 'aab', true],
  ['a{x}', 'a{x}', true],
  ['[]a]+x', ']ax', true],
  ['[^]a]', ']', false],
  ['\\d', '٣', true],
  ['\\w+/', 'é/', true],
  ['é\\b', 'é.', true],
  ['(?x) a b # c', 'ab', true],
  ['(?i)ABC', 'abc', true],
  ['a(?#b)c', 'ac', true],
];

test('a pattern matches what it matches in Python', () => {
  for (const [pattern, text, matches] of MATCHES) {
    assert.equal(translatePythonRegex(pattern).test(text), matches, `${pattern} on ${JSON.stringify(text)}`);
  }
});

test('a pattern that cannot be used is a bad option that names it', () => {
  for (const pattern of ['(', '[a', 'a++', '(?>a)', '\\', '\\q', '(?(1)a|b)', '*']) {
    assert.throws(
      () => translatePythonRegex(pattern),
      (error) =>
        error instanceof CallwiseError && error.code === 'bad-option' && error.message.includes(pattern),
      pattern,
    );
  }
});

test('a shell pattern matches the whole path', () => {
  const matches = (pattern: string, text: string) =>
    translatePythonRegex(translateFnmatch(pattern)).test(text);
  assert.ok(matches('*/lib/*.py', '/usr/lib/x\ny.py'));
  assert.ok(!matches('lib', '/lib'));
  assert.ok(!matches('*.py', 'a.pyc'));
  assert.ok(matches('a[!x-z]b', 'ayb') === false && matches('a[!x-z]b', 'acb'));
  assert.ok(matches('[]]', ']') && matches('[', '[') && !matches('[z-a]', 'z') && matches('a[!z-a]', 'ab'));
  assert.ok(matches('a+(b)?', 'a+(b)c'));
});
