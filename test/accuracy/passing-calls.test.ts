import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { InterpreterFinder } from '../../src/capture/python/find-interpreter.ts';
import { attachPython } from '../../src/capture/python/index.ts';
import { mainThreadOf } from '../../src/capture/python/thread-list.ts';
import { readSessionFileSync } from '../../src/formats/pyisession/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';
import { callGraphProgram } from './call-graph.ts';
import { stacksOfSession } from './seen-stacks.ts';
import { StoppingReference } from './stopping-reference.ts';
import { totalVariation, verifyStacks } from './verify-stacks.ts';

const RUN_SECONDS = 4;
const MOST_ERROR = 0.03;
/** Less than a tenth of the calls of `leaf` last as long as a read, but they are a tenth of the time. */
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
      const capture = await attachPython(pid, {
        intervalSeconds: 0.001,
        durationSeconds: 2,
        targetDescription: '',
        threads: 'main',
        time: 'wall',
        subprocesses: false,
        blocking: false,
      });
      const { session } = await capture.finished;
      const { depths } = verifyStacks(stacksOfSession(session), path);
      const off = totalVariation(depths, await stoppedDepths(pid));
      assert.ok(off < MOST_DEPTH_ERROR, `${(off * 100).toFixed(1)} points`);
    });
  });
}

async function stoppedDepths(pid: number): Promise<Map<number, number>> {
  const found = new InterpreterFinder().find(pid);
  assert.ok(found.kind === 'found');
  const { interpreter } = found;
  const reference = new StoppingReference(interpreter, mainThreadOf(interpreter, pid)?.address as number);
  const depths = new Map<number, number>();
  for (let i = 0; i < STOPS; i++) {
    const depth = reference.stopped((frames) => frames.length);
    depths.set(depth, (depths.get(depth) ?? 0) + 1);
    await sleep(1);
  }
  interpreter.memory.close();
  return depths;
}
