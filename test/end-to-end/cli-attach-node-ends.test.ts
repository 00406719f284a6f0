import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
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
const timeout = 120_000;

interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
}

/**
 * Waits until some are connected to its inspector that stay: what asks for its address is gone sooner. Fails when the last of
 * these ends first.
 */
async function untilConnected(pid: number, count: number, { outcome }: Running): Promise<void> {
  let seen = 0;
  const end = outcome.then(({ stderr }) => assert.fail(`callwise ended: ${stderr}`));
  const connected = until(() => {
    const port = (loopbackPorts(pid)[0] ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const connection = new RegExp(` 0100007F:${port} [\\dA-F]+:[\\dA-F]+ 01 `, 'g');
    const isSo = readFileSync(`/proc/${pid}/net/tcp`, 'latin1').match(connection)?.length === count;
    seen = isSo ? seen + 1 : 0;
    return seen > 20;
  }, 5000);
  await Promise.race([connected, end]);
}

/** Its inspector takes any port, because tests run beside each other. */
async function startProgram(context: TestContext, node: string, program: string): Promise<Program> {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'program.mjs'), program);
  const child = spawn('sh', ['-c', 'ulimit -n 64; exec "$0" --inspect-port=0 program.mjs', node], {
    cwd: folder,
  });
  context.after(() => child.kill('SIGKILL'));
  await untilPrinted(child, 'up');
  return { child, pid: child.pid as number };
}

const IDLE = "setInterval(() => {}, 20);\nconsole.log('up');\n";

/** Ends when it was looked at for a while. */
const ENDING = (end: string): string => `function busyWork() {
  const end = performance.now() + 20;
  while (performance.now() < end);
}
let turns = 0;
const timer = setInterval(() => {
  busyWork();
  if (Symbol.for('callwise.close') in globalThis) turns++;
  if (turns < 50) return;
  clearInterval(timer);
  ${end};
}, 30);
console.log('up');
`;

/** Has no file descriptor left for longer than the timer in it takes to look once it is looked at. */
const WITHOUT_FILES = `import fs from 'node:fs';
const taken = [];
function takeFiles() {
  if (!(Symbol.for('callwise.close') in globalThis)) return;
  try {
    for (;;) taken.push(fs.openSync('/dev/null'));
  } catch {}
}
const timer = setInterval(takeFiles, 5);
process.once('SIGUSR2', () => {
  clearInterval(timer);
  for (const file of taken) fs.closeSync(file);
});
console.log('up');
setInterval(() => {}, 1000);
`;

for (const node of NODES) {
  const options = { skip: onLinux || node.skip, timeout };

  for (const [name, end, expected] of [
    ['has nothing more to do', '', 0],
    ['calls process.exit', 'process.exit(7)', 7],
    ['throws', "throw new Error('at last')", 1],
  ] as const) {
    test(`what was seen of a Node ${node.major} that ${name} is reported`, options, async (context) => {
      const { child, pid } = await startProgram(context, node.path, ENDING(end));
      const ended = once(child, 'exit');
      const { stdout, stderr, status } = await runCallwise(['--pid', String(pid)]);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /CPU time: 0\.[1-9]|CPU time: [1-9]/);
      assert.match(stdout, /busyWork {2}.*program\.mjs:1/);
      assert.deepEqual(await ended, [expected, null]);
    });
  }

  test(`a Node ${node.major} without a file descriptor left lives on`, options, async (context) => {
    const { child, pid } = await startProgram(context, node.path, WITHOUT_FILES);
    const { stderr, status } = await runCallwise(['--pid', String(pid), '-d', '5']);
    assert.equal(status, 0, stderr);
    assert.equal(child.exitCode, null);
    child.kill('SIGUSR2');
    await until(() => loopbackPorts(pid).length === 0);
    assert.equal(child.exitCode, null);
  });

  test(
    `the inspector of a Node ${node.major} is closed without process.getBuiltinModule`,
    options,
    async (context) => {
      const program = `delete process.getBuiltinModule;\n${IDLE}`;
      const { pid } = await startProgram(context, node.path, program);
      const { stderr, status } = await runCallwise(['--pid', String(pid), '-d', '0.5']);
      assert.equal(status, 0, stderr);
      // For 1.5 s: at 2 s the process may close it by itself.
      await until(() => loopbackPorts(pid).length === 0, 75);
    },
  );

  test(
    `how to close the inspector of a Node ${node.major} is said when callwise cannot`,
    options,
    async (context) => {
      const program = `${IDLE}globalThis.setInterval = undefined;\n`;
      const { pid } = await startProgram(context, node.path, program);
      const { stderr, status } = await runCallwise(['--pid', String(pid), '-d', '0.5']);
      assert.equal(status, 1);
      const [port] = loopbackPorts(pid);
      assert.match(
        stderr,
        new RegExp(`cannot be closed from outside \\(TypeError: .*'node inspect 127\\.0\\.0\\.1:${port}'`),
      );
    },
  );

  test(
    `a Node ${node.major} that two look at stays open to the one that began later`,
    options,
    async (context) => {
      const { pid } = await startProgram(context, node.path, IDLE);
      const first = startCallwise(['--pid', String(pid)]);
      await untilConnected(pid, 1, first);
      const second = startCallwise(['--pid', String(pid)]);
      await untilConnected(pid, 2, second);
      for (const { child, outcome } of [first, second]) {
        child.kill('SIGINT');
        const { stderr, status } = await outcome;
        assert.equal(status, 0, stderr);
      }
      await until(() => loopbackPorts(pid).length === 0);
    },
  );
}

