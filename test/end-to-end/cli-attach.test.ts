import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NOBODY, whyNotAsNobody } from '../support/nobody.ts';
import {
  runCallwise,
  startCallwise,
  startInTerminal,
  temporaryFolder,
  untilPrinted,
} from '../support/run-callwise.ts';
import { untilAttached } from '../support/until-attached.ts';

const options = { skip: process.platform === 'linux' ? false : 'recording needs Linux', timeout: 60_000 };

async function startProgram(context: TestContext, command: readonly string[]): Promise<ChildProcess> {
  const child = spawn(command[0] as string, command.slice(1));
  context.after(() => child.kill('SIGKILL'));
  await untilPrinted(child, 'on');
  return child;
}

async function startSpinning(context: TestContext): Promise<ChildProcess> {
  const path = join(temporaryFolder(context), 'app.py');
  writeFileSync(path, "def spin():\n    while True: pass\nprint('on', flush=True)\nspin()\n");
  return startProgram(context, ['python3', path, 'a b']);
}

test('--pid with -d looks at a process for that time and leaves it alone', options, async (context) => {
  const program = await startSpinning(context);
  const { stdout, stderr, status } = await runCallwise(['--pid', String(program.pid), '-d', '0.3']);
  assert.deepEqual([stderr.split('\n')[0], status], ['To view this report with different options, run:', 0]);
  assert.match(stdout, new RegExp(`^Process ${program.pid}: .*python3\\S* \\S+/app\\.py a b$`, 'm'));
  assert.match(stdout, /spin {2}.*app\.py:1/);
  assert.equal(program.exitCode ?? program.signalCode, null);
});

