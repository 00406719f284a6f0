import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCallwise, startCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';

const options = { skip: process.platform === 'linux' ? false : 'recording needs Linux', timeout: 60_000 };

async function startProgram(context: TestContext, command: readonly string[]): Promise<ChildProcess> {
  const child = spawn(command[0] as string, command.slice(1));
  context.after(() => child.kill('SIGKILL'));
  await untilPrinted(child, 'on');
  return child;
}

async function startSpinning(context: TestContext): Promise<ChildProcess> {
  const path = join(temporaryFolder(context), 'app.py');
  writeFileSync(path, "def spin():\n    while True: pass\nprint('on', flush=True)\nspin()\n");
  return startProgram(context, ['python3', path, 'a b']);
}

test('--pid with -d looks at a process for that time and leaves it alone', options, async (context) => {
  const program = await startSpinning(context);
  const { stdout, stderr, status } = await runCallwise(['--pid', String(program.pid), '-d', '0.3']);
  assert.deepEqual([stderr.split('\n')[0], status], ['To view this report with different options, run:', 0]);
  assert.match(stdout, new RegExp(`^Process ${program.pid}: .*python3\\S* \\S+/app\\.py a b$`, 'm'));
  assert.match(stdout, /spin {2}.*app\.py:1/);
  assert.equal(program.exitCode ?? program.signalCode, null);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends the attachment, never the process`, options, async (context) => {
    const program = await startSpinning(context);
    const { child, outcome } = startCallwise(['--pid', String(program.pid)]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill(signal);
    const { stdout, status } = await outcome;
    assert.match(stdout, /spin {2}.*app\.py:1/);
    assert.equal(status, 0);
    assert.equal(program.exitCode ?? program.signalCode, null);
  });
}

test('the end of the process ends the attachment', options, async (context) => {
  const program = await startSpinning(context);
  const { outcome } = startCallwise(['--pid', String(program.pid)]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  program.kill('SIGKILL');
  const { stdout, status } = await outcome;
  assert.match(stdout, /spin {2}.*app\.py:1/);
  assert.equal(status, 0);
});

test('a process that does not exist', options, async () => {
  const { stdout, stderr, status } = await runCallwise(['--pid', '2147483647']);
  assert.deepEqual([stdout, status], ['', 1]);
  assert.match(
    stderr,
    /^callwise: .*2147483647.*\nFind the number of a running Python with 'pgrep -af python'\.\n$/,
  );
});

test('a process that is not Python', options, async (context) => {
  const program = await startProgram(context, ['sh', '-c', 'echo on; while :; do sleep 0.1; done']);
  const { stdout, stderr, status } = await runCallwise(['--pid', String(program.pid)]);
  assert.deepEqual([stdout, status], ['', 1]);
  assert.match(stderr, new RegExp(`^callwise: .*${program.pid}.*\\ncallwise profiles Python programs`));
});
