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

function askPyinstrument(cwd: string, session = 'app.pyisession'): string {
  const arguments_ = ['-m', 'pyinstrument', ...ALL_CALLS, '--load', session];
  return execFileSync(oraclePython(), arguments_, { ...IN_TIME, cwd }).toString();
}

test('pyinstrument reports on a program of Node.js', options, async (context) => {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'app.mjs'), PROGRAM);
  await runCallwise(['-o', 'app.pyisession', 'app.mjs'], { cwd });
  assert.match(askPyinstrument(cwd), /\bwork\b/);
});

test('pyinstrument reports on a part of a program of Node.js', options, (context) => {
  const cwd = temporaryFolder(context);
  const api = new URL('../../src/api/index.ts', import.meta.url);
  const program = `const { Profiler } = await import('${api}');
for (const asyncMode of ['enabled', 'strict', 'disabled']) {
  const profiler = new Profiler({ asyncMode });
  setTimeout(() => {
    profiler.start();
    for (const end = performance.now() + 100; performance.now() < end; );
    profiler.stop().save(asyncMode + '.pyisession');
  });
}
`;
  writeFileSync(join(cwd, 'app.mjs'), program);
  execFileSync(process.execPath, ['app.mjs'], { ...IN_TIME, cwd });
  for (const asyncMode of ['enabled', 'strict', 'disabled']) {
    assert.match(askPyinstrument(cwd, `${asyncMode}.pyisession`), /_onTimeout|\bnow\b|app\.mjs/);
  }
});

test('pyinstrument reports on a program of Node.js with a worker', options, async (context) => {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'app.mjs'), PROGRAM);
  await runCallwise(['--subprocesses', '-o', 'app.pyisession', 'app.mjs'], { cwd });
  assert.equal(askPyinstrument(cwd).match(/\bwork\b/g)?.length, 2);
});
