import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';

const options = { skip: process.platform === 'linux' ? false : 'recording needs Linux' };

/** Long enough for samples, short enough for a test. */
const SPIN = `import time
def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
`;

/** On a busy machine what Python does before and after the program is long enough to be shown beside it. */
const OUTERMOST = (file: string): RegExp =>
  new RegExp(`^(?:[├└]─ )?\\d+\\.\\d{3} <module> {2}${file}:1$`, 'm');

test('a script runs as if alone, and the report comes after its output', options, async (context) => {
  const folder = temporaryFolder(context);
  const program = `${SPIN}
import os, sys
print(sys.argv, sys.stdin.read(), os.environ['GREETING'], os.getcwd())
print('to stderr', file=sys.stderr)
spin(0.3)
sys.exit(7)
`;
  writeFileSync(join(folder, 'app.py'), program);
  const { stdout, stderr, status } = await runCallwise(['app.py', '--help', '-t', 'a b', '--'], {
    cwd: folder,
    env: { GREETING: 'hello' },
    input: 'typed',
  });
  assert.equal(status, 7);
  const [own, ...report] = stdout.split('\n');
  assert.equal(own, `['app.py', '--help', '-t', 'a b', '--'] typed hello ${realpathSync(folder)}`);
  assert.match(report.join('\n'), /^Program: app\.py --help -t a b --$/m);
  assert.match(report.join('\n'), OUTERMOST('app.py'));
  assert.match(report.join('\n'), /─ \d+\.\d{3} spin {2}app\.py:2/);
  assert.match(
    stderr,
    /^to stderr\nTo view this report with different options, run:\n {4}callwise --load-prev \S+/,
  );
});

test('-m runs a module of the current folder', options, async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, 'package'));
  const program = `${SPIN}import sys\nspin(0.3)\nprint(sys.argv[1:], __name__, __package__)\n`;
  writeFileSync(join(folder, 'package', '__main__.py'), program);
  const { stdout, status } = await runCallwise(['-m', 'package', '-m', '--load'], { cwd: folder });
  assert.equal(status, 0);
  assert.ok(stdout.startsWith("['-m', '--load'] __main__ package\n"), stdout);
  assert.match(stdout, /^Program: package -m --load$/m);
  assert.match(stdout, /spin {2}package\/__main__\.py:2/);
  // Nothing of runpy is above it, though what that did before may be shown beside it.
  assert.match(stdout, OUTERMOST('package/__main__.py'));
});

test('-c runs code', options, async () => {
  const { stdout, status } = await runCallwise([
    '-c',
    `${SPIN}import sys\nspin(0.3)\nprint(sys.argv)`,
    'x',
    '-c',
  ]);
  assert.equal(status, 0);
  assert.ok(stdout.startsWith("['-c', 'x', '-c']\n"), stdout);
  assert.match(stdout, /^Program: -c x -c$/m);
  assert.match(stdout, /spin {2}<string>:2/);
});

test('-- runs any command and samples the first Python in it', options, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'app.py'), `${SPIN}spin(0.3)\n`);
  const command = ['--', 'sh', '-c', 'true; python3 app.py "$1"; exit 5', 'sh', '-t'];
  const { stdout, status } = await runCallwise(command, { cwd: folder });
  assert.equal(status, 5);
  assert.match(stdout, /spin {2}app\.py:2/);
});

test('a program that ends between two ticks is not waited for', options, async () => {
  const { stdout, status } = await runCallwise(['-i', '1000', '-c', 'pass']);
  assert.equal(status, 0);
  assert.match(stdout, /^No samples were recorded\.$/m);
});

test("what Python's start takes is no part of what the sampler says of itself", options, async () => {
  const { stdout } = await runCallwise(['-c', `${SPIN}spin(0.05)`]);
  const [, ticks, percent] = /^Sampling: .* of (\d+) ticks[^%]* ([\d.]+) % of a core\.$/m.exec(stdout) ?? [];
  const duration = Number(/Duration: ([\d.]+)/.exec(stdout)?.[1]);
  assert.ok(Number(percent) <= 100, stdout);
  // An end of the program that takes as long as the program does is part of it.
  assert.ok(Number(ticks) / 1000 < duration * 2 + 0.1, stdout);
});

test("death by a signal is the shell's status for it", options, async () => {
  const program = `${SPIN}import os, signal\nspin(0.3)\nos.kill(os.getpid(), signal.SIGKILL)`;
  const { stdout, status, signal } = await runCallwise(['-c', program]);
  assert.deepEqual({ status, signal }, { status: 137, signal: null });
  assert.match(stdout, /spin {2}<string>:2/);
});

test("an exception is the program's own matter", options, async () => {
  const { stdout, stderr, status } = await runCallwise(['-c', `${SPIN}spin(0.3)\nraise KeyError('x')`]);
  assert.equal(status, 1);
  assert.match(stderr, /^Traceback \(most recent call last\):[\s\S]*KeyError: 'x'\n/);
  assert.match(stdout, /spin {2}<string>:2/);
});

