import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSessionFileSync } from '../../src/formats/pyisession/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';
import { callGraphProgram } from './call-graph.ts';
import { recordRunning } from './record-running.ts';
import { stacksOfSession } from './seen-stacks.ts';
import { stoppedDepths } from './stopped-depths.ts';
import { totalVariation, verifyStacks } from './verify-stacks.ts';

const RUN_SECONDS = 4;
const MOST_ERROR = 0.03;
/** It is 8 to 9 % of the time, by calls that are shorter than a read. */
const LEAST_IN_LEAF = 0.03;

/** Half of what they were off by when frames that were left before their callers were read had no stack; chance makes 6 of 100. */
const MOST_DEPTH_ERROR = 0.2;
const STOPS = 1000;

const pythons = supportedPythons();

for (const python of pythons) {
  test(`calls of a hundred nanoseconds count for the phase that makes them, Python ${python.version}`, async (context) => {
    const path = join(temporaryFolder(context), 'a.pyisession');
    const program = join(import.meta.dirname, 'phases.py');
    await withinTries(async () => {
      const run = await runCallwise(['--python', python.path, '-o', path, program, String(RUN_SECONDS)]);
      assert.equal(run.status, 0, run.stderr);
      const truth: Readonly<Record<string, number>> = JSON.parse(run.stdout);
      const seen = new Map<string, number>();
      let all = 0;
      let inLeaf = 0;
      for (const { frames, samples } of stacksOfSession(readSessionFileSync(path))) {
        const phase = frames.find((frame) => frame.function in truth)?.function;
        if (phase === undefined) continue;
        seen.set(phase, (seen.get(phase) ?? 0) + samples);
        all += samples;
        if (frames.at(-1)?.function === 'leaf') inLeaf += samples;
      }
      for (const [phase, share] of Object.entries(truth)) {
        const error = Math.abs((seen.get(phase) ?? 0) / all - share);
        assert.ok(error < MOST_ERROR, `${phase} is off by ${error.toFixed(3)} of ${share.toFixed(3)}`);
      }
      assert.ok(inLeaf > all * LEAST_IN_LEAF, `${inLeaf} of ${all}`);
    });
  });
}

for (const { version, path: python } of pythons.filter(({ minor }) => minor < 11)) {
  test(`a program that is never still shows deep stacks as well, Python ${version}`, {
    timeout: 120_000,
  }, async (context) => {
    const path = join(temporaryFolder(context), 'graph.py');
    writeFileSync(path, callGraphProgram('plain'));
    const program = spawn(python, [path, 'seconds', '600'], { stdio: 'ignore' });
    context.after(() => program.kill('SIGKILL'));
    await sleep(500);
    const pid = program.pid as number;
    await withinTries(async () => {
      const session = await recordRunning(pid, 2);
      const { depths } = verifyStacks(stacksOfSession(session), path);
      const off = totalVariation(depths, await stoppedDepths(pid, STOPS));
      assert.ok(off < MOST_DEPTH_ERROR, `${(off * 100).toFixed(1)} points`);
    });
  });
}
