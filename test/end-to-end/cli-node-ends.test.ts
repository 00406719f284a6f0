import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NODES } from '../support/nodes.ts';
import {
  ALL_CALLS,
  type RunOutcome,
  runCallwise,
  startCallwise,
  temporaryFolder,
  untilPrinted,
} from '../support/run-callwise.ts';

const WORK = `const fs = require('node:fs');
function work() {
  const end = performance.now() + 100;
  while (performance.now() < end);
}
work();
`;

function run(
  context: TestContext,
  node: (typeof NODES)[number],
  ...[program, ...options]: string[]
): Promise<RunOutcome> {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'app.cjs'), WORK + program);
  return runCallwise([...options, ...ALL_CALLS, '--node', node.path, 'app.cjs'], { cwd });
}

/** What a session is moved to cannot be a folder. */
const SPOIL = `const { folder } = JSON.parse(process.env.CALLWISE_RECORD);
fs.mkdirSync(\`\${folder}/\${process.pid}-0.pyisession\`);
`;
const LOST = /^callwise: What was recorded of process \d+ is lost: .*EISDIR.*\n/;

/** What the package signal-exit does, which many others use: it ends the program if all listeners are its own. */
const SIGNAL_EXIT = `const own = () => {
  if (process.listeners('SIGTERM').length !== 1) return;
  process.off('SIGTERM', own);
  console.log('cleaned up');
  process.kill(process.pid, 'SIGTERM');
};
process.on('SIGTERM', own);
`;
const KEEP_RUNNING = 'setTimeout(() => undefined, 20_000);\n';
const SIGNAL_SOON = `setTimeout(() => process.kill(process.pid, 'SIGTERM'), 10);\n${KEEP_RUNNING}`;

