import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { IN_TIME } from '../support/in-time.ts';
import { oraclePython, skipWithoutOracles } from '../support/oracles.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';

const PROGRAM = join(import.meta.dirname, 'garbage.py');
const TELLS_FRAME = 15;
/** In percent of the time of the program. */
const MOST_POINTS = 2;
/** Theirs is asked about another run. */
const MOST_POINTS_APART = 5;

type Kind = 'automatic' | 'asked' | 'finalizers' | 'none';

/** Above `<GC>` run only finalizers and callbacks; below it stands what makes garbage or asks for the collection. */
const ABOVE: Readonly<Record<Kind, RegExp>> = {
  automatic: /^(measure|perf_counter)$/,
  asked: /^(measure|perf_counter)$/,
  finalizers: /^(__del__|spin|measure|perf_counter)$/,
  none: /^never$/,
};
const BELOW: Readonly<Record<Kind, RegExp>> = {
  automatic: /^(__init__|make_garbage)$/,
  asked: /^(__init__|make_garbage|ask)$/,
  finalizers: /^(__init__|make_finalized)$/,
  none: /^never$/,
};

interface Seen {
  /** Names from the outermost, below `main`. */
  readonly stacks: readonly (readonly [names: readonly string[], seconds: number])[];
  /** In percent: collections as sampled, and as the program itself measured them. */
  readonly share: number;
  readonly truth: number;
}

async function record(
  context: TestContext,
  python: string,
  { kind, seconds }: { readonly kind: Kind; readonly seconds: number },
): Promise<Seen> {
  const file = join(temporaryFolder(context), 'session.pyisession');
  const run = [python, PROGRAM, kind, String(seconds)];
  const { stdout, stderr, status } = await runCallwise(['-i', '0.0005', '-o', file, '--', ...run]);
  assert.equal(status, 0, stderr);
  const told = JSON.parse(stdout.split('\n').find((line) => line.startsWith('{')) ?? '') as {
    elapsed: number;
    collecting: number;
  };
  const session = JSON.parse(readFileSync(file, 'utf8')) as { frame_records: [string[], number][] };
  const stacks = session.frame_records
    .map(([frames, time]) => [frames.map((frame) => frame.split('\0')[0] as string), time] as const)
    .filter(([names]) => names[1] === 'main');
  return { stacks, share: shareOf(stacks), truth: (told.collecting / told.elapsed) * 100 };
}

function shareOf(stacks: Iterable<readonly [readonly string[], number]>): number {
  let collecting = 0;
  let all = 0;
  for (const [names, weight] of stacks) {
    all += weight;
    if (names.includes('<GC>')) collecting += weight;
  }
  return (collecting / all) * 100;
}

function assertInPlace({ stacks }: Seen, kind: Kind): void {
  for (const [names] of stacks) {
    const at = names.indexOf('<GC>');
    if (at < 0) {
      assert.ok(!names.includes('__del__'), `${names} without a collection`);
      continue;
    }
    assert.match(names[at - 1] as string, BELOW[kind], names.join(' > '));
    for (const name of names.slice(at + 1)) assert.match(name, ABOVE[kind], names.join(' > '));
  }
}

for (const { version, path } of supportedPythons().filter(({ minor }) => minor >= TELLS_FRAME)) {
  for (const kind of ['automatic', 'asked', 'finalizers'] as const) {
    test(
      `garbage collection (${kind}) of CPython ${version} has its own time, where it began, ${path}`,
      {
        timeout: 180_000,
      },
      (context) =>
        withinTries(async () => {
          const seen = await record(context, path, { kind, seconds: 2 });
          assertInPlace(seen, kind);
          assert.ok(seen.truth > 5, `${seen.truth} % in collections`);
          assert.ok(Math.abs(seen.share - seen.truth) <= MOST_POINTS, `${seen.share} for ${seen.truth} %`);
        }),
    );
  }

  test(`no collection is seen where there is none, CPython ${version} at ${path}`, async (context) => {
    const { stacks, share } = await record(context, path, { kind: 'none', seconds: 0.5 });
    assert.ok(stacks.length > 0);
    assert.equal(share, 0);
  });

  test(
    `collections have the share that CPython ${version} itself samples, ${path}`,
    {
      timeout: 180_000,
    },
    (context) =>
      withinTries(async () => {
        const { share } = await record(context, path, { kind: 'finalizers', seconds: 2 });
        const output = join(temporaryFolder(context), 'collapsed.txt');
        const program = spawn(path, [PROGRAM, 'finalizers', '30'], { stdio: 'ignore' });
        context.after(() => program.kill('SIGKILL'));
        const attach = [
          '-m',
          'profiling.sampling',
          'attach',
          '-r',
          '1000',
          '-d',
          '2',
          '--collapsed',
          '-o',
          output,
        ];
        execFileSync(path, [...attach, String(program.pid)], { ...IN_TIME, stdio: 'pipe' });
        program.kill('SIGKILL');
        const theirs = readFileSync(output, 'utf8')
          .split('\n')
          .map(
            (line) =>
              [line.slice(0, line.lastIndexOf(' ')).split(';'), Number(line.split(' ').at(-1))] as const,
          )
          .filter(([, count]) => count > 0);
        assert.ok(
          Math.abs(share - shareOf(theirs)) <= MOST_POINTS_APART,
          `${share} for ${shareOf(theirs)} %`,
        );
      }),
  );

  test(`pyinstrument shows the collections of CPython ${version} where they stand, ${path}`, {
    skip: skipWithoutOracles(),
  }, async (context) => {
    const file = join(temporaryFolder(context), 'session.pyisession');
    await runCallwise(['-i', '0.001', '-o', file, '--', path, PROGRAM, 'finalizers', '1']);
    const text = execFileSync(oraclePython(), ['-m', 'pyinstrument', '--load', file], IN_TIME).toString();
    assert.match(text, /__init__ .*\n.*<GC> {2}<built-in>\n(.*\n)?.*__del__/);
  });
}
