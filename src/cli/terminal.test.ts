import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supportsColor, supportsUnicode } from './terminal.ts';

const terminal = { env: {}, platform: 'linux', isTerminal: true } as const;

test('a terminal gets colour, unless it or its user does not want it', () => {
  const color = (env: Record<string, string>, isTerminal = true) =>
    supportsColor({ ...terminal, env, isTerminal });
  assert.equal(color({}), true);
  assert.equal(color({}, false), false);
  assert.equal(color({ NO_COLOR: '1' }), false);
  assert.equal(color({ NO_COLOR: '' }), true);
  assert.equal(color({ TERM: 'dumb' }), false);
  assert.equal(color({ FORCE_COLOR: '1' }, false), true);
  assert.equal(color({ FORCE_COLOR: '1', NO_COLOR: '1' }), true);
  assert.equal(color({ FORCE_COLOR: '0' }), false);
});

test('unicode is for UTF-8 locales, and for the C locale, where Python writes UTF-8 as well', () => {
  const unicode = (env: Record<string, string>) => supportsUnicode({ ...terminal, env });
  assert.equal(unicode({ LANG: 'de_DE.UTF-8' }), true);
  assert.equal(unicode({ LANG: 'de_DE.utf8' }), true);
  assert.equal(unicode({ LANG: 'de_DE.ISO-8859-1' }), false);
  assert.equal(unicode({ LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE@euro' }), false);
  assert.equal(unicode({ LANG: 'de_DE@euro', LC_CTYPE: 'C.UTF-8' }), true);
  assert.equal(unicode({}), true);
  assert.equal(supportsUnicode({ env: { LANG: 'x' }, platform: 'darwin', isTerminal: true }), true);
});
