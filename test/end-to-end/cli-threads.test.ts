import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';

/** Three threads that wait for an event, two that spin, one that sleeps; prints the native ids of the latter. */
const PROGRAM = `import threading, time

def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass

def doze(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        nap()
        rest()

def nap():
    time.sleep(0.004)

def rest():
    time.sleep(0.004)

def wait(event):
    event.wait()

event = threading.Event()
waiters = [threading.Thread(target=wait, args=(event,), name=f'waiter-{i}') for i in range(3)]
for thread in waiters:
    thread.start()
time.sleep(0.5)
workers = [threading.Thread(target=spin, args=(0.8,), name=name) for name in ('first', 'zwölf \\u4e2d \\U0001f40d')]
workers.append(threading.Thread(target=doze, args=(0.8,), name='dozer'))
for thread in workers:
    thread.start()
print(*(thread.native_id for thread in workers), flush=True)
for thread in workers:
    thread.join()
time.sleep(0.5)
event.set()
`;

interface SavedSession {
  readonly frame_records: readonly (readonly [readonly string[], number])[];
  readonly duration: number;
  readonly sampling: Readonly<Record<string, number>>;
}

/** Seconds by the name, the place and the id of the outermost frame. */
async function secondsByRoot(
  context: TestContext,
  python: string,
  options: readonly string[],
): Promise<{
  readonly roots: ReadonlyMap<string, number>;
  readonly ids: string[];
  readonly session: SavedSession;
}> {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'app.py'), PROGRAM);
  const saved = join(folder, 'app.pyisession');
  const args = [...options, '--python', python, '-o', saved, 'app.py'];
  const { stdout, stderr, status } = await runCallwise(args, { cwd: folder });
  assert.deepEqual([stderr, status], ['', 0]);
  const session = JSON.parse(readFileSync(saved, 'utf8')) as SavedSession;
  const roots = new Map<string, number>();
  for (const [[root = ''], seconds] of session.frame_records) {
    const identifier = root.split('\x01')[0]?.replaceAll('\0', ' ') ?? '';
    roots.set(identifier, (roots.get(identifier) ?? 0) + seconds);
  }
  return { roots, ids: stdout.trim().split(' '), session };
}

function secondsOf(roots: ReadonlyMap<string, number>, pattern: RegExp): number {
  const found = [...roots].filter(([root]) => pattern.test(root));
  assert.equal(found.length, 1, `${pattern} in ${[...roots.keys()].join(', ')}`);
  return found[0]?.[1] as number;
}

/** Seconds hang on when the machine lets whom run. */
function testInTries(name: string, check: (context: TestContext) => Promise<void>): void {
  test(name, { timeout: 180_000 }, (context) => withinTries(() => check(context)));
}

for (const { version, path: python } of supportedPythons()) {
  testInTries(`threads by their names and ids, ${version} at ${python}`, async (context) => {
    const { roots, ids, session } = await secondsByRoot(context, python, []);
    assert.ok(secondsOf(roots, new RegExp(`^first thread ${ids[0]}$`)) > 0.5);
    assert.ok(secondsOf(roots, new RegExp(`^zwölf \\u4e2d \\u{1f40d} thread ${ids[1]}$`, 'u')) > 0.5);
    assert.ok(secondsOf(roots, /^MainThread thread \d+$/) > 0.5);
    // Whether the one that sleeps counts as busy depends on how often the machine lets it run.
    const waiting = [...roots.keys()].filter((root) => root.startsWith('waiter'));
    assert.deepEqual(waiting, []);
    assert.ok((session.sampling.idle_threads ?? 0) >= 3);
  });

  testInTries(`--threads all and main, ${version} at ${python}`, async (context) => {
    const all = await secondsByRoot(context, python, ['--threads', 'all']);
    assert.equal(all.roots.size, 7);
    assert.ok(secondsOf(all.roots, /^waiter-2 \(idle\) thread \d+$/) > 0.5);
    const main = await secondsByRoot(context, python, ['--threads', 'main']);
    assert.match([...main.roots.keys()].join(), /^<module> \S*app\.py 1$/);
  });

  testInTries(`--cpu and --gil count each moment once, ${version} at ${python}`, async (context) => {
    const gil = await secondsByRoot(context, python, ['--gil']);
    const held = [...gil.roots.values()].reduce((sum, seconds) => sum + seconds);
    assert.ok(held > 0.1 && held <= gil.session.duration * 1.01, `the lock was held for ${held} s`);
    assert.ok(![...gil.roots.keys()].some((root) => root.startsWith('waiter')));
    const cpu = await secondsByRoot(context, python, ['--cpu', '--threads', 'all']);
    const secondsOfAll = (pattern: RegExp): number =>
      [...cpu.roots].reduce((sum, [root, seconds]) => (pattern.test(root) ? sum + seconds : sum), 0);
    const [slept, ran] = [secondsOfAll(/^(dozer|waiter)/), secondsOfAll(/^(first|zwölf)/)];
    assert.ok(slept < ran / 2, `threads that sleep ran for ${slept} s, those that spin for ${ran} s`);
  });
}

