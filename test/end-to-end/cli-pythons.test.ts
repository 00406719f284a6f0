import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSessionFileSync } from '../../src/formats/pyisession/index.ts';
import { installedPythons } from '../support/pythons.ts';
import { runCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';
import { withinTries } from '../support/within-tries.ts';

const PROGRAM = `import sys, time

class Worker:
    def work(self, seconds):
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass

print('on', flush=True)
Worker().work(float(sys.argv[1]))
sys.exit(4)
`;

const SPIN = `import time

end = time.perf_counter() + 0.03
while time.perf_counter() < end:
    pass
`;

/** Before 3.11 the class is known by its type alone, whose name is UTF-8 in C. */
const NON_ASCII = `import time

def 検査(end):
    while time.perf_counter() < end:
        pass

class Prüfer:
    def größe(self, seconds):
        検査(time.perf_counter() + seconds)

Prüfer().größe(0.3)
`;

/** To forget them takes Python a while, when no code runs any more. */
const KEEP = 'kept = [[i] for i in range(1_000_000)]\n';

const supported = process.platform === 'linux' ? installedPythons() : [];

test('a supported Python is installed', {
  skip: process.platform !== 'linux' && 'recording needs Linux',
}, () => {
  assert.notEqual(supported.length, 0);
});

for (const { version, path: python, sharedLibrary } of supported) {
  const name = `Python ${version}${sharedLibrary ? ' (shared library)' : ''} at ${python}`;

  test(`each way to run a program, ${name}`, { timeout: 120_000 }, async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'app.py'), PROGRAM);
    const ways: readonly (readonly string[])[] = [
      ['--python', python, 'app.py', '0.3'],
      ['--python', python, '-m', 'app', '0.3'],
      ['--python', python, '-c', PROGRAM, '0.3'],
      ['--', python, 'app.py', '0.3'],
    ];
    for (const args of ways) {
      const { stdout, status } = await runCallwise(args, { cwd: folder });
      assert.equal(status, 4);
      assert.match(stdout, /^on\n/);
      const file = args.includes('-c') ? '<string>' : 'app\\.py';
      // On a busy machine what Python does before and after the program is long enough to be shown beside it.
      assert.match(stdout, new RegExp(`\\d\\.\\d{3} <module> {2}${file}:1\\n`));
      assert.match(stdout, new RegExp(`─ \\d\\.\\d{3} Worker\\.work {2}${file}:4\\n`));
    }
  });

  test(`names that are not ASCII, ${name}`, { timeout: 60_000 }, async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'prüfung.py'), NON_ASCII);
    const { stdout, status } = await runCallwise(['--python', python, 'prüfung.py'], { cwd: folder });
    assert.equal(status, 0);
    assert.match(stdout, /─ \d\.\d{3} Prüfer\.größe {2}prüfung\.py:8\n/);
    assert.match(stdout, /─ \d\.\d{3} 検査 {2}prüfung\.py:3\n/);
  });

  test(`no sample is lost while nothing but the interpreter's end goes on, ${name}`, async (context) => {
    const folder = temporaryFolder(context);
    const session = join(folder, 'session.pyisession');
    await withinTries(async () => {
      const { status } = await runCallwise(['--python', python, '-o', session, '-c', KEEP], { cwd: folder });
      assert.equal(status, 0);
      const { recorded = 0, dropped = 0 } = readSessionFileSync(session).sampling ?? {};
      assert.ok(recorded > 0 && dropped <= recorded / 10, `${dropped} dropped, ${recorded} recorded`);
    });
  });

  test(`from the first line on, ${name}`, { timeout: 240_000 }, async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'app.py'), SPIN);
    const saved = join(folder, 'app.pyisession');
    let most = 0;
    // How many a machine with other work allows says nothing: the best run counts.
    for (let tries = 0; tries < 40 && most < 25; tries++) {
      await runCallwise(['--python', python, '-o', saved, 'app.py'], { cwd: folder });
      if (!existsSync(saved)) continue;
      const session = JSON.parse(readFileSync(saved, 'utf8')) as { duration: number; sample_count: number };
      // A program that was itself kept waiting ran for longer: then as many count as there are in 30 ms of it.
      const { duration, sample_count: count } = session;
      if (duration < 0.06) most = Math.max(most, duration < 0.033 ? count : (count * 0.03) / duration);
    }
    assert.ok(most >= 25, `${most} samples of 30 ms`);
  });

  test(`attaching, ${name}`, { timeout: 60_000 }, async (context) => {
    const path = join(temporaryFolder(context), 'app.py');
    writeFileSync(path, PROGRAM);
    const program = spawn(python, [path, '60']);
    context.after(() => program.kill('SIGKILL'));
    await untilPrinted(program, 'on');
    const { stdout, status } = await runCallwise(['--pid', String(program.pid), '-d', '0.3']);
    assert.equal(status, 0);
    assert.match(stdout, /\n\d\.\d{3} <module> {2}app\.py:1\n└─ \d\.\d{3} Worker\.work {2}app\.py:4\n/);
    assert.equal(program.exitCode ?? program.signalCode, null);
  });
}
