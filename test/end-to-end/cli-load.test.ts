import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { runCallwise, startCallwise, startInTerminal, temporaryFolder } from '../support/run-callwise.ts';

const MAIN = '<module>\0/app/main.py\x001\x01l5';
const WORK = 'work\0/app/tasks.py\x003\x01cWorker\x01l4';

function sessionJson(records: readonly (readonly [readonly string[], number])[]): Record<string, unknown> {
  return {
    start_time: 1_700_000_000.5,
    duration: 1.25,
    min_interval: 0.001,
    max_interval: 0.001,
    sample_count: records.length,
    start_call_stack: ['<module>\0/app/main.py\x001'],
    target_description: 'Program: main.py x',
    cpu_time: 0.75,
    sys_path: ['/app'],
    sys_prefixes: ['/usr'],
    frame_records: records,
  };
}

const SMALL = JSON.stringify(
  sessionJson([
    [[MAIN, WORK], 0.75],
    [[MAIN], 0.25],
  ]),
);

const TREE = `1.000 <module>  main.py:1
├─ 0.750 Worker.work  tasks.py:3
└─ 0.250 [self]  main.py
`;

function smallSession(folder: string): string {
  const path = join(folder, 'small.pyisession');
  writeFileSync(path, SMALL);
  return path;
}

test('a saved session is reported, without hints', async (context) => {
  const path = smallSession(temporaryFolder(context));
  const { stdout, stderr, status } = await runCallwise(['--load', path]);
  assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
  assert.match(stdout, /Recorded: \d\d:\d\d:\d\d +Samples: +2\n.*Duration: 1\.250 +CPU time: 0\.750\n/);
  assert.ok(stdout.endsWith(`\nProgram: main.py x\n\n${TREE}\n`), stdout);
});

