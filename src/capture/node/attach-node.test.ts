import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { attachNode } from './attach-node.ts';

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

test('a process lives on however often it was looked at', { skip: onLinux }, async (context) => {
  const program = spawn(
    process.execPath,
    ['--inspect-port=0', '-e', "setInterval(() => {}, 20); console.log('up')"],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  context.after(() => program.kill());
  await once(program.stdout, 'data');
  const options = { intervalSeconds: 0.001, targetDescription: 'program', until: Promise.resolve() };
  for (let time = 0; time < 40; time++) {
    await attachNode(program.pid as number, options);
    assert.equal(program.signalCode, null, `it was ended after ${time + 1} looks`);
  }
});
