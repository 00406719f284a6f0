import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NOBODY, whyNotAsNobody } from '../support/nobody.ts';
import { type RunOptions, runCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';

const onLinux = { skip: process.platform === 'linux' ? false : 'recording needs Linux', timeout: 120_000 };

const SPIN = `import multiprocessing, os, subprocess, sys, time

def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
`;

/** Each worker spins as it begins, so that none is left without work. A Python that a script starts needs that script again. */
const POOL = `${SPIN}
if __name__ == '__main__':
    method, python = sys.argv[1:]
    multiprocessing.set_executable(python)
    pool = multiprocessing.get_context(method).Pool(2, spin, [0.4])
    pool.close()
    pool.join()
`;

async function reportOf(
  context: TestContext,
  source: string,
  {
    args = [],
    options = [],
  }: { readonly args?: readonly string[]; readonly options?: readonly string[] } = {},
): Promise<string> {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'app.py'), source);
  const { stdout, status } = await runCallwise(
    ['--subprocesses', '--show-all', ...options, 'app.py', ...args],
    { cwd: folder },
  );
  assert.equal(status, 0);
  return stdout;
}

/** The commands of the processes in a report, with the lines below each. */
function processesIn(report: string): Map<string, string> {
  const parts = report.split(/\n[├└]─ \d+\.\d{3} (.*) {2}(process:\d+)\n/);
  const processes = new Map<string, string>();
  for (let i = 1; i + 2 < parts.length; i += 3)
    processes.set(`${parts[i]} ${parts[i + 1]}`, parts[i + 2] as string);
  return processes;
}

for (const { version, path } of supportedPythons()) {
  for (const method of ['fork', 'spawn', 'forkserver']) {
    test(`a pool by ${method}, ${version} at ${path}`, onLinux, async (context) => {
      const report = await reportOf(context, POOL, { args: [method, path], options: ['--python', path] });
      const workers = [...processesIn(report)].filter(([, calls]) => / spin {2}.*app\.py:3/.test(calls));
      assert.equal(workers.length, 2, report);
    });
  }
}

test('through a shell, and by exec, named by the command line', onLinux, async (context) => {
  const source = `${SPIN}
spin(0.2)
subprocess.run(['sh', '-c', sys.executable + ' inner.py one; true'])
if os.fork() == 0:
    os.execv(sys.executable, [sys.executable, 'inner.py', 'two'])
os.wait()
spin(0.1)
os.execv(sys.executable, [sys.executable, 'inner.py', 'three'])
`;
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'app.py'), source);
  writeFileSync(join(folder, 'inner.py'), `${SPIN}spin(0.3)\n`);
  const { stdout, status } = await runCallwise(['--subprocesses', 'app.py'], { cwd: folder });
  assert.equal(status, 0);
  const processes = [...processesIn(stdout)].filter(([, calls]) => / spin {2}/.test(calls));
  const names = processes.map(([name]) =>
    name.replace(/^python\S*/, 'python').replace(/process:\d+/, 'process'),
  );
  assert.deepEqual(names.toSorted(), [
    'python app.py process',
    'python inner.py one process',
    'python inner.py three process',
    'python inner.py two process',
  ]);
});

const PASSING = `${SPIN}
spin(1.2)
for _ in range(8):
    begin = time.perf_counter()
    if os.fork() == 0:
        spin(0.008)
        print('after', time.perf_counter() - begin, 'process', os.getpid(), flush=True)
        os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(0.1)'])
    os.wait()
`;

test('a child that soon runs another program is none of its own, however late', onLinux, async (context) => {
  await withinTries(async () => {
    const report = await reportOf(context, PASSING);
    const children = Array.from(report.matchAll(/^after (\S+) process (\d+)$/gm));
    // On a busy machine it may take a child long enough to be one that is shown.
    const soon = children.filter(([, seconds]) => Number(seconds) < 0.025).map(([, , pid]) => pid);
    const shown = Array.from(report.matchAll(/process:(\d+)\n/g), ([, pid]) => pid);
    assert.ok(soon.length === 0 || shown.length > 1, 'no children are shown');
    for (const pid of soon) assert.ok(shown.filter((other) => other === pid).length <= 1, `${pid} twice`);
  });
});

test('a child that outlives the program is named', onLinux, async (context) => {
  const folder = temporaryFolder(context);
  const outlive =
    'if os.fork() == 0:\n    os.close(1)\n    os.close(2)\n    spin(20)\nprint(os.getpgid(0), flush=True)\nspin(0.5)\n';
  writeFileSync(join(folder, 'app.py'), `${SPIN}os.setpgid(0, 0)\n${outlive}`);
  const { stdout, stderr, status } = await runCallwise(['--subprocesses', 'app.py'], { cwd: folder });
  context.after(() => process.kill(-Number(/^\d+/.exec(stdout)?.[0]), 'SIGKILL'));
  assert.equal(status, 0);
  const [, pid, again] =
    /\nProcess (\d+) of the program still runs; .*\nTo go on with it: callwise --pid (\d+)\n/.exec(stderr) ??
    [];
  assert.equal(pid, again, stderr);
  assert.match(stdout, new RegExp(`process:${pid}\n`));
});

