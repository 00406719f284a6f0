import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCallwise, startInTerminal, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';

const onLinux = { skip: process.platform === 'linux' ? false : 'needs Linux', timeout: 60_000 };

const OTHER_SCREEN = '\x1b[?1049h';
/** Wrap, cursor and screen as they were. */
const AS_BEFORE = '\x1b[?7h\x1b[?25h\x1b[?1049l';

async function startSpinning(context: TestContext): Promise<ChildProcess> {
  const path = join(temporaryFolder(context), 'app.py');
  writeFileSync(path, "def spin():\n    while True: pass\nprint('on', flush=True)\nspin()\n");
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
    const program = await startSpinning(context);
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
  const program = await startSpinning(context);
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
  const program = await startSpinning(context);
  const piped = await runCallwise(['top', '--pid', String(program.pid)]);
  assert.deepEqual([piped.stdout, piped.status], ['', 2]);
  assert.match(piped.stderr, /^callwise: callwise top needs a terminal;\n/);
  const missing = await startInTerminal(['top', '--pid', '2147483647']).outcome;
  assert.equal(missing.status, 1);
  assert.match(missing.stdout, /^callwise: There is no process 2147483647\.\r\n/);
});
