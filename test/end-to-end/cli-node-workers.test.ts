import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NODES } from '../support/nodes.ts';
import { ALL_CALLS, type RunOutcome, runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { withinTries } from '../support/within-tries.ts';

/** Each works for a while and is then to be found in another state. */
const WORKER = `import { execSync } from 'node:child_process';
import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
const end = performance.now() + 100;
const cell = new Int32Array(workerData.shared);
function busyWorker() {
  while (performance.now() < end);
  parentPort.postMessage('here');
  for (;;) Math.random();
}
function workingWorker() {
  const turnEnd = performance.now() + 20;
  while (performance.now() < turnEnd);
  if (turnEnd > end) parentPort.postMessage('here');
  setImmediate(workingWorker);
}
async function outerWorker() {
  const inner = new Worker(new URL(import.meta.url), { workerData: { ...workerData, name: 'idleWorker' } });
  while (performance.now() < end);
  await once(inner, 'message');
  parentPort.postMessage('here');
}
function idleWorker() {
  while (performance.now() < end);
  parentPort.on('message', () => undefined);
  parentPort.postMessage('here');
}
function sleepingWorker() {
  while (performance.now() < end);
  parentPort.postMessage('here');
  Atomics.wait(cell, 0, 0);
  Atomics.store(cell, 1, 1);
  Atomics.notify(cell, 1);
  console.log('went on');
}
function waitingWorker() {
  while (performance.now() < end);
  parentPort.postMessage('here');
  parentPort.postMessage(Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0));
  console.log('went on');
}
function sharingWorker() {
  while (performance.now() < end);
  parentPort.postMessage('here');
  parentPort.postMessage(Atomics.wait(cell, 0, 0));
}
function variousWorker() {
  const big = new BigInt64Array(workerData.shared);
  const begin = performance.now();
  const results = [Atomics.wait(cell, 1, 0, 20), performance.now() - begin > 19, Atomics.wait(cell, 1, 1), Atomics.wait(big, 0, 1n)];
  for (const wrong of [[new Int32Array(8), 0, 0], [cell, 2, 0], [cell, -1, 0], [cell, 1, 0n], [undefined]]) {
    try {
      results.push(Atomics.wait(...wrong));
    } catch ({ name }) {
      results.push(name);
    }
  }
  const { value, ...attributes } = Object.getOwnPropertyDescriptor(Atomics, 'wait');
  results.push(value.name, value.length, 'prototype' in value, JSON.stringify(attributes));
  parentPort.postMessage('here');
  results.push(Atomics.wait(cell, '1', { valueOf: () => 0 }));
  // It may run before the thread that woke it has stored what the next wait is to see.
  while (Atomics.load(big, 0) !== 0x200000001n);
  results.push(Atomics.wait(big, 0, 0x200000001n));
  parentPort.postMessage(results.join(' '));
}
function callingWorker() {
  parentPort.postMessage('here');
  execSync('touch called && sleep 5');
}
process.on('exit', () => console.log('went on'));
({ busyWorker, workingWorker, outerWorker, idleWorker, sleepingWorker, waitingWorker, sharingWorker, variousWorker, callingWorker })[workerData.name]();
`;

const PROGRAM = `import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
const shared = new SharedArrayBuffer(8);
async function start(...names) {
  const workers = names.map((name) => new Worker(new URL('worker.mjs', import.meta.url), { workerData: { name, shared } }));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  return workers;
}
`;

function runProgram(
  context: TestContext,
  node: (typeof NODES)[number],
  program: string,
): Promise<RunOutcome> {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'worker.mjs'), WORKER);
  writeFileSync(join(cwd, 'app.mjs'), PROGRAM + program);
  return runCallwise(['--subprocesses', ...ALL_CALLS, '--node', node.path, 'app.mjs'], { cwd });
}

/** A busy machine may take away the half second that a worker has to give what was recorded: then the next run counts. */
async function runWithoutLoss(...program: Parameters<typeof runProgram>): Promise<RunOutcome> {
  for (let tries = 3; ; tries--) {
    const outcome = await runProgram(...program);
    if (tries === 1 || !outcome.stderr.includes('lost')) return outcome;
  }
}

const LOST =
  /^callwise: What was recorded of worker \d is lost: it was busy, or in Atomics\.wait, when it was terminated\.$/gm;

