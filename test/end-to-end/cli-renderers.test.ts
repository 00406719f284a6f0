import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { IN_TIME } from '../support/in-time.ts';
import { oraclePython, skipWithoutOracles } from '../support/oracles.ts';
import { runCallwise, startInTerminal, temporaryFolder } from '../support/run-callwise.ts';
import { sessionText } from '../support/session-from-text.ts';

const MAIN = '<module>\0/app/main.py\x001\x01l5';
const WORK = 'work\0/app/tasks.py\x003\x01cWorker\x01l4';

/** A folder with `a.pyisession`. */
function folderWithSession(context: TestContext): string {
  const folder = temporaryFolder(context);
  const session = sessionText([
    [[MAIN, WORK], 0.75],
    [[MAIN], 0.25],
  ]);
  writeFileSync(join(folder, 'a.pyisession'), JSON.stringify(session));
  return folder;
}

async function load(cwd: string, ...options: string[]): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr, status } = await runCallwise(['--load', 'a.pyisession', ...options], { cwd });
  assert.equal(status, 0, stderr);
  return { stdout, stderr };
}

test('the extension of -o decides what is written, in the same way as -r', async (context) => {
  const cwd = folderWithSession(context);
  for (const [name, renderer] of [
    ['a.json', 'json'],
    ['a.speedscope.json', 'speedscope'],
    ['a.txt', 'text'],
  ] as const) {
    assert.deepEqual(await load(cwd, '-o', name), { stdout: '', stderr: '' });
    const { stdout } = await load(cwd, '-r', renderer, '--unicode');
    assert.equal(readFileSync(join(cwd, name), 'utf8'), stdout);
    if (renderer !== 'text') assert.ok(JSON.parse(stdout));
  }
});

test('options reach the renderer', async (context) => {
  const cwd = folderWithSession(context);
  const childrenOf = async (...options: string[]): Promise<number> => {
    const { stdout } = await load(cwd, '-r', 'json', ...options);
    return JSON.parse(stdout).root_frame.children.length;
  };
  assert.equal(await childrenOf(), 2);
  assert.equal(await childrenOf('-p', 'processor_options.filter_threshold=0.5'), 1);
  assert.equal(await childrenOf('-p', 'processor_options={"filter_threshold": 0.9}'), 0);
});

test('an HTML report is a page that holds the session', async (context) => {
  const cwd = folderWithSession(context);
  await load(cwd, '-o', 'a.html', '-p', 'title=<b>Shop</b>');
  const page = readFileSync(join(cwd, 'a.html'), 'utf8');
  assert.match(page, /<title>&lt;b&gt;Shop&lt;\/b&gt; - callwise<\/title>/);
  assert.match(page, /<script type="application\/x-callwise-calls">[\w+/=]+<\/script>/);
});

test('--html opens the page in the browser that BROWSER names', async (context) => {
  const cwd = folderWithSession(context);
  const browser = join(cwd, 'browser.sh');
  writeFileSync(browser, '#!/bin/sh\necho "$1" > opened.txt\n', { mode: 0o755 });
  const args = ['--load', 'a.pyisession', '--html', '-o', 'a.html'];
  const { stderr } = await runCallwise(args, { cwd, env: { BROWSER: browser } });
  assert.equal(stderr, `The report is ${join(cwd, 'a.html')}\n`);
  const opened = join(cwd, 'opened.txt');
  while (!existsSync(opened) || readFileSync(opened, 'utf8') === '') await setTimeout(20);
  assert.equal(readFileSync(opened, 'utf8'), `${pathToFileURL(join(cwd, 'a.html'))}\n`);
});

test("Python's pstats opens what -o x.pstats wrote", { skip: skipWithoutOracles() }, async (context) => {
  const cwd = folderWithSession(context);
  await load(cwd, '-o', 'x.pstats');
  const script = "import pstats; print(sorted(pstats.Stats('x.pstats').stats.items())[1])";
  const printed = execFileSync(oraclePython(), ['-c', script], { ...IN_TIME, cwd, encoding: 'utf8' });
  assert.equal(
    printed,
    "(('/app/tasks.py', 3, 'work'), (-1, -1, 0.75, 0.75, {('/app/main.py', 1, '<module>'): (-1, -1, 0.75, 0.75)}))\n",
  );
});

