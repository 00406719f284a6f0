import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { runCallwise, startCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';
import { untilAttached } from '../support/until-attached.ts';

const skip = process.platform !== 'linux' && 'recording needs Linux';
const timeout = 120_000;

const SPIN = `import os, sys, time

def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
`;

test('a program that runs another Python in its place', { skip, timeout }, async (context) => {
  const folder = temporaryFolder(context);
  const files = {
    'app.py': `${SPIN}\nspin(0.3)\nos.execv(sys.executable, [sys.executable, 'next.py'])\n`,
    'next.py': `${SPIN}\ndef wait():\n    time.sleep(0.3)\n\nwait()\nos.execv('/bin/sh', ['sh', '-c', 'sleep 0.3; exec "$0" last.py', sys.executable])\n`,
    'last.py': `${SPIN}\nspin(0.3)\nsys.exit(3)\n`,
  };
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
  const { stdout, stderr, status } = await runCallwise(['app.py'], { cwd: folder });
  assert.equal(status, 3, stderr);
  const names = Array.from(stdout.matchAll(/─ \d\.\d{3} python\S* (\S+) {2}process:/g), (match) => match[1]);
  assert.deepEqual(names.toSorted(), ['app.py', 'last.py', 'next.py'], stdout);
  assert.match(stdout, / wait {2}next\.py/);
});

test('a process that runs another Python in its place while callwise is attached', {
  skip,
  timeout,
}, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(
    join(folder, 'app.py'),
    `${SPIN}\nprint('on', flush=True)\nwhile not os.path.exists('go'): spin(0.01)\nos.execv(sys.executable, [sys.executable, 'next.py'])\n`,
  );
  writeFileSync(join(folder, 'next.py'), `${SPIN}\nspin(1)\n`);
  const app = spawn('python3', ['app.py'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => app.kill('SIGKILL'));
  await untilPrinted(app, 'on');
  const { child, outcome } = startCallwise(['--pid', String(app.pid)]);
  const end = outcome.then(({ stderr }) => assert.fail(`callwise ended: ${stderr}`));
  await Promise.race([untilAttached(child.pid as number, app.pid as number), end]);
  writeFileSync(join(folder, 'go'), '');
  const { stdout, stderr, status } = await outcome;
  assert.equal(status, 0, stderr);
  const names = Array.from(stdout.matchAll(/─ \d\.\d{3} python\S* (\S+) {2}process:/g), (match) => match[1]);
  assert.deepEqual(names.toSorted(), ['app.py', 'next.py'], stdout);
});

test('the time of a program that is no Python has no ticks', { skip, timeout }, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'app.py'), `${SPIN}\nspin(0.2)\nos.execv('/bin/sleep', ['sleep', '2'])\n`);
  const { stdout, status } = await runCallwise(['app.py'], { cwd: folder });
  assert.equal(status, 0);
  assert.match(stdout, /\d\.\d{3} <module> {2}app\.py/);
  assert.ok(Number(/ of ([\d,]+) ticks/.exec(stdout)?.[1]?.replace(',', '')) < 1000, stdout);
});

test('callwise rests while what took the place of Python runs', { skip, timeout }, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(
    join(folder, 'sitecustomize.py'),
    `import os\nprint('on', flush=True)\nos.execv('/bin/sleep', ['sleep', '5'])\n`,
  );
  const { child, outcome } = startCallwise(['-c', 'pass'], { env: { PYTHONPATH: folder } });
  await untilPrinted(child, 'on');
  await wait(500);
  const [cpuBefore, before] = [cpuSecondsOf(child.pid as number), performance.now()];
  await wait(2000);
  const share = (cpuSecondsOf(child.pid as number) - cpuBefore) / ((performance.now() - before) / 1000);
  assert.ok(share < 0.5, `${share} of a core`);
  assert.equal((await outcome).status, 0);
});

function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
