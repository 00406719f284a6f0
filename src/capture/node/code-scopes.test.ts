import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scanScopes } from './code-scopes.ts';
import { ScriptText } from './script-text.ts';

/** The class and function around the mark `|`, as `Class.function`. */
function around(marked: string): string {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const line = text.slice(0, at).split('\n').length - 1;
  const column = at - (text.lastIndexOf('\n', at - 1) + 1);
  const { className = '', functionName = '' } = new ScriptText(text).surroundings(line, column);
  return `${className}.${functionName}`;
}

test('members of classes know their class, and functions the one around them', () => {
  assert.equal(around('class A { m|() {} }'), 'A.');
  assert.equal(around('class A extends B { static async *m|() {} }'), 'A.');
  assert.equal(around('class A { m() { return () |=> 1; } }'), '.m');
  assert.equal(around('function f() { class Inner { m|() {} } }'), 'Inner.f');
  assert.equal(around('const a = class { m|() {} }'), '.');
  assert.equal(around('function f() {} [1].map(|() => 2)'), '.');
  assert.equal(around('function f() { if (a) { [1].map(|() => 2); } }'), '.f');
  assert.equal(
    around('export default class A<T> implements B { private m(x: { y: T }): T[] { return |() => x; } }'),
    '.m',
  );
});

test('texts, templates, comments and regular expressions hold no brackets', () => {
  assert.equal(
    around(`class A { s = '}'; t = \`}\${{ a: '}' }}}\`; // }\n /* } */ r = /[}/]}\\/}/; m|() {} }`),
    'A.',
  );
  assert.equal(around('class A { d = a / b; e = (c) / 2; m|() {} }'), 'A.');
  assert.equal(around('function f(a = {}) { return typeof /}/ + |g; }'), '.f');
});

test('any text is scanned to its end, into scopes that hold each other or stand apart', () => {
  const word = fc.constantFrom(
    'class',
    'A',
    'f',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '`',
    '${',
    '/',
    "'",
    '"',
    '=>',
    '\n',
    '=',
    ',',
    '\\',
    '//',
    '/*',
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const text = words.join(' ');
      const scopes = scanScopes(text);
      for (const { begin, end } of scopes) assert.ok(0 < begin && begin <= end && end <= text.length);
      for (const [index, inner] of scopes.entries()) {
        for (const outer of scopes.slice(0, index)) {
          assert.ok(outer.begin < inner.begin && (outer.end <= inner.begin || inner.end <= outer.end));
        }
      }
    }),
  );
});
