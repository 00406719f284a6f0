import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';

/** Node behaves as before; only what it calls its platform or processor is another. */
function where(name: 'platform' | 'arch', value: string): { readonly env: Readonly<Record<string, string>> } {
  const code = `Object.defineProperty(process,'${name}',{value:'${value}'})`;
  return { env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` } };
}

for (const platform of ['darwin', 'win32']) {
  test(`recording on ${platform} says that it needs Linux`, async () => {
    for (const args of [
      ['-c', 'print(1)'],
      ['--pid', '1'],
      ['--', 'no-such-command'],
    ]) {
      const { stdout, stderr, status } = await runCallwise(args, where('platform', platform));
      assert.deepEqual([stdout, status], ['', 1]);
      assert.match(
        stderr,
        new RegExp(`^callwise: Recording a program needs Linux; this is ${platform}\\.\nRecord on Linux `),
      );
    }
  });

  test(`a session is reported on ${platform}`, async (context) => {
    const path = join(temporaryFolder(context), 'a.pyisession');
    const json = {
      start_time: 1,
      duration: 1,
      sample_count: 1,
      start_call_stack: [],
      target_description: 'Program: a.py',
      cpu_time: 1,
      frame_records: [[['main\0/app/a.py\x001'], 1]],
      sys_path: ['/app'],
      sys_prefixes: ['/usr'],
    };
    writeFileSync(path, JSON.stringify(json));
    const { stdout, stderr, status } = await runCallwise(['--load', path], where('platform', platform));
    assert.deepEqual([stderr, status], ['', 0]);
    assert.match(stdout, /\nProgram: a\.py\n\n1\.000 main {2}a\.py:1\n/);
  });
}

const onLinux = process.platform === 'linux' ? false : 'attaching needs Linux';
const onArm = where('arch', 'arm64');

test('recording Python on another processor says that it needs x86-64', {
  skip: onLinux,
}, async (context) => {
  const program = spawn('sleep', ['60']);
  context.after(() => program.kill());
  const pid = String(program.pid);
  for (const args of [
    ['-c', 'print(1)'],
    ['--', 'no-such-command'],
    ['--pid', pid],
    ['dump', '--pid', pid],
  ]) {
    const { stdout, stderr, status } = await runCallwise(args, onArm);
    assert.deepEqual([stdout, status], ['', 1]);
    assert.match(
      stderr,
      /^callwise: Recording a Python program needs Linux on x86-64; this is linux on arm64\.\nRecord on such a machine /,
    );
  }
});

test('programs of Node are recorded on any processor', { skip: onLinux }, async (context) => {
  const cwd = temporaryFolder(context);
  const busy =
    'function busyWork() { for (const end = performance.now() + 100; performance.now() < end; ); }\n';
  writeFileSync(join(cwd, 'app.js'), `${busy}busyWork();\n`);
  writeFileSync(join(cwd, 'server.js'), `${busy}setInterval(busyWork, 110);\nconsole.log('up');\n`);
  const server = spawn(process.execPath, ['--inspect-port=0', 'server.js'], { cwd });
  context.after(() => server.kill());
  await untilPrinted(server, 'up');
  for (const args of [['app.js'], ['--pid', String(server.pid), '-d', '0.5']]) {
    const { stdout, stderr, status } = await runCallwise(args, { cwd, ...onArm });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /busyWork {2}(?:app|server)\.js:1/);
  }
});
