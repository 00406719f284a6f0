import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { NODES } from '../support/nodes.ts';
import {
  ALL_CALLS,
  runCallwise,
  startCallwise,
  temporaryFolder,
  untilPrinted,
} from '../support/run-callwise.ts';

const REGISTER = join(import.meta.dirname, '..', '..', 'src', 'register', 'register.ts');

const PROGRAM = `import { setTimeout as sleep } from 'node:timers/promises';
function work(millis: number): void {
  const end = performance.now() + millis;
  while (performance.now() < end);
}
async function load(): Promise<void> {
  await sleep(200);
}
const [how] = process.argv.slice(2);
await load();
work(200);
console.log(process.argv.slice(2), process.env.GREETING, typeof process.env.CALLWISE_RECORD);
if (how === 'exit') process.exit(7);
if (how === 'throw') throw new Error('closed');
if (how === 'wait') await sleep(60_000);
`;

function programIn(context: TestContext): string {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'app.ts'), PROGRAM);
  return folder;
}

test('a script of Node runs as if alone, and the report comes after its output', async (context) => {
  const cwd = programIn(context);
  const { stdout, status } = await runCallwise(['app.ts', '--help', 'a b'], { cwd, env: { GREETING: 'hi' } });
  assert.equal(status, 0);
  assert.match(stdout, /^\[ '--help', 'a b' \] hi string\n/);
  assert.match(stdout, /^Program: app\.ts --help a b$/m);
  assert.match(stdout, /load {2}app\.ts:6\n.*─ \d\.\d{3} \[await\] {2}app\.ts\n/);
  assert.match(stdout, /─ \d\.\d{3} work {2}app\.ts:2/);
  assert.doesNotMatch(stdout, /register|await-watch|promise_hooks/);
});

test('the report comes however the program ends, and its exit status stays', async (context) => {
  const cwd = programIn(context);
  const exited = await runCallwise(['app.ts', 'exit'], { cwd });
  assert.equal(exited.status, 7);
  assert.match(exited.stdout, /work {2}app\.ts:2/);
  const thrown = await runCallwise(['app.ts', 'throw'], { cwd });
  assert.equal(thrown.status, 1);
  assert.match(thrown.stderr, /Error: closed/);
  assert.match(thrown.stdout, /work {2}app\.ts:2/);
});

test('the report comes after a signal, with what was awaited until then', async (context) => {
  const cwd = programIn(context);
  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const { child, outcome } = startCallwise(['app.ts', 'wait'], { cwd });
    await untilPrinted(child, 'wait');
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill(signal);
    const { stdout, status } = await outcome;
    assert.equal(status, expected);
    assert.match(stdout, /<module> {2}app\.ts:1\n(?:.*\n)*?.*─ \d\.\d{3} \[await\] {2}app\.ts\n/);
  }
});

test('workers and processes are there when they are asked for', async (context) => {
  const folder = temporaryFolder(context);
  const work = (name: string) => `function ${name}() {
  const end = performance.now() + 200;
  while (performance.now() < end);
}
${name}();
`;
  writeFileSync(join(folder, 'worker.mjs'), work('inWorker'));
  writeFileSync(join(folder, 'child.mjs'), work('inChild'));
  writeFileSync(
    join(folder, 'app.mjs'),
    `import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
await once(new Worker(new URL('worker.mjs', import.meta.url)), 'exit');
await once(fork(new URL('child.mjs', import.meta.url)), 'exit');
${work('inMain')}`,
  );
  const alone = await runCallwise(['app.mjs'], { cwd: folder });
  assert.match(alone.stdout, /inMain/);
  assert.doesNotMatch(alone.stdout, /inWorker|inChild/);
  const { stdout } = await runCallwise(['--subprocesses', ...ALL_CALLS, 'app.mjs'], { cwd: folder });
  assert.match(stdout, /Program: app\.mjs {2}process:\d+\n/);
  assert.match(stdout, /worker {2}thread:1\n(?:.*\n)*?.*inWorker {2}worker\.mjs:1/);
  assert.match(stdout, /node {2}process:\d+\n(?:.*\n)*?.*inChild {2}child\.mjs:1/);
});

test('options that have no use for a script are refused', async (context) => {
  const cwd = programIn(context);
  const python = await runCallwise(['--python', 'python3', 'app.ts'], { cwd });
  assert.equal(python.status, 2);
  assert.match(python.stderr, /--python is for a script of Python\./);
  const node = await runCallwise(['--node', process.execPath, '-c', 'pass'], { cwd });
  assert.match(node.stderr, /--node is for a script of JavaScript or TypeScript\./);
  for (const option of ['--gil', '--cpu', '--blocking', '--threads=all']) {
    const { stdout, stderr, status } = await runCallwise([option, 'app.ts'], { cwd });
    assert.deepEqual([stdout, status], ['', 2]);
    assert.match(stderr, new RegExp(`^callwise: ${option.split('=')[0]} is for Python\\.\n`));
  }
  const missing = await runCallwise(['--node', '/nowhere/node', 'app.ts'], { cwd });
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /'\/nowhere\/node' cannot be run/);
});