test('a command that is not Python runs, and callwise says that there is no report', options, async () => {
  const { stdout, stderr, status } = await runCallwise(['--', 'sh', '-c', 'echo done; exit 3']);
  assert.deepEqual({ stdout, status }, { stdout: 'done\n', status: 3 });
  assert.match(stderr, /^callwise: .*\ncallwise profiles programs of Python and of Node\.js/);
});

test('a command that does not exist', options, async () => {
  const { stderr, status } = await runCallwise(['--', 'no-such-command']);
  assert.equal(status, 1);
  assert.match(stderr, /^callwise: no-such-command could not be run.*\nCheck that the command exists/);
});

test('--python, else the virtual environment, else python3', options, async (context) => {
  const folder = temporaryFolder(context);
  const real = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim();
  execFileSync(real, ['-m', 'venv', '--without-pip', join(folder, 'venv')]);
  const python = join(folder, 'venv', 'bin', 'python');
  const program = `${SPIN}import sys\nspin(0.3)\nprint(sys.prefix)`;
  const prefixWith = async (args: string[], env = {}): Promise<string | undefined> =>
    (await runCallwise([...args, '-c', program], { env })).stdout.split('\n')[0];
  const venv = realpathSync(join(folder, 'venv'));
  assert.equal(await prefixWith(['--python', python]), venv);
  assert.equal(await prefixWith([], { VIRTUAL_ENV: join(folder, 'venv') }), venv);
  assert.equal(
    await prefixWith(['--python', real], { VIRTUAL_ENV: join(folder, 'venv') }).then(
      (prefix) => prefix === venv,
    ),
    false,
  );
});

test('a Python that is not there', options, async () => {
  const missing = await runCallwise(['--python', '/nowhere/python', '-c', '1']);
  assert.equal(missing.status, 1);
  assert.equal(
    missing.stderr,
    'callwise: --python /nowhere/python is not there, or cannot be executed.\nName the Python to run with --python PATH.\n',
  );
  const environment = await runCallwise(['-c', '1'], { env: { VIRTUAL_ENV: '/nowhere' } });
  assert.match(environment.stderr, /^callwise: The Python of the virtual environment \/nowhere is not there/);
});

test('--target-description is what the report calls the program', options, async () => {
  const args = ['--target-description', 'Try {args} of {{1}}', '-c', `${SPIN}spin(0.3)`, 'x'];
  assert.match((await runCallwise(args)).stdout, /^Try -c x of \{1\}$/m);
  const wrong = await runCallwise(['--target-description', '{name}', '-c', 'print(1)']);
  assert.deepEqual([wrong.stdout, wrong.status], ['', 2]);
  assert.match(wrong.stderr, /^callwise: --target-description has the unknown placeholder '\{name\}'/);
});

test('a file that cannot be written is refused before the program runs', options, async (context) => {
  const folder = temporaryFolder(context);
  for (const [path, reason] of [
    [join(folder, 'no', 'a.txt'), 'there is no such folder'],
    [folder, 'it is a folder'],
  ] as const) {
    const { stdout, stderr, status } = await runCallwise(['-o', path, '-c', 'print(1)']);
    assert.deepEqual([stdout, status], ['', 1]);
    assert.ok(stderr.startsWith(`callwise: '${path}' cannot be written: ${reason}.\n`), stderr);
  }
});

test('a Python that is over before it was looked at ran all the same', options, async (context) => {
  const folder = temporaryFolder(context);
  // As one looks on a busy machine: there is no interpreter to be found any more.
  writeFileSync(join(folder, 'python3'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
  const { stdout, stderr, status } = await runCallwise(['--python', join(folder, 'python3'), '-c', 'pass']);
  assert.deepEqual([stderr, status], ['The program ended before a sample was taken.\n', 3]);
  assert.match(stdout, /Samples: {2}0\n/);
});

test('of a program that is all of libraries it is said how to see them', options, async () => {
  const hidden =
    /^Nearly all of the time is in libraries, whose calls are hidden; --show-all\nshows them\.\n/;
  const tool = ['-m', 'timeit', '-n', '1', '-r', '1', 'import time; time.sleep(0.1)'];
  assert.match((await runCallwise(['--show-all', ...tool])).stderr, /^To view/);
  assert.match((await runCallwise(tool)).stderr, hidden);
  assert.match((await runCallwise(['-c', 'import time; time.sleep(0.1)'])).stderr, /^To view/);
});

test('a program that ends before a sample is told apart from one that fails', options, async () => {
  const long = await runCallwise(['-i', '5', '-c', 'import time; time.sleep(0.1)']);
  const ended = 'The program ended before a sample was taken.\n';
  assert.deepEqual([long.stderr, long.status], [`${ended}A shorter interval sees more: -i 1ms.\n`, 0]);
  const failed = await runCallwise(['-c', 'import']);
  assert.match(failed.stderr, new RegExp(`SyntaxError: invalid syntax\\n${ended}$`));
  assert.equal(failed.status, 1);
});
