import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';

const onLinux = { skip: process.platform === 'linux' ? false : 'needs Linux', timeout: 60_000 };

/** The first minor version whose C functions have names. */
const NAMES_BUILT_INS = 11;

const PROGRAM = `import threading, time

class Box:
    def hold(self, a, *rest, key=None):
        big, negative, small, narrow = 2**100, -5, 0, '\\xe9'
        ratio, half, yes, no = 1.5, 5e-324, True, False
        text, wide, snake, long = 'a\\'b', '\\u4e2d', '\\U0001f40d', 'x' * 100; quotes, bell = 'a\\'"b', '\\x07'
        raw, items, pairs, several, names = b'\\\\\\'\\n\\x00', [1, 2], {'k': 1}, (1, 2, 3), {1, 2}
        thing, kind, cell, huge, tiny = object(), int, 7, 1e21, 1.5e-07
        def inner():
            return cell
        print('on', flush=True)
        time.sleep(60)

def spin():
    count = 0
    while True:
        count += 1

threading.Thread(target=spin, name='spinner', daemon=True).start()
Box().hold('first', 'second')
`;

const LOCALS: Readonly<Record<string, string>> = {
  self: '<Box>',
  a: "'first'",
  rest: '<tuple of 1>',
  key: 'None',
  big: '1267650600228229401496703205376',
  negative: '-5',
  small: '0',
  ratio: '1.5',
  half: '5e-324',
  yes: 'True',
  no: 'False',
  text: `"a'b"`,
  huge: '1e+21',
  tiny: '1.5e-07',
  quotes: `'a\\'"b'`,
  bell: "'\\x07'",
  narrow: "'é'",
  wide: "'中'",
  snake: "'🐍'",
  long: `'${'x'.repeat(80)}'…`,
  raw: `b"\\\\'\\n\\x00"`,
  items: '<list of 2>',
  pairs: '<dict of 1>',
  several: '<tuple of 3>',
  names: '<set of 2>',
  thing: '<object>',
  kind: '<class int>',
  cell: '7',
  inner: '<function>',
};

/** Calls that come and go, of different depths, each with a variable that has the function's name. */
const CHANGING = `import time

def work(name):
    end = time.perf_counter() + 300e-6
    while time.perf_counter() < end:
        pass

def one():
    name = 'one'
    work(name)

def inner():
    name = 'inner'
    work(name)

def outer():
    name = 'outer'
    inner()

def other():
    name = 'other'
    work(name)

print('on', flush=True)
while True:
    one()
    outer()
    other()
`;

async function startProgram(
  context: TestContext,
  python: string,
  program = PROGRAM,
): Promise<{ child: ChildProcess; path: string }> {
  const path = join(temporaryFolder(context), 'app.py');
  writeFileSync(path, program);
  const child = spawn(python, [path]);
  context.after(() => child.kill('SIGKILL'));
  await untilPrinted(child, 'on');
  return { child, path };
}

interface DumpedThread {
  readonly name: string;
  readonly main: boolean;
  readonly reading: string;
  readonly frames: readonly {
    readonly function: string;
    readonly file_path: string;
    readonly line: number;
    readonly locals?: Readonly<Record<string, string>>;
  }[];
}

for (const { version, path: python, minor } of supportedPythons()) {
  for (const options of [[], ['--blocking']]) {
    test(
      `the threads and their variables ${options.join()}, ${version} at ${python}`,
      onLinux,
      async (context) => {
        const { child, path } = await startProgram(context, python);
        const args = ['dump', '--pid', String(child.pid), '--locals', '--json', ...options];
        // The program may not sleep yet, and a variable that is just being assigned anew has no value for a moment.
        await withinTries(async () => {
          const { stdout, stderr, status } = await runCallwise(args);
          assert.deepEqual([stderr, status], ['', 0]);
          const { threads } = JSON.parse(stdout) as { threads: DumpedThread[] };
          assert.deepEqual(
            threads.map(({ name }) => name),
            ['MainThread', 'spinner'],
          );
          const [main, spinner] = threads;
          assert.deepEqual(
            main?.frames.map((frame) => [frame.function, frame.file_path, frame.line]),
            [
              ...(minor < NAMES_BUILT_INS ? [] : [['sleep', '<built-in>', 0]]),
              ['Box.hold', path, 13],
              ['<module>', path, 21],
            ],
          );
          assert.deepEqual(main?.frames.at(-2)?.locals, LOCALS);
          assert.equal(spinner?.frames[0]?.function, 'spin');
          assert.match(spinner?.frames[0]?.locals?.count ?? '', /^\d+$/);
        });
      },
    );
  }
}

for (const { version, path: python } of supportedPythons()) {
  test(`variables are of the call that they stand at, ${version} at ${python}`, {
    ...onLinux,
    timeout: 180_000,
  }, async (context) => {
    const { child } = await startProgram(context, python, CHANGING);
    let shown = 0;
    // Calls of some 300 us are often left before their variables can be read.
    for (let times = 0; times < 5 || (shown === 0 && times < 40); times++) {
      const { stdout } = await runCallwise(['dump', '--pid', String(child.pid), '--locals', '--json']);
      const { threads } = JSON.parse(stdout) as { threads: DumpedThread[] };
      for (const frame of threads[0]?.frames ?? []) {
        const name = frame.locals?.name;
        if (name === undefined || frame.function === 'work') continue;
        assert.equal(name, `'${frame.function}'`);
        shown++;
      }
    }
    assert.ok(shown > 0, 'no variables at all');
  });
}

test('a dump for people', onLinux, async (context) => {
  const { child, path } = await startProgram(context, 'python3');
  await withinTries(async () => {
    const { stdout, status } = await runCallwise(['dump', '--pid', String(child.pid)]);
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`^Process ${child.pid}: \\S*python3 ${path}\n`));
    assert.match(
      stdout,
      /\nThread \d+: MainThread, waiting\n(?: {4}sleep {2}<built-in>\n)? {4}Box\.hold {2}app\.py:13\n {4}<module> {2}app\.py:21\n/,
    );
    assert.match(
      stdout,
      /\nThread \d+: spinner, (running|waiting)(, holds Python's lock)?\n {4}spin {2}app\.py:1[78]\n/,
    );
  });
});

test(
  'a process that was stopped goes on, and one that stood still before does not',
  onLinux,
  async (context) => {
    const { child } = await startProgram(context, 'python3');
    const stateOf = (): string | undefined =>
      /^State:\s*(\S)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1];
    await runCallwise(['dump', '--pid', String(child.pid), '--blocking']);
    assert.match(stateOf() ?? '', /[SR]/);
    child.kill('SIGSTOP');
    const { stdout } = await runCallwise(['dump', '--pid', String(child.pid)]);
    assert.match(stdout, /Box\.hold/);
    assert.equal(stateOf(), 'T');
  },
);

test('what cannot be dumped', onLinux, async () => {
  const missing = await runCallwise(['dump', '--pid', '2147483647']);
  assert.deepEqual([missing.stdout, missing.status], ['', 1]);
  assert.match(missing.stderr, /^callwise: There is no process 2147483647\.\nFind the number/);
  const none = await runCallwise(['dump']);
  assert.deepEqual([none.stdout, none.status], ['', 2]);
  assert.match(none.stderr, /^callwise: callwise dump needs the process to look at: --pid PID\.\n/);
  const help = await runCallwise(['dump', '--help']);
  assert.match(help.stdout, /^Usage: callwise dump --pid PID/);
});
