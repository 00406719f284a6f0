import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NODES } from '../support/nodes.ts';
import { ALL_CALLS, type RunOutcome, runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { withinTries } from '../support/within-tries.ts';

/** Works for a while and waits then. */
const WORKER = `const { parentPort } = require('node:worker_threads');
function inWorker() {
  const end = performance.now() + 100;
  while (performance.now() < end);
}
inWorker();
parentPort.on('message', () => undefined);
parentPort.postMessage('here');
`;

function run(context: TestContext, node: (typeof NODES)[number], program: string): Promise<RunOutcome> {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'worker.cjs'), WORKER);
  writeFileSync(
    join(cwd, 'app.cjs'),
    `const { Worker } = require('node:worker_threads');\nconst { once } = require('node:events');\n${program}`,
  );
  return runCallwise(['--subprocesses', ...ALL_CALLS, '--node', node.path, 'app.cjs'], { cwd });
}

const SHOWN = /worker {2}thread:1\n(?:.*\n)*?.*inWorker {2}worker\.cjs:2/;

for (const node of NODES) {
  const on = { skip: node.skip, timeout: 120_000 };

  test(
    `on Node ${node.major} workers are in the report of a program that exits as it exits`,
    on,
    async (context) => {
      for (const last of [
        "process.on('exit', () => process.exit(4));",
        "process.on('exit', () => { throw 4; });",
      ]) {
        const program = `new Worker('./worker.cjs').once('message', () => process.exit());\n${last}`;
        // The worker has half a second to answer.
        await withinTries(async () => {
          const { stdout, stderr, status } = await run(context, node, program);
          assert.match(stdout, SHOWN);
          assert.doesNotMatch(stderr, /lost/);
          assert.equal(status, last.includes('throw') ? 1 : 4);
        });
      }
    },
  );
}