test('a program that SIGUSR1 would end is not sent it', { skip: onLinux, timeout }, async (context) => {
  const folder = temporaryFolder(context);
  // The command takes for Node what has its name.
  copyFileSync('/bin/sleep', join(folder, 'node'));
  const child = spawn(join(folder, 'node'), ['100']);
  context.after(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  const { stderr, status } = await runCallwise(['--pid', String(child.pid)]);
  assert.equal(status, 1);
  assert.match(stderr, /^callwise: Process \d+ does not take SIGUSR1, .*\n/);
  assert.equal(child.signalCode, null);
});

test('an inspector that others could reach is not opened', { skip: onLinux, timeout }, async (context) => {
  const starts = [
    { args: [], env: { NODE_OPTIONS: '--no-warnings --inspect-port=0.0.0.0:0' } },
    { args: ['--inspect-port', '0.0.0.0:0'], env: {} },
    { args: ['--inspect_port=[::]:0'], env: {} },
  ];
  for (const { args, env } of starts) {
    const child = spawn(process.execPath, [...args, '-e', IDLE], { env: { ...process.env, ...env } });
    context.after(() => child.kill('SIGKILL'));
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    await untilPrinted(child, 'up');
    const { stderr, status } = await runCallwise(['--pid', String(child.pid)]);
    assert.equal(status, 1);
    assert.match(stderr, /^callwise: Process \d+ is told to have its inspector at \S+:0, /);
    assert.equal(errors, '');
  }
});

test('an inspector at a name of the loopback address is opened', {
  skip: onLinux,
  timeout,
}, async (context) => {
  const child = spawn(process.execPath, ['--inspect-port=localhost:0', '-e', IDLE, 'x', '--inspect', 'y']);
  context.after(() => child.kill('SIGKILL'));
  await untilPrinted(child, 'up');
  const { stderr, status } = await runCallwise(['--pid', String(child.pid), '-d', '0.5']);
  assert.equal(status, 0, stderr);
});

test('a process that is stopped is not sent a signal', { skip: onLinux, timeout }, async (context) => {
  const { child, pid } = await startProgram(context, process.execPath, IDLE);
  child.kill('SIGSTOP');
  const state = (): string => readFileSync(`/proc/${pid}/status`, 'latin1');
  await until(() => /^State:\s*T/m.test(state()));
  const { stderr, status } = await runCallwise(['--pid', String(pid)]);
  assert.equal(status, 1);
  assert.match(stderr, /^callwise: Process \d+ is stopped: /);
  assert.match(state(), /^ShdPnd:\s*0+$/m);
});

test('of a process that is too busy to open its inspector it is said how to close that', {
  skip: onLinux,
  timeout,
}, async (context) => {
  const busy = `import { execFileSync } from 'node:child_process';\n${IDLE}execFileSync('sleep', ['20']);\n`;
  const { pid } = await startProgram(context, process.execPath, busy);
  const { stderr, status } = await runCallwise(['--pid', String(pid), '-d', '0.5']);
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`still opens it: exec\\(.*\\) in 'node inspect -p ${pid}' closes it\\.`));
});
