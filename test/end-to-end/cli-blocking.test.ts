import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCallwise, startCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';
import { untilAttached } from '../support/until-attached.ts';

const onLinux = { skip: process.platform === 'linux' ? false : 'needs Linux', timeout: 180_000 };

const SPIN = `import os, sys
def spin():
    while True: pass
if len(sys.argv) > 1: print(os.fork(), flush=True)
print('on', flush=True)
spin()
`;

async function startSpinning(context: TestContext, ...args: readonly string[]): Promise<ChildProcess> {
  const path = join(temporaryFolder(context), 'app.py');
  writeFileSync(path, SPIN);
  const child = spawn('python3', [path, ...args], { detached: true });
  context.after(() => process.kill(-(child.pid as number), 'SIGKILL'));
  await untilPrinted(child, 'on');
  return child;
}

/** Whether the process is on a core or waits for one, now or within two seconds. */
async function runsAgain(pid: number): Promise<boolean> {
  for (let looks = 0; looks < 100; looks++) {
    if (/^State:\s*R/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))) {
      // It may have been caught between two stops.
      await sleep(20);
      if (/^State:\s*R/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))) return true;
    }
    await sleep(20);
  }
  return false;
}

test('--blocking stops the program for each sample, and says for how long', onLinux, async (context) => {
  const program = await startSpinning(context);
  const args = ['--pid', String(program.pid), '-d', '0.5', '-i', '5ms', '--blocking'];
  const { stdout, status } = await runCallwise(args);
  assert.equal(status, 0);
  assert.match(stdout, /spin {2}app\.py:2/);
  assert.match(stdout, /\nSampling: .*,\s+program stopped for \d+\.\d % of the time,\s/);
  assert.ok(await runsAgain(program.pid as number));
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
  test(`a stopped program goes on when callwise is ended by ${signal}`, onLinux, async (context) => {
    const program = await startSpinning(context, 'with a child');
    const args = ['--pid', String(program.pid), '-i', '50us', '--blocking', '--subprocesses'];
    for (let round = 0; round < 3; round++) {
      const { child, outcome } = startCallwise(args);
      await untilAttached(child.pid as number, program.pid as number);
      await sleep(round * 7);
      child.kill(signal);
      await outcome;
      assert.ok(await runsAgain(program.pid as number));
    }
  });
}
