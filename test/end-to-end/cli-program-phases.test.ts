import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CALLWISE, runCallwise, startCallwise, temporaryFolder } from '../support/run-callwise.ts';

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

const onLinux = process.platform === 'linux' ? false : 'recording needs Linux';
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

test('a main thread that waits for the others is recorded as it does', {
  skip: onLinux,
  timeout: TIMEOUT,
}, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(
    join(folder, 'app.py'),
    `${SPIN}
spin(0.1)
threading.Thread(target=time.sleep, args=[60]).start()
print(os.getpid(), flush=True)
`,
  );
  const { child, outcome } = startCallwise(['app.py'], { cwd: folder, env: { XDG_DATA_HOME: folder } });
  const [chunk] = (await once(child.stdout as Readable, 'data')) as [Buffer];
  const pid = Number(chunk.toString());
  let log: string | undefined;
  while (log === undefined || countBatches(log) < 3) {
    await wait(50);
    log = recordingIn(folder);
  }
  child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await outcome;
  const { stdout, stderr } = await runCallwise(['--load', log, '--show-all']);
  assert.ok(secondsIn(stdout, '_shutdown') > 0.5, stdout + stderr);
});

function recordingIn(folder: string): string | undefined {
  const reports = join(folder, 'callwise', 'reports');
  const names = existsSync(reports) ? readdirSync(reports) : [];
  const name = names.find((each) => each.endsWith('.recording'));
  return name === undefined ? undefined : join(reports, name);
}

/** One comes each second. */
function countBatches(log: string): number {
  return readFileSync(log, 'utf8').split('\n{"batch"').length - 1;
}
