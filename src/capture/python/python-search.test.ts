import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPythonName } from './python-search.ts';

test('a program is Python by its path, also when the file is gone', () => {
  for (const path of ['/usr/bin/python3.12', '/opt/python', '/usr/bin/python3.12 (deleted)'])
    assert.ok(isPythonName(path), path);
  for (const path of [undefined, '/usr/bin/sh', '/usr/bin/sh (deleted)', '/usr/bin/python3-config'])
    assert.ok(!isPythonName(path), path);
});