test('--pid whose time is over before a sample, between two ticks', options, async (context) => {
  const program = await startSpinning(context);
  const { stderr, status } = await runCallwise(['--pid', String(program.pid), '-d', '0.3', '-i', '1000']);
  const expected =
    'No sample was due in the time in which callwise looked.\nA shorter interval sees more: -i 1ms.\n';
  assert.deepEqual([stderr, status], [expected, 0]);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends the attachment, never the process`, options, async (context) => {
    const program = await startSpinning(context);
    const { child, outcome } = startCallwise(['--pid', String(program.pid)]);
    await untilAttached(child.pid as number, program.pid as number);
    child.kill(signal);
    const { stdout, status } = await outcome;
    assert.match(stdout, /spin {2}.*app\.py:1/);
    assert.equal(status, 0);
    assert.equal(program.exitCode ?? program.signalCode, null);
  });
}

test('the end of the process ends the attachment', options, async (context) => {
  const program = await startSpinning(context);
  const { child, outcome } = startCallwise(['--pid', String(program.pid)]);
  await untilAttached(child.pid as number, program.pid as number);
  program.kill('SIGKILL');
  const { stdout, status } = await outcome;
  assert.match(stdout, /spin {2}.*app\.py:1/);
  assert.equal(status, 0);
});

test('a process that does not exist', options, async () => {
  const { stdout, stderr, status } = await runCallwise(['--pid', '2147483647']);
  assert.deepEqual([stdout, status], ['', 1]);
  assert.match(
    stderr,
    /^callwise: .*2147483647.*\nFind the number of a running program with 'pgrep -af python'\nor 'pgrep -af node'\.\n$/,
  );
});

test('a process that is not Python', options, async (context) => {
  const program = await startProgram(context, ['sh', '-c', 'echo on; while :; do sleep 0.1; done']);
  const { stdout, stderr, status } = await runCallwise(['--pid', String(program.pid)]);
  assert.deepEqual([stdout, status], ['', 1]);
  assert.match(
    stderr,
    new RegExp(`^callwise: .*${program.pid}.*\\ncallwise profiles programs of Python and of Node\\.js`),
  );
});

/** A program that pauses for ever, in 85 bytes and the machine code of 32-bit x86. */
function writeProgramOf32Bits(path: string): void {
  const [base, headers, code] = [0x0804_8000, 84, [0xb8, 29, 0, 0, 0, 0xcd, 0x80, 0xeb, 0xf7]];
  const bytes = Buffer.alloc(headers + code.length);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  [2, 3].forEach((half, index) => {
    bytes.writeUInt16LE(half, 16 + index * 2);
  });
  [1, base + headers, 52].forEach((word, index) => {
    bytes.writeUInt32LE(word, 20 + index * 4);
  });
  [52, 32, 1].forEach((half, index) => {
    bytes.writeUInt16LE(half, 40 + index * 2);
  });
  [1, 0, base, base, bytes.length, bytes.length, 5, 0x1000].forEach((word, index) => {
    bytes.writeUInt32LE(word, 52 + index * 4);
  });
  bytes.set(code, headers);
  writeFileSync(path, bytes, { mode: 0o755 });
}

/** Starts a program that prints nothing; false where the machine cannot run it. */
async function startSilently(
  context: TestContext,
  command: readonly string[],
): Promise<ChildProcess | undefined> {
  const child = spawn(command[0] as string, command.slice(1), { stdio: 'ignore' });
  context.after(() => child.kill('SIGKILL'));
  const started = await new Promise((resolve) => {
    child.once('spawn', () => resolve(true)).once('error', () => resolve(false));
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  return started && child.exitCode === null ? child : undefined;
}

async function refusalOf(pid: number | undefined): Promise<string> {
  const { stdout, stderr, status } = await runCallwise(['--pid', String(pid)]);
  assert.deepEqual([stdout, status], ['', 1]);
  return stderr.replaceAll(String(pid), 'PID');
}

test('a 32-bit program', options, async (context) => {
  const path = join(temporaryFolder(context), 'small');
  writeProgramOf32Bits(path);
  const program = await startSilently(context, [path]);
  if (program === undefined) return context.skip('this machine runs no 32-bit programs');
  assert.equal(
    await refusalOf(program.pid),
    'callwise: Process PID is a 32-bit program.\nUse a 64-bit Python.\n',
  );
});

test('another Python than CPython', options, async (context) => {
  const path = join(temporaryFolder(context), 'pypy3.10');
  copyFileSync('/bin/sleep', path);
  const program = await startSilently(context, [path, '60']);
  assert.equal(
    await refusalOf(program?.pid),
    'callwise: Process PID runs PyPy, not CPython.\ncallwise reads CPython, the usual Python. --python PATH names one to run.\n',
  );
});

test('a Python that is too old', options, async (context) => {
  const path = join(temporaryFolder(context), 'python2.7');
  copyFileSync('/bin/sleep', path);
  const program = await startSilently(context, [path, '60']);
  assert.match(
    await refusalOf(program?.pid),
    /^callwise: Process PID runs CPython 2\.7; supported are 3\.\d+ to 3\.\d+\.\nRun the program with one of these: --python PATH names it\.\n$/,
  );
});

test('a process of another user', { ...options, skip: whyNotAsNobody() }, async (context) => {
  const program = await startSpinning(context);
  for (const args of [['--pid'], ['dump', '--pid']]) {
    const { stdout, stderr, status } = await runCallwise([...args, String(program.pid)], { uid: NOBODY });
    assert.deepEqual([stdout, status], ['', 1]);
    assert.match(
      stderr,
      /^callwise: Process \d+ may not be looked at\.\nRun callwise as the user of that process, or with sudo\./,
    );
  }
});

/** Runs the program that it is given, until the main thread of that has ended, and does not collect it. */
const PARENT = `import subprocess, sys, time
child = subprocess.Popen([sys.executable, '-c', sys.argv[1]])
while open(f'/proc/{child.pid}/stat').read().rsplit(')')[-1].split()[0] != 'Z':
    time.sleep(0.01)
print(child.pid, flush=True)
time.sleep(60)
`;

async function startUncollected(context: TestContext, code: string): Promise<number> {
  const parent = spawn('python3', ['-c', PARENT, code]);
  context.after(() => parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout, 'data');
  return Number(String(line));
}

test('a process that has ended, and is listed for its parent', options, async (context) => {
  const pid = String(await startUncollected(context, 'pass'));
  const expected = `callwise: Process ${pid} has ended; its parent has not collected it yet.\nAttach earlier, or let callwise run the program.\n`;
  for (const args of [['--pid'], ['dump', '--pid']]) {
    for (const identity of whyNotAsNobody() === false ? [{}, { uid: NOBODY }] : [{}]) {
      const { stderr, status } = await runCallwise([...args, pid], identity);
      assert.deepEqual([stderr, status], [expected, 1]);
    }
  }
  const top = await startInTerminal(['top', '--pid', pid]).outcome;
  assert.equal(top.stdout.replaceAll('\r', ''), expected);
});

test('a process of which the main thread has ended', options, async (context) => {
  const code = `import ctypes, threading, time
threading.Thread(target=time.sleep, args=[60]).start()
ctypes.CDLL(None).syscall(60, 0)`;
  const pid = await startUncollected(context, code);
  context.after(() => process.kill(pid, 'SIGKILL'));
  assert.match(await refusalOf(pid), /^callwise: The main thread of process PID has ended\.\nAttach earlier/);
});

test('an interpreter whose file is gone, as after an upgrade', options, async (context) => {
  const folder = temporaryFolder(context);
  const python = join(folder, 'python3');
  const real = execFileSync('python3', ['-c', 'import os; print(os.path.realpath("/proc/self/exe"))'], {
    encoding: 'utf8',
  }).trim();
  copyFileSync(real, python);
  writeFileSync(
    join(folder, 'app.py'),
    "def spin():\n    while True: pass\nprint('on', flush=True)\nspin()\n",
  );
  const home = execFileSync('python3', ['-c', 'import sys; print(sys.base_prefix)'], {
    encoding: 'utf8',
  }).trim();
  const program = spawn(python, [join(folder, 'app.py')], {
    env: { ...process.env, PYTHONHOME: home, LD_LIBRARY_PATH: join(home, 'lib') },
  });
  context.after(() => program.kill('SIGKILL'));
  await untilPrinted(program, 'on');
  rmSync(python);
  const { stdout, status } = await runCallwise(['--pid', String(program.pid), '-d', '0.3']);
  assert.equal(status, 0);
  assert.match(stdout, /spin {2}.*app\.py:1/);
});

function whyNoNamespaces(): string | false {
  if (process.platform !== 'linux') return 'recording needs Linux';
  const tried = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']);
  return tried.status === 0 ? false : 'no process namespace can be made here';
}

test('a process in a namespace of its own, as in a container', {
  ...options,
  skip: whyNoNamespaces(),
}, async (context) => {
  const path = join(temporaryFolder(context), 'app.py');
  writeFileSync(
    path,
    `import threading
def spin():
    while True: pass
threading.Thread(target=spin, name='second', daemon=True).start()
print('on', flush=True)
spin()
`,
  );
  const starter = await startProgram(context, [
    'unshare',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    'python3',
    path,
  ]);
  const children = readFileSync(`/proc/${starter.pid}/task/${starter.pid}/children`, 'latin1');
  const { stdout, status } = await runCallwise(['--pid', children.trim(), '-d', '0.3']);
  assert.equal(status, 0);
  assert.match(stdout, /MainThread {2}thread:1\n/);
  assert.match(stdout, /second {2}thread:\d+\n/);
});
