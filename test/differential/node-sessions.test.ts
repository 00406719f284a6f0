import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { IN_TIME } from '../support/in-time.ts';
import { oraclePython, skipWithoutOracles } from '../support/oracles.ts';
import { ALL_CALLS, runCallwise, temporaryFolder } from '../support/run-callwise.ts';

const PROGRAM = `import { isMainThread, Worker } from 'node:worker_threads';
function work() {
  const end = performance.now() + 100;
  while (performance.now() < end);
}
work();
if (isMainThread) new Worker(new URL(import.meta.url));
`;

const options = { skip: skipWithoutOracles(), timeout: 120_000 };

test('pyinstrument reports on a program of Node.js with a worker', options, async (context) => {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'app.mjs'), PROGRAM);
  await runCallwise(['--subprocesses', '-o', 'app.pyisession', 'app.mjs'], { cwd });
  const arguments_ = ['-m', 'pyinstrument', ...ALL_CALLS, '--load', 'app.pyisession'];
  const report = execFileSync(oraclePython(), arguments_, { ...IN_TIME, cwd });
  assert.equal(report.toString().match(/\bwork\b/g)?.length, 2);
});
