import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loopbackPorts } from '../../src/capture/node/loopback-ports.ts';
import { NODES } from '../support/nodes.ts';
import {
  type Running,
  runCallwise,
  startCallwise,
  temporaryFolder,
  untilPrinted,
} from '../support/run-callwise.ts';
import { until } from '../support/until.ts';

const onLinux = process.platform === 'linux' ? false : 'attaching needs Linux';

const PROGRAM = `function busyWork() {
  const end = performance.now() + 20;
  while (performance.now() < end);
}
setInterval(busyWork, 40);
const look = setInterval(() => {
  if (!(Symbol.for('callwise.close') in globalThis)) return;
  clearInterval(look);
  console.log('looked at');
}, 5);
console.log('up');
`;

interface Server {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly folder: string;
}

/** Its inspector takes any port, because tests run beside each other. */
async function startServer(context: TestContext, node: string, program: string = PROGRAM): Promise<Server> {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'server.mjs'), program);
  const child = spawn(node, ['--inspect-port=0', 'server.mjs'], { cwd: folder });
  context.after(() => child.kill());
  await untilPrinted(child, 'up');
  return { child, pid: child.pid as number, folder };
}

/** Fails when the callwise that is to look ends first. */
async function untilLookedAt(server: ChildProcess, { outcome }: Running): Promise<void> {
  const end = outcome.then(({ stderr }) => assert.fail(`callwise ended: ${stderr}`));
  await Promise.race([untilPrinted(server, 'looked at'), end]);
}

for (const node of NODES) {
  const options = { skip: onLinux || node.skip };

  test(`a running Node ${node.major} is looked at and left as it was`, options, async (context) => {
    const { child, pid, folder } = await startServer(context, node.path);
    const { stdout, stderr, status } = await runCallwise(['--pid', String(pid), '-d', '0.8'], {
      cwd: folder,
    });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Process \d+: .*node.* server\.mjs$/m);
    assert.match(stdout, /busyWork {2}server\.mjs:1/);
    // That to connect and to start takes time is no part of it.
    assert.ok(Number(/Duration: (\S+)/.exec(stdout)?.[1]) >= 0.799, stdout);
    assert.doesNotMatch(stdout, /watchConnections/);
    assert.equal(child.exitCode, null);
    // For 1.5 s: at 2 s the process may close it by itself, as it does for a callwise that was killed.
    await until(() => loopbackPorts(pid).length === 0, 75);
  });

  test(
    `a running Node ${node.major} is left as it was by a callwise that is killed`,
    options,
    async (context) => {
      const { child, pid } = await startServer(context, node.path);
      const callwise = startCallwise(['--pid', String(pid)]);
      await untilLookedAt(child, callwise);
      callwise.child.kill('SIGKILL');
      await callwise.outcome;
      await until(() => loopbackPorts(pid).length === 0);
      assert.equal(child.exitCode, null);
    },
  );
}

test('options that have no use for a running process of Node are refused', {
  skip: onLinux,
}, async (context) => {
  const { pid } = await startServer(context, process.execPath);
  for (const option of ['--gil', '--subprocesses']) {
    const { stdout, stderr, status } = await runCallwise(['--pid', String(pid), option]);
    assert.deepEqual([stdout, status], ['', 2]);
    assert.match(stderr, new RegExp(`^callwise: ${option} is for `));
  }
});

test('what is for Python alone says so of a running process of Node', { skip: onLinux }, async (context) => {
  const { pid } = await startServer(context, process.execPath);
  for (const name of ['dump', 'top']) {
    const { stdout, stderr, status } = await runCallwise([name, '--pid', String(pid)]);
    assert.deepEqual([stdout, status], ['', 2]);
    assert.match(
      stderr,
      new RegExp(`^callwise: callwise ${name} is for Python,\n .* 'callwise --pid ${pid}' profiles it\\.\n`),
    );
  }
});

test('a process in a network of its own is left alone', {
  skip: onLinux || (spawnSync('unshare', ['--net', 'true']).status === 0 ? false : 'may not unshare'),
}, async (context) => {
  const program = spawn('unshare', ['--net', process.execPath, '-e', PROGRAM]);
  context.after(() => program.kill());
  await untilPrinted(program, 'up');
  const { stderr, status } = await runCallwise(['--pid', String(program.pid)]);
  assert.equal(status, 1);
  assert.match(stderr, /^callwise: Process \d+ is in a network of its own, .*\n/);
  assert.deepEqual(loopbackPorts(program.pid as number), []);
});

test('a process that ends while it is looked at is said to have ended', {
  skip: onLinux,
}, async (context) => {
  const { child, pid } = await startServer(context, process.execPath);
  const callwise = startCallwise(['--pid', String(pid)]);
  await untilLookedAt(child, callwise);
  child.kill('SIGKILL');
  const { stderr, status } = await callwise.outcome;
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^callwise: The process ended, or closed its inspector, and what was recorded went with it\.\n/,
  );
});

test('a process that ends before it opens its inspector is said to have ended', {
  skip: onLinux,
}, async (context) => {
  const program = "process.on('SIGUSR1', () => process.exit());\n";
  const { pid } = await startServer(context, process.execPath, program + PROGRAM);
  const { stderr, status } = await runCallwise(['--pid', String(pid)]);
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`^callwise: Process ${pid} ended before it opened its inspector\\.\n`));
});