for (const node of NODES) {
  const on = { skip: node.skip, timeout: 60_000 };

  test(`on Node ${node.major} a program may remove the folder that it is in`, on, async (context) => {
    const program = "fs.mkdirSync('gone');\nprocess.chdir('gone');\nfs.rmdirSync('../gone');";
    const { stdout, stderr, status } = await run(context, node, program);
    assert.equal(status, 0);
    assert.doesNotMatch(stderr, /lost|ENOENT/);
    assert.match(stdout, /work {2}app\.cjs:2/);
  });

  test(`on Node ${node.major} a program ends as it would when nothing can be kept`, on, async (context) => {
    const ended = await run(context, node, SPOIL, '--subprocesses');
    assert.equal(ended.status, 0);
    assert.match(ended.stderr, LOST);
    const killed = await run(context, node, `${SPOIL}${SIGNAL_SOON}`, '--subprocesses');
    assert.equal(killed.status, 143);
    assert.match(killed.stderr, LOST);
  });

  test(`on Node ${node.major} a listener that counts the others ends the program`, on, async (context) => {
    const { stdout, status } = await run(context, node, SIGNAL_EXIT + SIGNAL_SOON);
    assert.match(stdout, /^cleaned up\n\n(?:.*\n)*.*work {2}app\.cjs:2/);
    assert.equal(status, 143);
  });

  test(
    `on Node ${node.major} a listener that is called once may end the program later`,
    on,
    async (context) => {
      const listener = '() => setTimeout(() => process.exit(3), 100)';
      const program = `process.prependOnceListener('SIGTERM', ${listener});\n${SIGNAL_SOON}`;
      const { stdout, status } = await run(context, node, program);
      assert.match(stdout, /work {2}app\.cjs:2/);
      assert.equal(status, 3);
    },
  );

  test(
    `on Node ${node.major} the program alone counts as one that listens to signals`,
    on,
    async (context) => {
      const program = `const listener = () => console.log('heard');
const count = () => console.log(process.listenerCount('SIGTERM'), process.rawListeners('SIGTERM').length);
count();
process.on('SIGTERM', listener).on('SIGTERM', listener);
count();
process.emit('SIGTERM');
process.off('SIGTERM', listener).removeAllListeners('SIGTERM');
count();
process.emit('SIGTERM');
`;
      const { stdout, status } = await run(context, node, program + SIGNAL_SOON);
      assert.match(stdout, /^0 0\n2 2\nheard\nheard\n0 0\n\n(?:.*\n)*.*work {2}app\.cjs:2/);
      assert.equal(status, 143);
    },
  );

  test(`on Node ${node.major} a program that sends itself a signal does not go on`, on, async (context) => {
    for (const signal of ["'SIGTERM'", '15', 'undefined']) {
      const program = `process.kill(process.pid, 0);\nprocess.kill(process.pid, ${signal});\nconsole.log('went on');`;
      const { stdout, status } = await run(context, node, program);
      assert.match(stdout, /^\n(?:.*\n)*.*work {2}app\.cjs:2/);
      assert.equal(status, 143);
    }
  });

  test(`on Node ${node.major} a program may end itself by a signal as it exits`, on, async (context) => {
    const program = "process.on('exit', () => process.kill(process.pid, 'SIGTERM'));";
    const { stdout, status } = await run(context, node, program);
    assert.match(stdout, /work {2}app\.cjs:2/);
    assert.equal(status, 143);
  });

  test(`on Node ${node.major} a program may give way to another one`, on, async (context) => {
    const program = `const nextProgram = "console.log('went on'); process.exitCode = 3;";
if (process.execve.name !== 'execve' || process.execve.length !== 1) throw new Error('not the same');
process.execve(process.execPath, ['node', '-e', nextProgram, 'x'], process.env);`;
    // At this interval nearly each one that was still sampled was killed by the sampler's signal.
    const { stdout, stderr, status } = await run(context, node, program, '-i', '50us');
    assert.equal(status, 3, stderr);
    assert.match(stdout, /^went on\n(?:.*\n)*.*work {2}app\.cjs:2/);
    assert.match(stderr, /ran another one in its place/);
  });

  test(
    `on Node ${node.major} a recorded program that takes the place is in the report`,
    on,
    async (context) => {
      const program = `if (process.argv[2] === undefined) {
  (function first() { work(); })();
  process.execve(process.execPath, [process.execPath, __filename, 'second'], process.env);
} else (function second() { work(); })();`;
      const { stdout, stderr } = await run(context, node, program, '--subprocesses');
      assert.match(stdout, /─ \d\.\d{3} first/);
      assert.match(stdout, /─ \d\.\d{3} second/);
      assert.doesNotMatch(stderr, /in its place/);
    },
  );

  test(`on Node ${node.major} a program goes on that cannot give way`, on, async (context) => {
    const program = `try {
  process.execve(5);
} catch ({ code }) {
  setTimeout(() => console.log('went on', code), 1);
}`;
    const { stdout, stderr, status } = await run(context, node, program);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^went on ERR_INVALID_ARG_TYPE\n(?:.*\n)*.*work {2}app\.cjs:2/);
    assert.doesNotMatch(stderr, /in its place/);
  });

  test(`on Node ${node.major} what has an environment of its own prints no report`, on, async (context) => {
    const program = `const { Worker, isMainThread, threadId } = require('node:worker_threads');
const { fork } = require('node:child_process');
if (isMainThread && process.argv[2] === undefined) {
  fork(__filename, ['child'], { env: {} }).on('exit', () => new Worker(__filename, { env: {} }));
} else console.log('here');
`;
    const alone = await run(context, node, program);
    assert.match(alone.stdout, /^here\nhere\n\n/);
    assert.equal(alone.stdout.match(/^Program: /gm)?.length, 1, alone.stdout);
    assert.doesNotMatch(alone.stdout, /thread:1/);
    const { stdout } = await run(context, node, program, '--subprocesses');
    assert.match(stdout, /^here\nhere\n\n/);
    assert.equal(stdout.match(/^Program: /gm)?.length, 1, stdout);
    assert.match(stdout, /worker {2}thread:1\n(?:.*\n)*?.*work {2}app\.cjs:2/);
  });

  test(`on Node ${node.major} the report comes after a hang-up`, on, async (context) => {
    const { stdout, status } = await run(context, node, SIGNAL_SOON.replace('SIGTERM', 'SIGHUP'));
    assert.match(stdout, /work {2}app\.cjs:2/);
    assert.equal(status, 129);
  });
}

test('a second interrupt leaves no folder behind', { timeout: 60_000 }, async (context) => {
  const cwd = temporaryFolder(context);
  const program = "process.on('SIGINT', () => console.log('again'));\nconsole.log('on');\n";
  writeFileSync(join(cwd, 'app.cjs'), program + KEEP_RUNNING);
  mkdirSync(join(cwd, 'temporary'));
  const { child, outcome } = startCallwise(['app.cjs'], { cwd, env: { TMPDIR: join(cwd, 'temporary') } });
  const printedAgain = untilPrinted(child, 'again');
  await untilPrinted(child, 'on');
  child.kill('SIGINT');
  await printedAgain;
  // Sooner it would be taken for the same one.
  await new Promise((resolve) => setTimeout(resolve, 400));
  child.kill('SIGINT');
  assert.equal((await outcome).status, 130);
  assert.deepEqual(readdirSync(join(cwd, 'temporary')), []);
});