for (const node of NODES) {
  const on = { skip: node.skip, timeout: 120_000 };

  test(
    `on Node ${node.major} workers that are terminated are in the report, and end as they would`,
    on,
    async (context) => {
      const { stdout, stderr, status } = await runWithoutLoss(
        context,
        node,
        `for (let time = 0; time < 2; time++) {
  const workers = await start('idleWorker', 'workingWorker', 'outerWorker');
  const events = workers.map((worker) => once(worker, 'exit'));
  const calls = [...workers, ...workers].map((worker) => worker.terminate());
  console.log(await Promise.all(calls), (await Promise.all(events)).flat(), await workers[0].terminate());
}`,
      );
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^(\[ 1, 1, 1, 1, 1, 1 \] \[ 1, 1, 1 \] undefined\n){2}\n/);
      const reports = stdout.split(/ worker {2}thread/).slice(1);
      for (const [name, workers] of Object.entries({ idleWorker: 4, workingWorker: 2, outerWorker: 2 })) {
        assert.equal(
          reports.filter((report) => report.includes(`${name}  worker.mjs`)).length,
          workers,
          stdout,
        );
      }
      // Of being asked for what was recorded a worker has as good as nothing.
      const whole = Number(/([\d.]+) \[root\]/.exec(stdout)?.[1]);
      for (const [, asked] of stdout.matchAll(/([\d.]+) .*messageport/g)) {
        assert.ok(Number(asked) < whole / 50, stdout);
      }
      assert.doesNotMatch(stderr, /lost/);
    },
  );

  test(
    `on Node ${node.major} workers that end with the program are in the report, after its last words`,
    on,
    async (context) => {
      const { stdout, stderr, status } = await runWithoutLoss(
        context,
        node,
        `const [idle] = await start('idleWorker', 'workingWorker', 'outerWorker', 'sleepingWorker');
process.on('exit', () => {
  const cell = new Int32Array(shared);
  Atomics.store(cell, 0, 1);
  Atomics.notify(cell, 0);
  console.log(Atomics.wait(cell, 1, 0, 5000) !== 'timed-out');
});
idle.terminate();
process.exit(7);`,
      );
      assert.equal(status, 7, stderr);
      assert.match(stdout, /^true\n/);
      for (const name of ['idleWorker', 'workingWorker', 'outerWorker', 'sleepingWorker']) {
        assert.match(stdout, new RegExp(`${name} {2}worker\\.mjs`));
      }
      assert.doesNotMatch(stderr, /lost/);
    },
  );

  test(
    `on Node ${node.major} workers that do not give way are terminated, and said to be lost`,
    on,
    async (context) => {
      const { stdout, stderr, status } = await runProgram(
        context,
        node,
        `const workers = await start('busyWorker', 'callingWorker');
while (!existsSync('called')) await sleep(5);
console.log(await Promise.all(workers.map((worker) => worker.terminate())));`,
      );
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^\[ 1, 1 \]\n/);
      assert.equal(stderr.match(LOST)?.length, 2, stderr);
      assert.doesNotMatch(stdout, /busyWorker|callingWorker/);
    },
  );

  test(
    `on Node ${node.major} workers that are terminated in Atomics.wait are in the report, and do not go on`,
    on,
    async (context) => {
      const { stdout, stderr, status } = await runWithoutLoss(
        context,
        node,
        `for (let time = 0; time < 2; time++) {
  const workers = await start('waitingWorker', 'waitingWorker', 'sleepingWorker');
  console.log(await Promise.all(workers.map((worker) => worker.terminate())));
}
await start('waitingWorker', 'waitingWorker');
process.exit();`,
      );
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^(\[ 1, 1, 1 \]\n){2}\n/);
      assert.equal(stdout.match(/waitingWorker {2}worker\.mjs/g)?.length, 6, stdout);
      assert.equal(stdout.match(/sleepingWorker {2}worker\.mjs/g)?.length, 2, stdout);
      assert.doesNotMatch(stderr, /lost/);
    },
  );

  test(
    `on Node ${node.major} a worker is not woken for another one that waits at the same place`,
    on,
    async (context) => {
      const { stdout, stderr, status } = await runProgram(
        context,
        node,
        `const [first] = await start('sharingWorker');
const answer = once(first, 'message');
// It is to wait before the other one does.
await sleep(50);
const [second] = await start('sharingWorker');
await sleep(50);
const code = await second.terminate();
let woken = 0;
for (let tries = 5000; woken === 0 && tries > 0; tries--) {
  woken = Atomics.notify(new Int32Array(shared), 0);
  await sleep(1);
}
console.log(code, woken, ...(await answer));`,
      );
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^1 1 ok$/m);
    },
  );

  test(`on Node ${node.major} workers that were lost are not in the way of others`, on, async (context) => {
    const program = `const lost = await start('sharingWorker', 'sharingWorker');
await sleep(50);
await Promise.all(lost.map((worker) => worker.terminate()));
const [other] = await start('waitingWorker');
await sleep(50);
await other.terminate();`;
    // The other one has half a second to answer.
    await withinTries(async () => {
      const { stdout, stderr, status } = await runProgram(context, node, program);
      assert.equal(status, 0, stderr);
      assert.equal(stderr.match(LOST)?.length, 2, stderr);
      assert.equal(stdout.match(/waitingWorker {2}worker\.mjs/g)?.length, 1, stdout);
    });
  });

  test(`on Node ${node.major} a worker waits in Atomics.wait as it would`, on, async (context) => {
    const { stdout, stderr, status } = await runProgram(
      context,
      node,
      `const [worker] = await start('variousWorker');
const answer = once(worker, 'message');
const cell = new Int32Array(shared);
while (Atomics.notify(cell, 1) === 0) await sleep(1);
Atomics.store(cell, 0, 1);
Atomics.store(cell, 1, 2);
while (Atomics.notify(cell, 0) === 0) await sleep(1);
console.log(...(await answer));`,
    );
    assert.equal(status, 0, stderr);
    const attributes = '{"writable":true,"enumerable":false,"configurable":true}';
    const wrong = 'TypeError RangeError RangeError TypeError TypeError';
    const own = `wait 4 false ${attributes}`;
    const expected = `timed-out true not-equal not-equal ${wrong} ${own} ok ok`;
    // A worker's last words may come before it.
    assert.ok(stdout.split('\n').includes(expected), stdout);
  });
}
