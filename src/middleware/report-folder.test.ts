import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryFolder } from '../../test/support/run-callwise.ts';
import { ReportFolder } from './report-folder.ts';

/** Of the files that this process writes; `unlimited` but for the test. */
function limitFiles(bytes: number | 'unlimited'): boolean {
  return spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]).status === 0;
}

test('a report that cannot be written whole leaves no file', {
  timeout: 60_000,
  skip:
    process.platform !== 'linux' || !limitFiles('unlimited') ? 'the size of files cannot be limited' : false,
}, async (context) => {
  const path = temporaryFolder(context);
  const folder = new ReportFolder(path, 1);
  limitFiles(1000);
  try {
    await assert.rejects(folder.add('x'.repeat(2000), 'txt'), { code: 'EFBIG' });
  } finally {
    limitFiles('unlimited');
  }
  assert.deepEqual(readdirSync(path), []);
});
