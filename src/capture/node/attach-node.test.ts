import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { attachNode } from './attach-node.ts';
import { loopbackPorts } from './loopback-ports.ts';

const onLinux = process.platform === 'linux' ? false : 'attaching needs Linux';

test('a process that never gives way is not waited for', {
  skip: onLinux,
  timeout: 60_000,
}, async (context) => {
  const program = spawn(
    process.execPath,
    ['--inspect-port=0', '-e', "require('fs').writeSync(1, 'up'); for (;;);"],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  context.after(() => program.kill('SIGKILL'));
  await once(program.stdout, 'data');
  const session = await attachNode(program.pid as number, {
    intervalSeconds: 0.001,
    targetDescription: 'program',
    until: sleep(50),
  });
  assert.ok(session.samples.length > 0);
});

test('a process lives on however often it was looked at', {
  skip: onLinux,
  timeout: 120_000,
}, async (context) => {
  const program = spawn(
    process.execPath,
    ['--inspect-port=0', '-e', "setInterval(() => {}, 20); console.log('up')"],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  context.after(() => program.kill());
  await once(program.stdout, 'data');
  const pid = program.pid as number;
  const options = { intervalSeconds: 0.001, targetDescription: 'program', until: Promise.resolve() };
  for (let time = 0; time < 40; time++) {
    await attachNode(pid, options);
    // One that closes its inspector late would be looked at through it while it does.
    while (loopbackPorts(pid).length > 0) await sleep(5);
    assert.equal(program.signalCode, null, `it was ended after ${time + 1} looks`);
  }
});
