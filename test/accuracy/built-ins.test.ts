import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { IN_TIME } from '../support/in-time.ts';
import { oraclePython } from '../support/oracles.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';

const PROGRAM = join(import.meta.dirname, 'built_ins.py');
const BLOCKED_LOOP = join(import.meta.dirname, 'blocked_loop.py');
const FIRST_MINOR = 11;
const BUILT_IN = /^(.*)\0<built-in>\x000$/;
/** Of the time in a function or coroutine that does little else than call one C function. */
const MAIN_SHARE = 0.6;
/** Of the samples with a name. */
const MOST_WRONG = 0.001;
/** Where one alone would be a greater part. */
const FEW_WRONG = 2;

interface Session {
  readonly frame_records: readonly (readonly [readonly string[], number])[];
}

async function record(folder: string, run: readonly string[], interval: string): Promise<Session> {
  const file = join(folder, 'session.pyisession');
  const { stderr, status } = await runCallwise(['-i', interval, '-o', file, '--', ...run]);
  assert.equal(status, 0, stderr);
  return JSON.parse(readFileSync(file, 'utf8')) as Session;
}

/** Of each function `in_...` the C function in which it spent most of its time, when that was most of all. */
function mainCalls({ frame_records: records }: Session): Record<string, string | undefined> {
  const times = new Map<string, Map<string, number>>();
  for (const [frames, seconds] of records) {
    const name = frames.find((frame) => frame.startsWith('in_'))?.split('\0')[0];
    if (name === undefined) continue;
    const called = BUILT_IN.exec(frames.at(-1) as string)?.[1] ?? '';
    const of = times.get(name) ?? new Map<string, number>();
    times.set(name, of.set(called, (of.get(called) ?? 0) + seconds));
  }
  const main: Record<string, string | undefined> = {};
  for (const [name, of] of times) {
    const all = Array.from(of.values()).reduce((sum, seconds) => sum + seconds, 0);
    main[name] = Array.from(of).find(([, seconds]) => seconds > all * MAIN_SHARE)?.[0];
  }
  return main;
}

/** Samples with a C function on top, and those that have one that its caller does not call at its line. */
function shortCalls({ frame_records: records }: Session): { named: number; wrong: string[] } {
  const lines = readFileSync(PROGRAM, 'utf8').split('\n');
  let named = 0;
  const wrong: string[] = [];
  for (const [frames] of records) {
    const called = BUILT_IN.exec(frames.at(-1) as string)?.[1];
    const caller = frames.at(-2) ?? '';
    if (called === undefined || !/^(in_turn|python)\0/.test(caller)) continue;
    const line = lines[Number(/\x01l(\d+)/.exec(caller)?.[1]) - 1] ?? '';
    named++;
    if (!line.split('# ')[1]?.split(' ').includes(called)) wrong.push(`${called} at ${line.trim()}`);
  }
  return { named, wrong };
}

for (const { version, path } of supportedPythons().filter((python) => python.minor >= FIRST_MINOR)) {
  test(`time in C calls of CPython ${version} stands where pyinstrument has it, under the same names, ${path}`, {
    timeout: 180_000,
  }, async (context) => {
    const folder = temporaryFolder(context);
    const theirs = join(folder, 'theirs.pyisession');
    const pyinstrument = ['-m', 'pyinstrument', '-r', 'pyisession', '-o', theirs, PROGRAM, 'long', '2'];
    await withinTries(async () => {
      execFileSync(oraclePython(), pyinstrument, { ...IN_TIME, stdio: 'pipe' });
      const expected = mainCalls(JSON.parse(readFileSync(theirs, 'utf8')) as Session);
      assert.equal(Object.values(expected).filter((name) => name !== undefined).length, 10);
      assert.deepEqual(mainCalls(await record(folder, [path, PROGRAM, 'long', '2'], '0.001')), expected);
    });
  });

  test(`what blocks an event loop of CPython ${version} stands by name below its coroutine, ${path}`, async (context) => {
    const folder = temporaryFolder(context);
    await withinTries(async () => {
      const { frame_records: records } = await record(folder, [path, BLOCKED_LOOP], '0.001');
      const all = records.filter(([frames]) => frames.some((frame) => frame.startsWith('handles\0')));
      const named = all.filter(([frames]) => {
        const [coroutine, called] = frames.slice(-2) as [string, string];
        return /^blocks\0.*\x01cHandler\b/.test(coroutine) && called.startsWith('sleep\0');
      });
      assert.ok(named.length > all.length * MAIN_SHARE, `${named.length} of ${all.length}`);
      assert.ok(all.length > 500, `${all.length} samples`);
    });
  });

  test(`calls of CPython ${version} that take some ten nanoseconds have their own names or none, ${path}`, {
    timeout: 180_000,
  }, async (context) => {
    const folder = temporaryFolder(context);
    // What other programs do at the moment adds to what is read too late.
    await withinTries(async () => {
      const { named, wrong } = shortCalls(await record(folder, [path, PROGRAM, 'short', '2'], '0.0001'));
      assert.ok(named > 500, `${named} samples with a name`);
      assert.ok(
        wrong.length <= Math.max(FEW_WRONG, named * MOST_WRONG),
        `of ${named} ${wrong.length}: ${wrong.slice(0, 5)}`,
      );
    });
  });
}