/** What is said below the report of a program that runs copies of `sleep` by these names for a while. */
async function remarksOn(
  context: TestContext,
  names: readonly string[],
  options: RunOptions & { readonly mode: number },
): Promise<string> {
  const folder = temporaryFolder(context);
  chmodSync(folder, 0o755);
  for (const name of new Set(names)) {
    copyFileSync('/bin/sleep', join(folder, name));
    chmodSync(join(folder, name), options.mode);
  }
  const source = `import subprocess, sys, time
programs = [subprocess.Popen(['./' + name, '60']) for name in sys.argv[1:]]
subprocess.run(['true'])
time.sleep(0.5)
for program in programs: program.kill()
`;
  writeFileSync(join(folder, 'app.py'), source);
  const { stderr, status } = await runCallwise(['--subprocesses', 'app.py', ...names], {
    ...options,
    cwd: folder,
  });
  assert.equal(status, 0, stderr);
  return stderr
    .split('\n')
    .filter((line) => /^Process |^And /.test(line))
    .join('\n')
    .replaceAll(/\d+(?= (?:runs|may))/g, 'PID');
}

test('children of a Python that is too old are named, up to three', onLinux, async (context) => {
  await withinTries(async () => {
    const old = Array.from({ length: 5 }, () => 'python2.7');
    const line = 'Process PID runs CPython 2.7; supported are 3.8 to 3.15. Not recorded: ./python2.7 60';
    const expected = [line, line, line, 'And 2 others.'].join('\n');
    assert.equal(await remarksOn(context, [...old, 'program'], { mode: 0o755 }), expected);
  });
});

function whyNoPythonOfNobody(): string | false {
  const { status } = spawnSync('python3', ['-c', ''], { uid: NOBODY });
  return status === 0 ? false : 'other users have no Python here';
}

test('children that may not be looked at are named if they are Python', {
  ...onLinux,
  skip: whyNotAsNobody() || whyNoPythonOfNobody(),
}, async (context) => {
  await withinTries(async () => {
    // Root alone may look at what runs a file that its user may not read.
    const remarks = await remarksOn(context, ['python3', 'program'], { mode: 0o711, uid: NOBODY });
    assert.equal(remarks, 'Process PID may not be looked at. Not recorded: ./python3 60');
  });
});

test('children that end at once are no error', onLinux, async (context) => {
  const report = await reportOf(
    context,
    `${SPIN}
for _ in range(30):
    if os.fork() == 0:
        os._exit(0)
    os.wait()
    subprocess.run(['true'])
spin(0.2)
`,
  );
  assert.match(report, /spin {2}app\.py:3/);
  const processes = report.matchAll(/(\d\.\d{3}) \S+ .*process:\d+\n/g);
  const [parent = 0, ...children] = Array.from(processes, (m) => Number(m[1])).toSorted((a, b) => b - a);
  const ofChildren = children.reduce((sum, seconds) => sum + seconds, 0);
  // It waits for one after the other, and spins when they are gone: how long that takes the machine does not matter.
  assert.ok(
    ofChildren <= Math.max(0, parent - 0.1),
    `children are shown with the time of their parent: ${children} and ${parent}`,
  );
});

test('all added up, as one call tree', onLinux, async (context) => {
  const report = await reportOf(context, POOL, { args: ['fork', 'python3'], options: ['--together'] });
  assert.doesNotMatch(report, /process:\d/);
  assert.match(report, /\d\.\d{3} spin {2}app\.py:3/);
});

test('a process that is attached to, with the children that it has', onLinux, async (context) => {
  const folder = temporaryFolder(context);
  copyFileSync('/bin/sleep', join(folder, 'python2.7'));
  const source = `${SPIN}
subprocess.Popen([sys.path[0] + '/python2.7', '60'])
children = [os.fork() for _ in range(1)]
if children[0]: print('on', flush=True)
spin(60)
`;
  writeFileSync(join(folder, 'app.py'), source);
  const program = spawn('python3', [join(folder, 'app.py')], { detached: true });
  context.after(() => process.kill(-(program.pid as number), 'SIGKILL'));
  await untilPrinted(program, 'on');
  const { stdout, stderr, status } = await runCallwise([
    '--pid',
    String(program.pid),
    '-d',
    '0.5',
    '--subprocesses',
  ]);
  assert.equal(status, 0);
  assert.equal([...processesIn(stdout)].filter(([, calls]) => / spin {2}/.test(calls)).length, 2);
  assert.match(stderr, /^Process \d+ runs CPython 2\.7; .* Not recorded: .*python2\.7 60$/m);
});
