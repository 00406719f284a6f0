import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';

const USAGE_ADVICE = "Run 'callwise --help' to see the options.\n";

test('--help explains itself in sections and examples, within 80 columns', async () => {
  const { stdout, stderr, status } = await runCallwise(['--help']);
  assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
  for (const heading of ['Usage:', 'What to profile', 'Recording:', 'Report:', 'Which frames', 'Examples:']) {
    assert.match(stdout, new RegExp(`^${heading}`, 'm'));
  }
  assert.deepEqual(
    stdout.split('\n').filter((line) => line.length > 80),
    [],
  );
});

for (const command of [[], ['dump'], ['top'], ['combine']]) {
  test(`no word stands alone on a line: ${[...command, '--help'].join(' ')}`, async () => {
    const { stdout } = await runCallwise([...command, '--help']);
    assert.doesNotMatch(stdout, /^ +\S+$/m);
  });
}

test('no arguments print the help, with the status of wrong usage', async () => {
  const help = await runCallwise(['--help']);
  assert.deepEqual(await runCallwise([]), { ...help, status: 2 });
});

test('--version prints the version of the package', async () => {
  const packageFile = join(import.meta.dirname, '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  for (const args of [['--version'], ['-t', '--version']]) {
    const { stdout, status } = await runCallwise(args);
    assert.deepEqual({ stdout, status }, { stdout: `callwise ${version}\n`, status: 0 });
  }
});

const WRONG: readonly (readonly [args: readonly string[], message: string])[] = [
  [['--timelin', 'app.py'], "Unknown option '--timelin'; did you mean --timeline?"],
  [['-i', 'fast', 'app.py'], "--interval takes a time such as 0.001, 1ms or 50us, not 'fast'."],
  [['-i', '1us', 'app.py'], "--interval takes 50us (0.00005) or more, not '1us'."],
  [['--pid', 'me'], "--pid takes the number of a process, not 'me'."],
  [['-o'], '-o, --outfile <file> needs a value.'],
  [['--load', 'a', '--load-prev', 'b'], '--load and --load-prev do not go together.'],
  [['-t'], 'There is nothing to profile: name a script, -m, -c, --pid,\n  --load or --load-prev.'],
  [
    ['-r', 'jsn', 'app.py'],
    "There is no renderer 'jsn'; there are text, html, json, speedscope,\n  pstats, cpuprofile, session, and modules such as ./my-renderer.js.",
  ],
  [['--load', 'x', '-i', '1ms'], '--interval is for recording.'],
];

for (const [args, message] of WRONG) {
  test(`wrong usage: ${args.join(' ')}`, async () => {
    assert.deepEqual(await runCallwise(args), {
      stdout: '',
      stderr: `callwise: ${message}\n${USAGE_ADVICE}`,
      status: 2,
      signal: null,
    });
  });
}

test('a script that is missing', async (context) => {
  const { stdout, stderr, status } = await runCallwise(['missing.py', 'a'], {
    cwd: temporaryFolder(context),
  });
  assert.equal(stdout, '');
  assert.equal(stderr, "callwise: There is no script 'missing.py'.\nCheck the path.\n");
  assert.equal(status, 1);
});

test('a command without the dashes before it', async () => {
  const { stderr, status } = await runCallwise(['env']);
  const message = "There is no script 'env' here;\n  for the command of that name put -- before it.";
  assert.equal(stderr, `callwise: ${message}\n${USAGE_ADVICE}`);
  assert.equal(status, 2);
});

test('names in messages cannot act upon the terminal', async () => {
  const { stderr } = await runCallwise(['\x1b[31m\u202egnp.py\n']);
  assert.match(stderr, /^callwise: There is no script '\\x1b\[31m\\u202egnp\.py\\x0a'\.\n/);
});