test('a session is loaded without what records one', async (context) => {
  const path = smallSession(temporaryFolder(context));
  const hook = `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => (process._rawDebug(url), next(url, context)) });`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(hook)}`;
  const { stderr } = await runCallwise(['--load', path], { env: { NODE_OPTIONS } });
  const modules = stderr.split('\n').filter((url) => url.includes('/src/'));
  assert.ok(modules.length > 50);
  assert.deepEqual(
    modules.filter((url) => /\/src\/(?:capture|api)\//.test(url) && !url.endsWith('/start-browser.ts')),
    [],
  );
});

test('the options of the report', async (context) => {
  const path = smallSession(temporaryFolder(context));
  const reportOf = async (...options: string[]): Promise<string> =>
    (await runCallwise(['--load', path, ...options])).stdout;
  assert.match(await reportOf('--no-unicode'), /\n\|- 0\.750 Worker\.work/);
  assert.match(await reportOf('-p', 'unicode=false'), /\n\|- 0\.750 Worker\.work/);
  assert.match(await reportOf('-p', 'time=percent_of_total'), /\n├─ 75\.0% Worker\.work/);
  assert.match(await reportOf('-p', 'flat'), /\n0\.750 Worker\.work .*\n0\.250 <module>/);
  assert.match(await reportOf('--color'), /\x1b\[31m1\.000\x1b\[0m/);
  assert.match(await reportOf('-t'), /─ 0\.250 \[self\]/);
  assert.match(await reportOf('--hide', '*', '--show-regex', '.*tasks.*'), /Worker\.work/);
});

const REFUSED: readonly (readonly string[])[] = [
  ['-p', 'nonsense'],
  ['-p', 'time=sometimes'],
  ['-p', 'flat', '-t'],
  ['--hide-regex', '('],
];

for (const options of REFUSED) {
  test(`a report cannot be had with ${options.join(' ')}`, async (context) => {
    const path = smallSession(temporaryFolder(context));
    const { stdout, stderr, status } = await runCallwise(['--load', path, ...options]);
    assert.deepEqual({ stdout, status }, { stdout: '', status: 2 });
    assert.match(
      stderr,
      /^callwise: \S.*\n(?: {2}\S.*\n)*(?:.*\n)?Run 'callwise --help' to see the options\.\n$/,
    );
  });
}

test('colour is for terminals, and for who forces it', async (context) => {
  const path = smallSession(temporaryFolder(context));
  const isColored = async (env: Record<string, string>, start = startCallwise): Promise<boolean> =>
    (await start(['--load', path], { env }).outcome).stdout.includes('\x1b[31m');
  assert.equal(await isColored({}), false);
  assert.equal(await isColored({ FORCE_COLOR: '1' }), true);
  assert.equal(await isColored({ TERM: 'xterm' }, startInTerminal), true);
  assert.equal(await isColored({ TERM: 'xterm', NO_COLOR: '1' }, startInTerminal), false);
  assert.equal(await isColored({ TERM: 'dumb' }, startInTerminal), false);
});

test('lines are drawn in ASCII where the locale has no unicode', async (context) => {
  const path = smallSession(temporaryFolder(context));
  const { stdout } = await runCallwise(['--load', path], { env: { LANG: 'de_DE.ISO-8859-1' } });
  assert.match(stdout, /\n\|- 0\.750/);
});

test('-o writes the report, and nothing else is said', async (context) => {
  const folder = temporaryFolder(context);
  const path = smallSession(folder);
  const written = join(folder, 'report.txt');
  const outcome = await runCallwise(['--load', path, '-o', written], {
    env: { FORCE_COLOR: '1', LANG: 'de' },
  });
  assert.deepEqual(outcome, { stdout: '', stderr: '', status: 0, signal: null });
  assert.ok(readFileSync(written, 'utf8').endsWith(`\nProgram: main.py x\n\n${TREE}\n`));
});

test('a session comes out as it went in, to a file or to standard output', async (context) => {
  const folder = temporaryFolder(context);
  const path = smallSession(folder);
  const written = join(folder, 'out.pyisession');
  await runCallwise(['--load', path, '-o', written]);
  assert.deepEqual(JSON.parse(readFileSync(written, 'utf8')), JSON.parse(SMALL));
  const { stdout } = await runCallwise(['--load', path, '-r', 'session']);
  assert.deepEqual(JSON.parse(stdout), JSON.parse(SMALL));
});

test('a pipe is written to, not replaced', {
  skip: process.platform === 'win32' && 'needs mkfifo',
}, async (context) => {
  const folder = temporaryFolder(context);
  const path = smallSession(folder);
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const renderer of ['text', 'session']) {
    const reader = spawn('cat', [pipe]);
    context.after(() => reader.kill());
    const received = text(reader.stdout);
    const { status } = await runCallwise(['--load', path, '-r', renderer, '-o', pipe]);
    assert.equal(status, 0);
    assert.ok(statSync(pipe).isFIFO());
    assert.match(await received, /Program: main\.py x/);
  }
});

test('names in a session cannot act upon the terminal', async (context) => {
  const path = join(temporaryFolder(context), 'hostile.pyisession');
  const frame = 'f\x1b]0;title\x07\0/app/\x1b[2Jmain.py\x001';
  const json = { ...sessionJson([[[frame], 1]]), target_description: 'Program: \x1b[31mx\r' };
  writeFileSync(path, JSON.stringify(json));
  const { stdout } = await runCallwise(['--load', path]);
  assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f]/);
});

test('who reads the output may stop early', async (context) => {
  const path = join(temporaryFolder(context), 'long.pyisession');
  const records = Array.from(
    { length: 20_000 },
    (_, n) => [[MAIN, `f${n}\0/app/main.py\x001`], 0.001] as const,
  );
  writeFileSync(path, JSON.stringify(sessionJson(records)));
  for (const options of [
    ['-r', 'session'],
    ['--show-all', '-t'],
  ]) {
    const { child, outcome } = startCallwise(['--load', path, ...options]);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { stderr, status } = await outcome.catch(() => outcomeWithoutOutput(child));
    assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
  }
});

async function outcomeWithoutOutput(
  child: ReturnType<typeof startCallwise>['child'],
): Promise<{ stderr: string; status: number | null }> {
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  return { stderr: child.stderr?.read()?.toString() ?? '', status: child.exitCode };
}

test('a file that is missing, a folder, no session or cut short', async (context) => {
  const folder = temporaryFolder(context);
  const cut = join(folder, 'cut.pyisession');
  writeFileSync(cut, SMALL.slice(0, 200));
  const other = join(folder, 'other.pyisession');
  writeFileSync(other, '[1, 2]');
  const failureOf = async (path: string): Promise<string> => {
    const { stdout, stderr, status } = await runCallwise(['--load', path]);
    assert.deepEqual({ stdout, status }, { stdout: '', status: 1 });
    return stderr;
  };
  const missing = join(folder, 'missing');
  assert.equal(await failureOf(missing), `callwise: There is no file '${missing}'.\nCheck the path.\n`);
  assert.match(
    await failureOf(folder),
    /^callwise: '.*' cannot be read: it is a folder\.\nCheck that it is a file/,
  );
  for (const path of [cut, other]) {
    const message = await failureOf(path);
    assert.ok(message.includes(path), message);
    assert.match(
      message,
      /^callwise: .*\ncallwise reads the \.pyisession files that it and pyinstrument write, and\n.*\.\n$/,
    );
  }
});

test('CALLWISE_DEBUG=1 shows where an error came from', async () => {
  const { stderr } = await runCallwise(['--load', '/nowhere'], { env: { CALLWISE_DEBUG: '1' } });
  assert.match(
    stderr,
    /^callwise: There is no file '\/nowhere'\.\nCheck the path\.\nCallwiseError: .*\n {4}at /,
  );
});

test('a full disk is said', { skip: process.platform !== 'linux' && 'needs /dev/full' }, async (context) => {
  const path = smallSession(temporaryFolder(context));
  for (const renderer of ['text', 'session']) {
    const { stderr, status } = await runCallwise(['--load', path, '-r', renderer, '-o', '/dev/full']);
    assert.equal(status, 1);
    assert.match(stderr, /^callwise: '\/dev\/full' cannot be written: .*\nCheck that the folder exists/);
  }
});

test('--load-prev takes identifiers of kept reports only', async (context) => {
  const folder = temporaryFolder(context);
  const reports = join(folder, 'callwise', 'reports');
  mkdirSync(reports, { recursive: true });
  const env = { XDG_DATA_HOME: folder };
  const none = await runCallwise(['--load-prev', 'x'], { env });
  assert.match(none.stderr, /^callwise: There is no earlier report 'x'; none are kept yet\.\n/);
  writeFileSync(join(reports, '2026-01-02T03-04-05.pyisession'), SMALL);
  smallSession(folder);
  const { stdout, status } = await runCallwise(['--load-prev', '2026-01-02T03-04-05', '-t'], { env });
  assert.equal(status, 0);
  assert.match(stdout, /\nProgram: main\.py x\n/);
  for (const identifier of [
    '../../small',
    join(folder, 'small'),
    '.',
    '',
    '2026-01-02T03-04-05.pyisession',
  ]) {
    const refused = await runCallwise(['--load-prev', identifier], { env });
    assert.deepEqual([refused.stdout, refused.status], ['', 1]);
    assert.match(
      refused.stderr,
      /^callwise: There is no earlier report '.*'; the newest are 2026-01-02T03-04-05\.\n/,
    );
  }
  assert.deepEqual(readdirSync(reports), ['2026-01-02T03-04-05.pyisession']);
});
