import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCallwise, startInTerminal, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';
import { until } from '../support/until.ts';

const onLinux = { skip: process.platform === 'linux' ? false : 'needs Linux', timeout: 60_000 };

const OTHER_SCREEN = '\x1b[?1049h';
/** Wrap, cursor and screen as they were. */
const AS_BEFORE = '\x1b[?7h\x1b[?25h\x1b[?1049l';

const SPIN = "def spin():\n    while True: pass\nprint('on', flush=True)\nspin()\n";

async function startProgram(context: TestContext, source: string): Promise<ChildProcess> {
  const path = join(temporaryFolder(context), 'app.py');
  writeFileSync(path, source);
  const child = spawn('python3', [path]);
  context.after(() => child.kill('SIGKILL'));
  await untilPrinted(child, 'on');
  return child;
}

const ENDS: readonly {
  readonly by: string;
  readonly end: (top: ChildProcess, program: ChildProcess) => void;
}[] = [
  { by: 'q', end: (top) => top.stdin?.write('q') },
  { by: 'Ctrl-C', end: (top) => top.stdin?.write('\x03') },
  { by: 'the end of the process', end: (_, program) => program.kill('SIGKILL') },
];

for (const { by, end } of ENDS) {
  test(`a live view, ended by ${by}, leaves the terminal as it was`, onLinux, async (context) => {
    const program = await startProgram(context, SPIN);
    const { child, outcome } = startInTerminal(['top', '--pid', String(program.pid)]);
    await untilPrinted(child, 'spin  app.py:1');
    child.stdin?.write('t');
    await untilPrinted(child, 'MainThread');
    child.stdin?.write('p');
    await untilPrinted(child, 'PAUSED');
    end(child, program);
    const { stdout, status } = await outcome;
    assert.equal(status, 0);
    assert.ok(stdout.startsWith(OTHER_SCREEN), JSON.stringify(stdout.slice(0, 100)));
    const rest = stdout.slice(stdout.lastIndexOf('\x1b[?7h'));
    const farewell = by === 'the end of the process' ? `Process ${program.pid} has ended.\r\n` : '';
    assert.equal(rest, AS_BEFORE + farewell);
  });
}

test('a signal ends it as a key does', onLinux, async (context) => {
  const program = await startProgram(context, SPIN);
  // The shell tells its process id, which the command takes over.
  const args = ['-c', 'echo pid $$; exec "$0" "$@"', process.execPath];
  const { child, outcome } = startInTerminal(['top', '--pid', String(program.pid)], {}, ['sh', ...args]);
  let pid = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    pid ||= Number(/pid (\d+)/.exec(chunk.toString())?.[1] ?? 0);
  });
  await untilPrinted(child, 'spin  app.py:1');
  process.kill(pid, 'SIGTERM');
  const { stdout, status } = await outcome;
  assert.equal(status, 0);
  assert.ok(stdout.endsWith(AS_BEFORE));
});

test('without a terminal, without a process, with the wrong one', onLinux, async (context) => {
  const program = await startProgram(context, SPIN);
  const piped = await runCallwise(['top', '--pid', String(program.pid)]);
  assert.deepEqual([piped.stdout, piped.status], ['', 2]);
  assert.match(piped.stderr, /^callwise: callwise top needs a terminal;\n/);
  const missing = await startInTerminal(['top', '--pid', '2147483647']).outcome;
  assert.equal(missing.status, 1);
  assert.match(missing.stdout, /^callwise: There is no process 2147483647\.\r\n/);
});

/** As a shell does it, with the terminal's modes before, while the view is suspended, and after. */
const SUSPENDING = `stty -g
set -m
"$0" "$@"
echo suspended
stty -g
read -r go
fg > /dev/null
status=$?
stty -g
exit $status`;

test('Ctrl-Z gives the terminal back, and going on takes it again', onLinux, async (context) => {
  const program = await startProgram(context, SPIN);
  const command = ['sh', '-c', SUSPENDING, process.execPath];
  const { child, outcome } = startInTerminal(['top', '--pid', String(program.pid)], {}, command);
  await untilPrinted(child, 'spin  app.py:1');
  child.stdin?.write('\x1a');
  await untilPrinted(child, 'suspended');
  child.stdin?.write('\n');
  await untilPrinted(child, 'spin  app.py:1');
  child.stdin?.write('q');
  const { stdout, status } = await outcome;
  assert.equal(status, 0);
  const [before = '', ...views] = stdout.split(OTHER_SCREEN);
  const givenBack = views.map((view) => view.slice(view.indexOf(AS_BEFORE) + AS_BEFORE.length));
  assert.match(givenBack[0] ?? '', /^\s*suspended\r\n/);
  const modes = [before, ...givenBack].map((text) => /^[\da-f:]{20,}$/m.exec(text)?.[0]);
  assert.deepEqual(modes, [modes[0], modes[0], modes[0]]);
  assert.doesNotMatch(givenBack.join(), /\x1b/);
});

/** Most of the time is spent in a function, the rest in its caller. */
const SHARED = `def spin():
    for _ in range(90_000): pass
print('on', flush=True)
while True:
    spin()
    for _ in range(10_000): pass
`;

const ORDERS = [
  ['self', 'spin'],
  ['total', '<module>'],
  ['self s', 'spin'],
  ['total s', '<module>'],
  ['self', 'spin'],
] as const;

/** What a view has drawn so far: each screen by its lines. */
function collectScreens({ stdout }: ChildProcess): () => readonly (readonly string[])[] {
  let output = '';
  stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return () =>
    Array.from(output.matchAll(/\x1b\[H(.*?reset times)/gs), ([, screen = '']) =>
      screen.replace(/\x1b\[\d*[mK]|\r/g, '').split('\n'),
    );
}

test('keys sort the rows, hold the figures still and reset the times', onLinux, async (context) => {
  const program = await startProgram(context, SHARED);
  const { child, outcome } = startInTerminal(['top', '--pid', String(program.pid)]);
  const screens = collectScreens(child);
  const lineAt = (index: number): string => screens().at(-1)?.[index] ?? '';
  for (const [index, [column, first]] of ORDERS.entries()) {
    if (index > 0) child.stdin?.write('s');
    await until(() => lineAt(3).includes(`>${column}  `) && lineAt(4).includes(`  ${first}  `));
  }
  const secondsOf = (row: string): number => Number(/^(?: +\S+){3} +(\S+)/.exec(row)?.[1]);

  child.stdin?.write('p');
  await until(() => lineAt(1).endsWith('PAUSED'));
  const [drawn, paused] = [screens().length, screens().at(-1)];
  await until(() => screens().length >= drawn + 3);
  for (const screen of screens().slice(drawn)) assert.deepEqual(screen, paused);
  child.stdin?.write('p');
  await until(() => !lineAt(1).endsWith('PAUSED') && secondsOf(lineAt(4)) > secondsOf(paused?.[4] ?? ''));

  await until(() => secondsOf(lineAt(4)) > 1);
  const before = screens().length;
  child.stdin?.write('r');
  const isReset = ([, facts = '', , , row = '']: readonly string[]): boolean =>
    facts.startsWith('0 s ') && secondsOf(row) === 0;
  await until(() => screens().slice(before).some(isReset));
  child.stdin?.write('q');
  assert.equal((await outcome).status, 0);
});
