import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findPython } from './find-python.ts';

test('the Python asked for goes before the virtual environment, and that before python3', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const place = (name: string, mode = 0o755): string => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, mode);
    return path;
  };
  const other = place('other/python3.12');
  const ofEnvironment = place('venv/bin/python');
  place('first/python3', 0o644);
  mkdirSync(join(folder, 'second', 'python3'), { recursive: true });
  const inPath = place('third/python3');
  const PATH = ['first', 'second', 'third', 'other'].map((name) => join(folder, name)).join(':');
  const env = { PATH, VIRTUAL_ENV: join(folder, 'venv') };

  assert.equal(findPython(other, env), other);
  assert.equal(findPython('python3.12', env), other);
  assert.equal(findPython(undefined, env), ofEnvironment);
  assert.equal(findPython(undefined, { PATH }), inPath);
  assert.equal(findPython(undefined, { PATH, VIRTUAL_ENV: '' }), inPath);
  const installed = place('tools/bin/tool');
  const ofTool = place('tools/bin/python3');
  writeFileSync(installed, `#!${ofTool}\nimport tool\n`);
  assert.equal(findPython(undefined, env, installed), ofEnvironment);
  place('tools/pyvenv.cfg', 0o644);
  assert.equal(findPython(undefined, env, installed), ofTool);
  assert.equal(findPython(other, env, installed), other);
  assert.equal(findPython(undefined, env, join(folder, 'gone.py')), ofEnvironment);
  assert.throws(() => findPython('python9', env), { message: '--python python9 is not in PATH.' });
  assert.throws(() => findPython(undefined, { PATH: '' }), { message: 'python3 is not in PATH.' });
  assert.throws(() => findPython(undefined, { PATH, VIRTUAL_ENV: join(folder, 'gone') }), {
    code: 'python-not-found',
    message: `The Python of the virtual environment ${join(folder, 'gone')} is not there, or cannot be executed.`,
  });
});