/** So many promises that nobody watches them when the first await begins, by which callwise loads what reads a stack. */
const BUSY_AT_FIRST = `const { setTimeout: sleep } = require('node:timers/promises');
async function wait() {
  await sleep(100);
  await undefined;
}
const never = [new Promise(() => undefined).then(() => undefined)];
for (let count = 0; count < 60_000; count++) never.push(new Promise(() => undefined));
setImmediate(async () => {
  await wait();
  console.log('waited');
});
`;

/** In each of its processes and threads, one after the other. */
const ORDERED = `const { spawnSync } = require('node:child_process');
const { isMainThread, Worker } = require('node:worker_threads');
Promise.resolve().then(() => console.log('promise'));
process.nextTick(() => console.log('tick'));
process.on('exit', () => {
  console.log('exit');
  if (isMainThread && process.argv[2] === undefined) spawnSync(process.execPath, [__filename, 'child'], { stdio: 'inherit' });
});
if (isMainThread) setTimeout(() => new Worker(__filename), 10);
`;

for (const node of NODES) {
  test(`on Node ${node.major} what callwise loads late is not in the way of the program`, {
    skip: node.skip,
  }, async (context) => {
    const cwd = temporaryFolder(context);
    writeFileSync(join(cwd, 'app.cjs'), BUSY_AT_FIRST);
    const { stdout } = await promisify(execFile)(node.path, ['--import', REGISTER, 'app.cjs'], { cwd });
    assert.match(stdout, /^waited\n(?:.*\n)*.*wait {2}app\.cjs:2\n.*─ \d\.\d{3} \[await\] {2}app\.cjs\n/);
  });

  test(`on Node ${node.major} a program records itself by an import`, {
    skip: node.skip,
  }, async (context) => {
    const cwd = programIn(context);
    for (const option of ['--import', '--require']) {
      const { stdout } = await promisify(execFile)(node.path, [option, REGISTER, 'app.ts'], { cwd });
      assert.match(stdout, /load {2}app\.ts:6\n.*─ \d\.\d{3} \[await\] {2}app\.ts\n/);
    }
  });

  test(`on Node ${node.major} a program runs in its own order, and so do its workers and children`, {
    skip: node.skip,
  }, async (context) => {
    const cwd = temporaryFolder(context);
    for (const name of ['app.cjs', 'app.cts']) {
      writeFileSync(join(cwd, name), ORDERED);
      const { stdout, stderr } = await promisify(execFile)(node.path, [name], { cwd });
      assert.equal(stdout.match(/tick\npromise\n/g)?.length, 4, stdout);
      for (const option of [[], ['--subprocesses']]) {
        const recorded = await runCallwise([...option, '--node', node.path, '-o', 'app.pyisession', name], {
          cwd,
        });
        assert.deepEqual([recorded.stdout, recorded.stderr], [stdout, stderr]);
      }
    }
  });

  test(`on Node ${node.major} nothing runs after an error that is not caught`, {
    skip: node.skip,
  }, async (context) => {
    const cwd = temporaryFolder(context);
    const program = "Promise.resolve().then(() => console.log('went on'));\nthrow new Error('fatal');\n";
    writeFileSync(join(cwd, 'app.cjs'), program);
    const { stdout, stderr } = await runCallwise(['--node', node.path, '-o', 'app.pyisession', 'app.cjs'], {
      cwd,
    });
    assert.equal(stdout, '');
    assert.match(stderr, /Error: fatal/);
  });

  test(`on Node ${node.major} a worker that is made of text is recorded`, {
    skip: node.skip,
  }, async (context) => {
    const cwd = temporaryFolder(context);
    const text =
      'function spin() { for (const end = performance.now() + 100; performance.now() < end; ); }\nspin();';
    const program = `new (require('node:worker_threads').Worker)(${JSON.stringify(text)}, { eval: true });`;
    writeFileSync(join(cwd, 'app.cjs'), program);
    const { stdout, stderr } = await runCallwise(
      ['--subprocesses', ...ALL_CALLS, '--node', node.path, 'app.cjs'],
      {
        cwd,
      },
    );
    assert.match(stdout, /worker {2}thread:1\n(?:.*\n)*?.*─ \d\.\d{3} spin/);
    assert.doesNotMatch(stderr, /lost/);
  });
}
