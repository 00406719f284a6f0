import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { CALLWISE, temporaryFolder } from '../support/run-callwise.ts';

const execute = promisify(execFile);

const TIMEOUT = 120_000;

const SPIN = `import os, sys, threading, time

def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
`;

/** The time of the first call of this name; 0 when there is none. */
function secondsIn(report: string, name: string): number {
  return Number(new RegExp(`(\\d+\\.\\d{3}) ${name} {2}`).exec(report)?.[1] ?? 0);
}

const canDropCapabilities = process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');

test('a program that gives up its rights is recorded to its end, without rights of ours over others', {
  skip: canDropCapabilities ? false : 'needs root and setpriv',
  timeout: TIMEOUT,
}, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(
    join(folder, 'app.py'),
    `${SPIN}
def after(): spin(0.6)

spin(0.2)
os.setgid(65534)
os.setuid(65534)
after()
`,
  );
  const { stdout } = await execute(
    'setpriv',
    ['--bounding-set', '-sys_ptrace', process.execPath, CALLWISE, 'app.py'],
    { cwd: folder, env: { ...process.env, XDG_DATA_HOME: folder } },
  );
  assert.ok(secondsIn(stdout, 'after') > 0.5, stdout);
});