test('binary output is refused by a terminal, and goes through a pipe as it is', async (context) => {
  const cwd = folderWithSession(context);
  const args = ['--load', 'a.pyisession', '-r', 'pstats'];
  const { stdout, status } = await startInTerminal(args, { cwd }).outcome;
  assert.equal(status, 2);
  assert.match(stdout, /^callwise: Standard output is a terminal and the output binary: give -o FILE/);
  assert.match((await runCallwise(args, { cwd })).stdout, /^\{.*work/s);
});

const REFUSED: readonly (readonly [options: readonly string[], message: RegExp])[] = [
  [['-r', 'json', '-p', 'flat'], /^callwise: There is no report option 'flat'; there are timeline, /],
  [['-r', 'session', '-t'], /^callwise: --timeline has no use for a session, which has all/],
  [['-r', 'session', '-p', 'x'], /^callwise: -p has no use for a session/],
  [['-r', './none.js'], /^callwise: There is no renderer '\.\/none\.js': no such file\./],
  [['-r', './number.mjs'], /^callwise: The renderer '.*' exports no class or object with a render method/],
  [['-r', './broken.mjs'], /^callwise: The renderer '\.\/broken\.mjs' cannot be loaded: .*\./],
  [['-r', './picky.mjs'], /^callwise: The renderer '\.\/picky\.mjs' refuses its options: it wants a title\./],
];

test('what a renderer cannot do is wrong usage, said before anything runs', async (context) => {
  const cwd = folderWithSession(context);
  writeFileSync(join(cwd, 'number.mjs'), 'export default 5;');
  writeFileSync(join(cwd, 'broken.mjs'), 'not JavaScript');
  const picky = 'export default class { constructor() { throw new Error("it wants a title"); } render() {} }';
  writeFileSync(join(cwd, 'picky.mjs'), picky);
  for (const [options, message] of REFUSED) {
    const { stdout, stderr, status } = await runCallwise([...options, 'missing.py'], { cwd });
    assert.deepEqual({ stdout, status }, { stdout: '', status: 2 }, stderr);
    assert.match(stderr, message);
  }
});

test('a renderer of the user is a class made with the options', async (context) => {
  const cwd = folderWithSession(context);
  writeFileSync(
    join(cwd, 'mine.ts'),
    `export default class Mine {
      readonly options: Readonly<Record<string, unknown>>;
      constructor(options: Readonly<Record<string, unknown>>) { this.options = options; }
      async *render(session: { rootFrame(): { function: string } }) {
        const { title, timeline, processorOptions } = this.options;
        yield JSON.stringify({ title, timeline, processorOptions });
        yield new TextEncoder().encode('\\n' + session.rootFrame().function + '\\n');
      }
    }`,
  );
  const options = ['-t', '-p', 'title=Mine', '-p', 'processor_options.filter_threshold=0.5'];
  const { stdout } = await load(cwd, '-r', './mine.ts', ...options, '-p', 'processor_options.own=[1]');
  assert.equal(
    stdout,
    '{"title":"Mine","timeline":true,"processorOptions":{"filterThreshold":0.5,"own":[1]}}\n<module>\n',
  );
});

test('a renderer of the user that fails is not taken for a fault of callwise', async (context) => {
  const cwd = folderWithSession(context);
  writeFileSync(join(cwd, 'fails.mjs'), 'export default { render() { throw new Error("no luck"); } };');
  writeFileSync(join(cwd, 'empty.mjs'), 'export default { render() { return 5; } };');
  const failureOf = async (renderer: string, env = {}, ...options: readonly string[]): Promise<string> => {
    const args = ['--load', 'a.pyisession', '-r', renderer, ...options];
    const { stderr, status } = await runCallwise(args, { cwd, env });
    assert.equal(status, 1);
    return stderr;
  };
  assert.match(
    await failureOf('./fails.mjs'),
    /^callwise: The renderer '\.\/fails\.mjs' failed: no luck\.\n/,
  );
  writeFileSync(join(cwd, 'old.txt'), 'old');
  await failureOf('./fails.mjs', {}, '-o', 'old.txt');
  assert.equal(readFileSync(join(cwd, 'old.txt'), 'utf8'), 'old');
  assert.match(await failureOf('./empty.mjs'), /failed: it gave neither text nor bytes\.\n/);
  assert.match(
    await failureOf('./fails.mjs', { CALLWISE_DEBUG: '1' }),
    /caused by Error: no luck\n.*fails\.mjs:1/,
  );
});
