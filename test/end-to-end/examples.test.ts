import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { sessionText } from '../support/session-from-text.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

const MAIN = '<module>\0/app/main.py\x001\x01l5';
const WORK = 'work\0/app/tasks.py\x003\x01cWorker\x01l4';
const SESSION = sessionText([
  [[MAIN, WORK], 0.75],
  [[MAIN, '<listcomp>\0/app/main.py\x007\x01l7', WORK], 0.0625],
  [[MAIN], 0.25],
]);

/** A folder with two sessions. */
function folderWithSessions(context: TestContext): string {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'a.pyisession'), JSON.stringify(SESSION));
  writeFileSync(join(folder, 'b.pyisession'), JSON.stringify({ ...SESSION, start_time: 1 }));
  return folder;
}

/** What the example prints. It takes callwise as it is built. */
function run(cwd: string, example: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, [join(EXAMPLES, example), ...args], { cwd, encoding: 'utf8' });
}

test('render-session: a saved session as a page', (context) => {
  const cwd = folderWithSessions(context);
  assert.equal(run(cwd, 'render-session.ts', 'a.pyisession', 'a.html'), '');
  assert.match(readFileSync(join(cwd, 'a.html'), 'utf8'), /^<!doctype html>\n?.*<\/html>\s*$/is);
});

test('combine-sessions: two sessions as one report', (context) => {
  const printed = run(folderWithSessions(context), 'combine-sessions.ts', 'a.pyisession', 'b.pyisession');
  assert.match(printed, /Samples: +6\n.*Duration: 2\.500/);
  assert.match(printed, /\n2\.125 <module> {2}main\.py:1\n├─ 1\.500 Worker\.work/);
});

test('session-as-json: a session apart and together again', (context) => {
  const cwd = folderWithSessions(context);
  assert.equal(run(cwd, 'session-as-json.ts', 'a.pyisession', 'a.json'), '3 samples were restored\n');
  assert.deepEqual(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')), SESSION);
});

test('session-facts: what is known of a session', (context) => {
  assert.equal(
    run(folderWithSessions(context), 'session-facts.ts', 'a.pyisession'),
    `Duration: 1.250 seconds
CPU time: 0.500 seconds
Samples: 3
Target: Program: app.py --fast
Start time: 1700000000.5
Root frame: <module> in /app/main.py
`,
  );
});

test('frame-records: the recorded stacks', (context) => {
  const printed = run(folderWithSessions(context), 'frame-records.ts', 'a.pyisession');
  const main = '  <module> /app/main.py 1\n';
  const work = '  work /app/tasks.py 3\n';
  assert.equal(
    printed,
    `Time: 0.750000s\n${main}${work}\nTime: 0.062500s\n${main}  <listcomp> /app/main.py 7\n${work}\nTime: 0.250000s\n${main}\n`,
  );
});

test('slowest-functions: a renderer of the user with a processor of the user', async (context) => {
  const cwd = folderWithSessions(context);
  const renderer = join(EXAMPLES, 'slowest-functions.ts');
  const render = async (...options: readonly string[]): Promise<string> =>
    (await runCallwise(['--load', 'a.pyisession', '-r', renderer, ...options], { cwd })).stdout;
  assert.equal(await render(), '0.813 work  tasks.py:3\n0.250 <module>  main.py:1\n');
  assert.equal(await render('-p', 'count=1'), '0.813 work  tasks.py:3\n');
});
