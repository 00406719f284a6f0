import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CallwiseError } from '../model/callwise-error.ts';
import type { Invocation } from './invocation.ts';
import { parseArguments } from './parse-arguments.ts';

function report(argv: readonly string[]): Extract<Invocation, { kind: 'report' }> {
  const invocation = parseArguments(argv);
  assert.equal(invocation.kind, 'report');
  return invocation as Extract<Invocation, { kind: 'report' }>;
}

function programOf(...argv: readonly string[]): unknown {
  const { source } = report(argv);
  return source.kind === 'program' ? source.program : source;
}

function refusal(...argv: readonly string[]): string {
  try {
    parseArguments(argv);
  } catch (error) {
    assert.ok(error instanceof CallwiseError);
    assert.equal(error.code, 'bad-option');
    return error.message;
  }
  return assert.fail(`accepted: ${argv.join(' ')}`);
}

test('options end at the script, and what follows is its own', () => {
  assert.deepEqual(programOf('-t', 'app.py', '--load', 'x', '-m', '--'), {
    kind: 'script',
    script: 'app.py',
    args: ['--load', 'x', '-m', '--'],
  });
});

test('-m and -c take all that follows', () => {
  const module = { kind: 'module', module: 'http.server', args: ['-b', '::1', '--', '-m'] };
  assert.deepEqual(programOf('-m', 'http.server', '-b', '::1', '--', '-m'), module);
  assert.deepEqual(programOf('-mhttp.server', '-b', '::1', '--', '-m'), module);
  assert.deepEqual(programOf('-tm', 'http.server', '-b', '::1', '--', '-m'), module);
  assert.deepEqual(programOf('-i', '2ms', '-c', '-1', '-c'), { kind: 'code', code: '-1', args: ['-c'] });
});

test('a value that looks like a program is a value', () => {
  const { source, report: options } = report(['-o', '-m', '--hide', '--', 'app.py']);
  assert.deepEqual(source, { kind: 'program', program: { kind: 'script', script: 'app.py', args: [] } });
  assert.deepEqual([options.outputPath, options.hide], ['-m', '--']);
});

test('-- gives any command', () => {
  assert.deepEqual(programOf('--', 'make', '-j', '--', 'x'), {
    kind: 'command',
    command: ['make', '-j', '--', 'x'],
  });
});

test("a program's own arguments never change what callwise does", () => {
  const words = fc.array(
    fc.oneof(fc.string(), fc.constantFrom('-m', '--help', '--', '-o', '--version', '-t')),
  );
  fc.assert(
    fc.property(words, (args) => {
      const expected = report(['-t', 'app.py']);
      const { source, ...rest } = report(['-t', 'app.py', ...args]);
      assert.deepEqual(source, { kind: 'program', program: { kind: 'script', script: 'app.py', args } });
      assert.deepEqual({ ...rest, source: expected.source }, expected);
    }),
  );
});

test('arguments of any kind are understood or refused with a reason', () => {
  const words = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        '-m',
        '-c',
        '--',
        '-o',
        '-tm',
        '-i',
        '1ms',
        '--pid',
        '7',
        '--load',
        '-p',
        '--color',
        '-',
      ),
      fc.constantFrom('-i1ms', '--interval=x', '--renderer=text', '-rsession', '--show-all', '--no-unicode'),
    ),
  );
  fc.assert(
    fc.property(words, (argv) => {
      try {
        parseArguments(argv);
      } catch (error) {
        assert.ok(error instanceof CallwiseError, String(error));
        assert.notEqual(error.message, '');
      }
    }),
  );
});

test('the interval is in seconds or has a unit', () => {
  const interval = (text: string) => report(['-i', text, 'app.py']).recording.intervalSeconds;
  assert.deepEqual(
    ['0.001', '1ms', '50us', '50µs', '0.00005', '5e-5', '.5', '1', '2s', '1 ms'].map(interval),
    [0.001, 0.001, 0.00005, 0.00005, 0.00005, 0.00005, 0.5, 1, 2, 0.001],
  );
  for (const text of ['', 'x', '-1', '1m', '0x1', 'Infinity', 'NaN', '1e999', '1,5', 'constructor']) {
    assert.match(refusal('-i', text, 'app.py'), /^--interval takes a time such as 0\.001, 1ms or 50us, not /);
  }
  for (const text of ['0', '49us', '0.00004']) {
    assert.match(refusal('-i', text, 'app.py'), /^--interval takes 50us \(0\.00005\) or more, not /);
  }
});

