import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { installedPythons } from './pythons.ts';

test('every Python found is an executable of its own that says the same version', () => {
  const pythons = installedPythons();
  assert.equal(new Set(pythons.map(({ path }) => path)).size, pythons.length);
  for (const { path, version, minor } of pythons) {
    assert.match(
      execFileSync(path, ['--version'], { encoding: 'utf8' }),
      new RegExp(`^Python ${version}\\b`),
    );
    assert.equal(version.split('.')[1], String(minor));
  }
});