test('a report of threads, and the same with their calls added up', {
  skip: process.platform !== 'linux' && 'recording needs Linux',
  timeout: 180_000,
}, async (context) => {
  await withinTries(async () => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'app.py'), PROGRAM);
    const saved = join(folder, 'app.pyisession');
    await runCallwise(['-o', saved, 'app.py'], { cwd: folder });
    const apart = await runCallwise(['--load', saved]);
    assert.match(apart.stdout, /\n\d\.\d{3} \[root\] {2}\n[├└]─ \d\.\d{3} \S+/);
    assert.match(apart.stdout, /\n[├└]─ 0\.\d{3} first {2}thread:\d+\n/);
    assert.match(
      apart.stdout,
      /\n[34] threads only waited for work and are left out; --threads all records them\.\n/,
    );
    const together = await runCallwise(['--load', saved, '--together']);
    assert.doesNotMatch(together.stdout, /thread:\d/);
    assert.match(together.stdout, /\n[├└]─ \d\.\d{3} <module> {2}app\.py:1\n/);
    assert.match(together.stdout, /1\.\d{3} spin {2}app\.py:3/);
  });
});

/** Two threads of a pool, each of which waits for half a second, and one that never has anything to do. */
const SLOW_QUERIES = `import queue, threading, time
from concurrent.futures import ThreadPoolExecutor

def slow_query(number):
    time.sleep(0.5)

def work(jobs):
    while True:
        jobs.get()

threading.Thread(target=work, args=(queue.Queue(),), name='worker', daemon=True).start()
with ThreadPoolExecutor(2, 'pool') as pool:
    list(pool.map(slow_query, range(2)))
`;

for (const { version, path: python } of supportedPythons()) {
  testInTries(
    `a thread that waits in code of the program is shown, ${version} at ${python}`,
    async (context) => {
      const folder = temporaryFolder(context);
      writeFileSync(join(folder, 'app.py'), SLOW_QUERIES);
      const { stdout } = await runCallwise(['--python', python, 'app.py'], { cwd: folder });
      assert.match(
        stdout,
        /─ 0\.[45]\d\d pool_0 {2}thread:\d+\n[\s\S]*─ 0\.[45]\d\d slow_query {2}app\.py:4\n/,
      );
      assert.match(stdout, /─ 0\.[45]\d\d pool_1 {2}thread:\d+\n/);
      assert.doesNotMatch(stdout, /─ \d\.\d{3} worker {2}/);
      assert.match(stdout, /\n1 thread only waited for work and is left out; --threads all records it\.\n/);
    },
  );
}

/** Wants a core beside six others that want one, and tells the CPU time of its thread and of all its process. */
const CROWDED = `import os, signal, threading, time

rivals = []
for _ in range(6):
    rival = os.fork()
    if rival == 0:
        while True: pass
    rivals.append(rival)

def burn(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(1000))

worker = threading.Thread(target=burn, args=(0.25,), name='worker')
worker.start()
burn(0.25)
worker.join()
for rival in rivals: os.kill(rival, signal.SIGKILL)
`;

test('--cpu is the time in which a thread had a core, not that in which it wanted one', {
  skip: process.platform !== 'linux' && 'recording needs Linux',
  timeout: 180_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'app.py'), CROWDED);
  await withinTries(async () => {
    await runCallwise(['--cpu', '-o', 'app.pyisession', 'app.py'], { cwd: folder });
    const session = JSON.parse(readFileSync(join(folder, 'app.pyisession'), 'utf8')) as SavedSession;
    const ofBurn = session.frame_records.filter(([stack]) =>
      stack.some((frame) => frame.startsWith('burn\0')),
    );
    const seconds = ofBurn.reduce((sum, [, time]) => sum + time, 0);
    assert.ok(Math.abs(seconds - 0.5) < 0.1, `${seconds} s of 0.5 s`);
  });
});

/** Each of the busy ones has a fortieth of the interpreter's lock, from when all are there: the last would else hardly have it. */
const MANY = `
import threading, time
go = threading.Event()
def work():
    go.wait()
    while time.perf_counter() < end: pass
workers = [threading.Thread(target=work) for _ in range(40)]
for _ in range(5): threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
for worker in workers: worker.start()
end = time.perf_counter() + 3
go.set()
for worker in workers: worker.join()
`;

test('of many threads that want the lock none is taken for one that only waits', {
  skip: process.platform !== 'linux' && 'recording needs Linux',
  timeout: 180_000,
}, async (context) => {
  await withinTries(async () => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'app.py'), MANY);
    const { stdout } = await runCallwise(['app.py'], { cwd: folder });
    assert.match(stdout, /\n5 threads only waited for work and are left out; --threads all records them\.\n/);
  });
});

test('a thread that ran whenever it was looked at is not one that only waits', {
  skip: process.platform !== 'linux' && 'recording needs Linux',
}, async (context) => {
  const folder = temporaryFolder(context);
  const work =
    'def work():\n    end = time.perf_counter() + 0.6\n    while time.perf_counter() < end: pass\n';
  const start = 'thread = threading.Thread(target=work)\nthread.start()\nthread.join()\n';
  writeFileSync(join(folder, 'app.py'), `import threading, time\n${work}${start}`);
  const { stdout } = await runCallwise(['-i', '100ms', 'app.py'], { cwd: folder });
  assert.match(stdout, / work {2}app\.py:2/);
  assert.doesNotMatch(stdout, /only waited/);
});
