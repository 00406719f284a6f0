import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { CALLWISE, runCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';

const run = promisify(execFile);

function savedSession(folder: string): string {
  const path = join(folder, 'small.pyisession');
  const session = {
    start_time: 1_700_000_000.5,
    duration: 1,
    min_interval: 0.001,
    max_interval: 0.001,
    sample_count: 1,
    start_call_stack: [],
    target_description: 'Program: main.py',
    cpu_time: 1,
    sys_path: ['/app'],
    sys_prefixes: ['/usr'],
    frame_records: [[['<module>\0/app/main.py\x001'], 1]],
  };
  writeFileSync(path, JSON.stringify(session));
  return path;
}

test('a failure while a report is written leaves the old one', {
  skip: process.platform === 'win32' && 'needs ulimit',
  timeout: 60_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, 'report.html');
  writeFileSync(path, 'old');
  const saved = savedSession(folder);
  const limited = ['-c', 'ulimit -f 1; trap "" XFSZ; exec "$0" "$@"', process.execPath];
  await assert.rejects(run('sh', [...limited, CALLWISE, '--load', saved, '-o', path]), {
    stderr: new RegExp(`^callwise: '${path}' cannot be written: EFBIG\\.\n`),
  });
  assert.equal(readFileSync(path, 'utf8'), 'old');
  const library = new URL('../../src/api/index.ts', import.meta.url).href;
  const program = `import { Profiler, Session } from '${library}';
const profiler = new Profiler();
profiler.lastSession = Session.loadSync('${saved}');
profiler.writeHtml('${path}');`;
  await assert.rejects(run('sh', [...limited, '--input-type=module', '-e', program]), { stderr: /EFBIG/ });
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder).sort(), ['report.html', 'small.pyisession']);
});

const SPIN = `setInterval(() => {
  const end = performance.now() + 20;
  while (performance.now() < end);
}, 40);
console.log('up');
`;

test('a report of Node that cannot be written leaves the recording', {
  skip: process.platform !== 'linux' && 'needs /dev/full',
  timeout: 120_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  const [ending, going] = [join(folder, 'ending.mjs'), join(folder, 'going.mjs')];
  writeFileSync(ending, `${SPIN}setTimeout(() => process.exit(), 300);`);
  writeFileSync(going, SPIN);
  const child = spawn(process.execPath, ['--inspect-port=0', going]);
  context.after(() => child.kill());
  await untilPrinted(child, 'up');
  for (const args of [[ending], ['-d', '0.5', '--pid', String(child.pid)]]) {
    const env = { XDG_DATA_HOME: temporaryFolder(context) };
    const { stderr } = await runCallwise(['-o', '/dev/full', ...args], { env });
    const identifier =
      /The recording is kept\. To view it, run:\n {4}callwise --load-prev (\S+)\n\ncallwise: '\/dev\/full' cannot be/.exec(
        stderr,
      )?.[1];
    assert.ok(identifier !== undefined, stderr);
    const { stdout } = await runCallwise(['--load-prev', identifier], { env });
    assert.match(stdout, /(?:going|ending)\.mjs:\d/);
  }
});

test('a place that cannot be is said before a program runs', {
  skip: process.platform === 'win32' && 'needs links',
  timeout: 60_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  const saved = savedSession(folder);
  symlinkSync('circle', join(folder, 'circle'));
  symlinkSync('none/file', join(folder, 'nowhere'));
  for (const [name, reason] of [
    ['circle', 'links lead in a circle'],
    ['circle/file', 'links lead in a circle'],
    ['x'.repeat(256), 'the name is too long'],
    ['nowhere', 'there is no such folder'],
  ] as const) {
    const path = join(folder, name);
    const { stderr, status } = await runCallwise(['--load', '/no/session', '-o', path]);
    assert.equal(status, 1);
    assert.ok(stderr.startsWith(`callwise: '${path}' cannot be written: ${reason}.\nCheck that`), stderr);
  }
  assert.equal((await runCallwise(['--load', saved, '-o', join(folder, 'x'.repeat(255))])).status, 0);
});

test('a report of any kind is compressed by its name', { timeout: 120_000 }, async (context) => {
  const cwd = temporaryFolder(context);
  const saved = savedSession(cwd);
  writeFileSync(
    join(cwd, 'ready.mjs'),
    `import { gzipSync } from 'node:zlib';
export default { outputIsBinary: true, render: () => gzipSync('mine') };`,
  );
  writeFileSync(join(cwd, 'words.mjs'), "export default { render: () => ['mi', 'ne'] };");
  for (const [name, inflate, beginning, ...options] of [
    ['a.json.gz', gunzipSync, /^\{/],
    ['a.json.zst', zstdDecompressSync, /^\{/],
    ['a.speedscope.json.gz', gunzipSync, /^\{.*speedscope/],
    ['a.html.gz', gunzipSync, /^<!DOCTYPE html>/],
    ['a.cpuprofile.gz', gunzipSync, /^\{"nodes"/],
    ['a.pstats.zst', zstdDecompressSync, /^\{/],
    ['A.PYISESSION.GZ', gunzipSync, /^\{"start_time": /],
    ['a.txt.gz', gunzipSync, /Program: main\.py/],
    ['b.gz', gunzipSync, /^\{"start_time": /, '-r', 'session'],
    ['c.gz', gunzipSync, /^mine$/, '-r', './words.mjs'],
    // It was bytes before, and is what the module wants it to be.
    ['d.gz', gunzipSync, /^mine$/, '-r', './ready.mjs'],
  ] as const) {
    const { stderr } = await runCallwise(['--load', saved, '-o', name, ...options], { cwd });
    assert.equal(stderr, '');
    assert.match(inflate(readFileSync(join(cwd, name))).toString('latin1'), beginning, name);
  }
  const again = await runCallwise(['--load', 'a.cpuprofile.gz'], { cwd });
  assert.equal(again.status, 0, again.stderr);
});

test('a failure within what is compressed leaves no file and is said', {
  timeout: 60_000,
}, async (context) => {
  const cwd = temporaryFolder(context);
  const saved = savedSession(cwd);
  const broken = "export default { *render() { yield 'begun'; throw new Error('no more'); } };";
  writeFileSync(join(cwd, 'broken.mjs'), broken);
  const args = ['--load', saved, '-r', './broken.mjs', '-o', 'a.gz'];
  const { stderr, status } = await runCallwise(args, { cwd });
  assert.equal(status, 1);
  assert.match(stderr, /^callwise: The renderer '\.\/broken\.mjs' failed: no more\.\n/);
  assert.deepEqual(readdirSync(cwd).sort(), ['broken.mjs', 'small.pyisession']);
});