test('--pid takes a process, --duration a time', () => {
  assert.deepEqual(report(['--pid', '12', '-d', '2.5']).source, { kind: 'process', pid: 12 });
  assert.equal(report(['--pid', '12', '-d', '2.5']).recording.durationSeconds, 2.5);
  for (const text of ['0', '-1', 'x', '1.5', '99999999999', '']) {
    assert.equal(refusal('--pid', text), `--pid takes the number of a process, not '${text}'.`);
  }
  assert.equal(refusal('--pid', '1', '-d', '0'), "--duration takes a time such as 10 or 500ms, not '0'.");
  assert.equal(refusal('-d', '1', 'app.py'), '--duration goes with --pid only.');
});

test('exactly one thing is profiled', () => {
  assert.match(refusal('-t'), /^There is nothing to profile: name a script/);
  assert.equal(refusal('--pid', '1', 'app.py'), "--pid and the script 'app.py' do not go together.");
  assert.equal(refusal('--load', 'x', '-m', 'y'), '--load and -m do not go together.');
  assert.equal(refusal('--load', 'x', '--load-prev', 'y'), '--load and --load-prev do not go together.');
  assert.equal(refusal('--'), 'A command is missing after --.');
  assert.equal(refusal('-m'), '-m <module> needs a value.');
});

test('an option without a use is refused', () => {
  assert.equal(refusal('-i', '1ms', '--load', 'x'), '--interval is for recording.');
  assert.equal(refusal('--python', 'p', '--pid', '1'), '--python is for running a program.');
  assert.equal(refusal('--python', 'p', '--', 'x'), '--python has no use for a command after --.');
  assert.equal(refusal('--target-description', 'p', '--load', 'x'), '--target-description is for recording.');
});

test('a mistyped option gets a suggestion', () => {
  assert.equal(refusal('--timelin', 'x.py'), "Unknown option '--timelin'; did you mean --timeline?");
  assert.equal(refusal('-z', 'x.py'), "Unknown option '-z'.");
});

test('the renderer is chosen by name, else by extension, else text', () => {
  const renderer = (...argv: string[]) => report([...argv, 'app.py']).report.renderer;
  const cases: readonly (readonly [string, ...string[]])[] = [
    ['text'],
    ['session', '-r', 'pyisession'],
    ['session', '-o', 'A.PYISESSION'],
    ['session', '-o', 'a.pyisession.zst'],
    ['text', '-o', 'a.txt'],
    ['text', '-o', 'a.out'],
    ['text', '-r', 'text', '-o', 'a.pyisession'],
    ['session', '-r', 'session', '-o', 'a.html'],
    ['json', '-o', 'a.json'],
    ['speedscope', '-o', 'a.speedscope.json'],
    ['pstats', '-o', 'a.pstats'],
  ];
  for (const [name, ...argv] of cases) assert.deepEqual(renderer(...argv), { name });
  assert.deepEqual(renderer('-r', './mine.ts'), { modulePath: './mine.ts' });
  assert.match(refusal('-r', 'jsn', 'app.py'), /^There is no renderer 'jsn'; there are text, html, json, /);
});

test('contradictions among what is shown are refused', () => {
  assert.equal(
    refusal('--hide', 'a', '--hide-regex', 'b', 'x'),
    '--hide and --hide-regex do not go together.',
  );
  assert.match(refusal('--show', 'a', '--show-all', 'x'), /^Only one of --show, --show-regex and --show-all/);
});

test('no arguments print the help and are wrong usage', () => {
  assert.deepEqual(parseArguments([]), { ...parseArguments(['--help']), exitStatus: 2 });
});

test('the help fits 80 columns and names every option once in the list', () => {
  const help = parseArguments(['--help']);
  assert.ok(help.kind === 'print');
  for (const line of help.text.split('\n')) assert.ok(line.length <= 80, line);
  const named = [...help.text.matchAll(/^ {2}(?:-\w, )?(--[\w-]+|-\w) ?(?:<|\s)/gm)].map((match) => match[1]);
  assert.equal(new Set(named).size, named.length);
  assert.ok(named.length >= 22, named.join(' '));
});
