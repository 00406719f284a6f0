import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedPythons, NEWEST_PYTHONS_FOLDER } from './pythons.ts';
import { temporaryFolder } from './run-callwise.ts';

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

test("pyenv's are found without pyenv on the PATH", (context) => {
  const elsewhere = installedPythons().find(
    ({ path }) => !path.startsWith('/usr/') && !path.startsWith(NEWEST_PYTHONS_FOLDER),
  );
  if (elsewhere === undefined) return context.skip('every Python is found without pyenv');
  const root = temporaryFolder(context);
  const folder = join(root, 'versions', elsewhere.version, 'bin');
  mkdirSync(folder, { recursive: true });
  symlinkSync(elsewhere.path, join(folder, `python3.${elsewhere.minor}`));
  const before = { ...process.env };
  context.after(() => {
    process.env = before;
  });
  Object.assign(process.env, { PATH: '', PYENV_ROOT: root });
  assert.ok(installedPythons().some(({ path }) => path === elsewhere.path));
  process.env.PYENV_ROOT = join(root, 'none');
  assert.ok(!installedPythons().some(({ path }) => path === elsewhere.path));
});
