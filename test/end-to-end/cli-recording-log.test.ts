import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunOutcome, runCallwise, startCallwise, temporaryFolder } from '../support/run-callwise.ts';

const skip = process.platform !== 'linux' && 'recording needs Linux';

const PROGRAM = `import os, sys
def spin():
    sum(range(1000))
print(os.getpid(), flush=True)
while True:
    spin()
`;

function listReports(folder: string, extension: string): string[] {
  const reports = join(folder, 'callwise', 'reports');
  return readdirSync(reports, { encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(reports, name));
}

/** Kills a callwise that has recorded the program in the folder for a while, and gives the log that it leaves. */
async function killedRecording(context: TestContext, folder: string): Promise<string> {
  const script = join(folder, 'endless.py');
  writeFileSync(script, PROGRAM);
  const { child, outcome } = startCallwise([script], { env: { XDG_DATA_HOME: folder } });
  let pid = 0;
  child.stdout?.once('data', (chunk: Buffer) => {
    pid = Number(chunk.toString());
  });
  const killBoth = (): void => {
    child.kill('SIGKILL');
    if (existsSync(`/proc/${pid}/exe`)) process.kill(pid, 'SIGKILL');
    pid = 0;
  };
  context.after(killBoth);
  let end: RunOutcome | undefined;
  void outcome.then((it) => {
    end = it;
  });
  let log: string | undefined;
  while (log === undefined || countBatches(log) < 3) {
    await wait(50, undefined, { signal: context.signal });
    assert.equal(end, undefined, 'it ended by itself');
    log = pid === 0 ? undefined : listReports(folder, '.recording')[0];
  }
  killBoth();
  await outcome;
  return log;
}

test('a recording whose callwise is killed can be looked at, and is told of', {
  skip,
  timeout: 60_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  const env = { XDG_DATA_HOME: folder };
  const log = await killedRecording(context, folder);
  const loaded = await runCallwise(['--load', log]);
  assert.match(loaded.stdout, /Program: .*endless\.py\n\n(?:.*\n)*.*\d\.\d{3} <module> {2}endless\.py:1\n/);
  const next = await runCallwise(['-c', 'pass'], { env });
  const identifier = /A recording was cut short\. .*\n {4}callwise --load-prev (\S+)\n/.exec(
    next.stderr,
  )?.[1];
  assert.ok(identifier !== undefined, next.stderr);
  const again = await runCallwise(['--load-prev', identifier], { env });
  assert.equal(again.stdout, loaded.stdout);
  assert.deepEqual(listReports(folder, '.recording'), []);
});

test('a recording whose callwise was killed is among the reports right after', {
  skip,
  timeout: 60_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  const log = await killedRecording(context, folder);
  const identifier = basename(log, '.recording');
  const { stdout, stderr, status } = await runCallwise(['--load-prev', identifier], {
    env: { XDG_DATA_HOME: folder },
  });
  assert.match(stderr, /^A recording was cut short\./);
  assert.match(stdout, /endless\.py/);
  assert.equal(status, 0);
});

test('a recording of another host or container is left alone while it may go on', {
  skip,
}, async (context) => {
  const folder = temporaryFolder(context);
  const log = join(folder, 'callwise', 'reports', '2026-01-31T09-05-00-4194305@elsewhere-1.recording');
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, '');
  const load = async (): Promise<string> =>
    (await runCallwise(['--load-prev', 'none'], { env: { XDG_DATA_HOME: folder } })).stderr;
  assert.doesNotMatch(await load(), /cut short/);
  assert.ok(existsSync(log));
  const longAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
  utimesSync(log, longAgo, longAgo);
  assert.match(await load(), /^A recording was cut short\./);
  assert.ok(!existsSync(log));
});

function countBatches(log: string): number {
  return readFileSync(log, 'utf8').split('\n{"batch"').length - 1;
}

test('a report that cannot be written leaves the recording', { skip }, async (context) => {
  const folder = temporaryFolder(context);
  const env = { XDG_DATA_HOME: folder };
  const { stderr, status } = await runCallwise(['-o', '/dev/full', '-c', 'sum(range(10**7))'], { env });
  assert.equal(status, 0);
  assert.match(
    stderr,
    /The recording is kept\. To view it, run:\n {4}callwise --load-prev \S+\n\ncallwise: '\/dev\/full' cannot be written/,
  );
  assert.equal(listReports(folder, '.pyisession').length, 1);
});
