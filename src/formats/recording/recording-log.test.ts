import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { RecordingLog } from './recording-log.ts';

const request = { intervalSeconds: 0.001, targetDescription: 'Program: a.py', threads: 'busy' } as const;

const batch = {
  process: 0,
  seconds: 1,
  frames: ['f'.repeat(1000)],
  stacks: Int32Array.of(),
  samples: [],
  threads: [],
};

/** Of the files that this process writes; `unlimited` but for the test. */
function limitFiles(bytes: number | 'unlimited'): boolean {
  return spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]).status === 0;
}

test('a log that cannot grow any more leaves no file', {
  timeout: 60_000,
  skip:
    process.platform !== 'linux' || !limitFiles('unlimited') ? 'the size of files cannot be limited' : false,
}, (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const log = new RecordingLog(join(folder, 'a.recording'), request);
  limitFiles(10_000);
  try {
    log.append({ batch });
    assert.ok(existsSync(log.path));
    for (let parts = 0; parts < 20; parts++) log.append({ batch });
  } finally {
    limitFiles('unlimited');
  }
  assert.ok(!log.isWritten);
  assert.ok(!existsSync(log.path));
});

test('a log that cannot be taken away is no failure', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const log = new RecordingLog(join(folder, 'a.recording'), request);
  log.append({ batch });
  rmSync(log.path);
  mkdirSync(log.path);
  log.remove();
  assert.ok(!log.isWritten);
});
