import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { skipWithoutOracles } from '../support/oracles.ts';
import { askPyinstrument } from '../support/pyinstrument.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { type SessionText, sessionText } from '../support/session-from-text.ts';

const MAIN = '<module>\0/app/main.py\x001\x01l5';
const WORK = 'work\0/app/tasks.py\x003\x01cWorker\x01l4';

const A = sessionText(
  [
    [[MAIN, WORK], 0.75],
    [[MAIN], 0.25],
  ],
  { start_time: 1_700_000_100.5 },
);
const B = sessionText([[[MAIN, WORK], 0.5]], { start_time: 1_700_000_000.5, cpu_time: 0.25 });
const OTHER = sessionText([[[WORK], 0.5]], {
  start_time: 1_700_000_050.5,
  target_description: 'Program: \x1b[31mother.py',
  min_interval: 0.01,
  max_interval: 0.01,
  sys_path: ['/app', '/other'],
});

function write(folder: string, files: Readonly<Record<string, SessionText>>): void {
  for (const [name, session] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify(session));
  }
}

test('sessions are reported as one', async (context) => {
  const cwd = temporaryFolder(context);
  write(cwd, { a: A, b: B });
  const { stdout, stderr, status } = await runCallwise(['combine', 'a', 'b'], { cwd });
  assert.deepEqual([stderr, status], ['', 0]);
  assert.match(stdout, /Samples: +3\n.*Duration: 2\.500 +CPU time: 0\.750\n/);
  assert.match(stdout, /\n1\.500 <module> {2}main\.py:1\n├─ 1\.250 Worker\.work/);
});

test('what is kept is what pyinstrument makes of the same sessions', {
  skip: skipWithoutOracles(),
}, async (context) => {
  const cwd = temporaryFolder(context);
  write(cwd, { a: A, b: B });
  await runCallwise(['combine', '-o', 'all.pyisession', 'a', 'b'], { cwd });
  const [answer] = askPyinstrument([A, B], [{ session: 0, kind: 'combine', other: 1 }]);
  assert.ok(answer !== undefined && 'value' in answer);
  assert.deepEqual(JSON.parse(readFileSync(join(cwd, 'all.pyisession'), 'utf8')), answer.value);
});

test('sessions that do not belong together are joined with a warning', async (context) => {
  const cwd = temporaryFolder(context);
  write(cwd, { a: A, b: B, other: OTHER });
  const args = ['combine', 'a', 'other', './a', 'b', '-r', 'session'];
  const { stdout, stderr, status } = await runCallwise(args, { cwd });
  assert.equal(status, 0);
  assert.equal(
    stderr,
    [
      'Warning: ./a is given more than once, and counts as often.',
      "Warning: these are sessions of different targets: 'Program: app.py --fast', 'Program: \\x1b[31mother.py'.",
      'Warning: these sessions were sampled at different intervals, from 0.001 to 0.01 s.',
      '',
    ].join('\n'),
  );
  const { sample_count, sys_path, start_time } = JSON.parse(stdout);
  assert.deepEqual([sample_count, start_time], [6, B.start_time]);
  assert.deepEqual(sys_path, [...B.sys_path, '/other']);
});

const WRONG: readonly (readonly [args: readonly string[], message: RegExp, status: number])[] = [
  [['combine'], /^callwise: callwise combine needs two saved sessions, or more\.\n/, 2],
  [['combine', 'a'], /^callwise: callwise combine needs two saved sessions, or more\.\n/, 2],
  [['combine', 'a', 'missing'], /^callwise: There is no file 'missing'\.\nCheck the path\.\n$/, 1],
  [['combine', 'a', 'broken'], /^callwise: 'broken' is not a session: /, 1],
  [['combine', 'a', 'a', '--intervl'], /^callwise: Unknown option '--intervl'/, 2],
  [['combine', 'a', 'a', '-r', 'nothing'], /^callwise: There is no renderer 'nothing'; /, 2],
];

for (const [args, message, expected] of WRONG) {
  test(`refused: ${args.join(' ')}`, async (context) => {
    const cwd = temporaryFolder(context);
    write(cwd, { a: A });
    writeFileSync(join(cwd, 'broken'), '{"start_time": 1');
    const { stdout, stderr, status } = await runCallwise(args, { cwd });
    assert.match(stderr, message);
    assert.deepEqual({ stdout, status }, { stdout: '', status: expected });
  });
}

test('the help of combine fits 80 columns', async () => {
  const { stdout, status } = await runCallwise(['combine', '--help']);
  assert.equal(status, 0);
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
  assert.match(stdout, /^Usage: callwise combine \[options\] FILE FILE\.\.\.\n/);
});
