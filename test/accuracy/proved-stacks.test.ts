import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Interpreter, InterpreterFinder } from '../../src/capture/python/find-interpreter.ts';
import { Sampler } from '../../src/capture/python/sampler.ts';
import { mainThreadOf } from '../../src/capture/python/thread-list.ts';
import { installedPythons } from '../support/pythons.ts';
import { untilPrinted } from '../support/run-callwise.ts';
import { withinTries } from '../support/within-tries.ts';
import { type CallStyle, callGraphProgram } from './call-graph.ts';
import { recordRunning } from './record-running.ts';
import { stacksOfSession } from './seen-stacks.ts';
import { StoppingReference } from './stopping-reference.ts';
import { verifyStacks } from './verify-stacks.ts';

const STYLES: readonly CallStyle[] = ['plain', 'through-c', 'generators', 'slow-generators', 'exceptions'];
/** Of a data stack that goes on in further chunks (3.11 and later). */
const CHUNK_STYLES: readonly CallStyle[] = ['deep'];
/** Loose: the strict bounds are for a machine with nothing else to do (benchmarks/sampling). */
const MOST_TORN = 0.03;
const STOPS = 150;
/** A stack may be put together before one as deep was read: in one of some fifty. */
const BEGINNINGS = 120;
/** Of the graph: what is put behind it on its line moves none. */
const LAST_PREPARATION = 'sys.setrecursionlimit(10_000)';

async function startGraph(
  context: TestContext,
  python: string,
  style: CallStyle,
): Promise<{ pid: number; path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-proved-'));
  const path = join(folder, 'graph.py');
  writeFileSync(path, callGraphProgram(style).replace(LAST_PREPARATION, `$&; print('on', flush=True)`));
  const program = spawn(python, [path, 'seconds', '600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  context.after(() => {
    program.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  await untilPrinted(program, 'on');
  return { pid: program.pid as number, path };
}

const skip = process.platform !== 'linux' && 'recording needs Linux';

for (const { version, minor, path: python } of installedPythons()) {
  test(`wherever it begins to look, a sampler goes on, CPython ${version} at ${python}`, {
    skip,
  }, async (context) => {
    const { pid } = await startGraph(context, python, 'plain');
    const found = new InterpreterFinder().find(pid);
    assert.ok(found.kind === 'found');
    const { interpreter } = found;
    context.after(() => interpreter.memory.close());
    const thread = mainThreadOf(interpreter, pid)?.address as number;
    for (let begun = 0; begun < BEGINNINGS; begun++) {
      const sampler = new Sampler(interpreter, thread);
      let whole = 0;
      for (let looks = 0; looks < 100; looks++) {
        const now = performance.now();
        if (sampler.take(now) !== 'whole') continue;
        sampler.stack(now, 0);
        whole++;
      }
      assert.ok(whole > 0, `beginning ${begun}`);
    }
  });

  for (const style of minor < 11 ? STYLES : [...STYLES, ...CHUNK_STYLES]) {
    test(`stacks read while calls go on (${style}) were there, CPython ${version} at ${python}`, {
      skip,
      timeout: 60_000,
    }, async (context) => {
      const { pid, path } = await startGraph(context, python, style);
      await withinTries(async () => {
        const session = await recordRunning(pid, 1);
        const verdict = verifyStacks(stacksOfSession(session), path);
        assert.ok(verdict.sound > 20, JSON.stringify(verdict));
        const torn = (verdict.torn + verdict.wrongLine) / verdict.samples;
        assert.ok(
          torn <= MOST_TORN,
          `${verdict.torn} torn, ${verdict.wrongLine} at another line: ${verdict.tornExamples}`,
        );
      });
    });
  }

  test(`a stack of a stopped program is what the interpreter links, CPython ${version} at ${python}`, {
    skip,
    timeout: 60_000,
  }, async (context) => {
    const { pid } = await startGraph(context, python, 'plain');
    const found = new InterpreterFinder().find(pid);
    assert.equal(found.kind, 'found');
    if (found.kind !== 'found') return;
    const { interpreter } = found;
    context.after(() => interpreter.memory.close());
    const thread = mainThreadOf(interpreter, pid)?.address as number;
    // How often a stack is whole depends on what else goes on; that a whole one is right does not.
    const least = STOPS * (minor < 11 ? 0.5 : 0.75);
    let most = 0;
    for (let tries = 3; most <= least && tries > 0; tries--) {
      most = Math.max(most, await countEqual(interpreter, thread));
    }
    assert.ok(most > least, `${most} of ${STOPS}`);
  });
}

/** How many of the stops find both stacks whole and alike; fails when one that is whole is another. */
async function countEqual(interpreter: Interpreter, thread: number): Promise<number> {
  const reference = new StoppingReference(interpreter, thread);
  const sampler = new Sampler(interpreter, thread);
  let equal = 0;
  for (let i = 0; i < STOPS; i++) {
    reference.stopped((frames) => {
      const outcome = sampler.take(i * 100);
      const walked = sampler.chain.addresses.slice(0, sampler.depth);
      if (outcome === 'whole' && walked.length === frames.length) {
        assert.deepEqual(walked, frames);
        equal++;
      } else if (outcome === 'whole') {
        // A frame that is being entered or left is taken for one or the other.
        assert.ok(
          Math.abs(walked.length - frames.length) <= 1,
          `${walked.length} for ${frames.length} frames`,
        );
        const common = Math.min(walked.length, frames.length);
        assert.deepEqual(walked.slice(0, common), frames.slice(0, common));
      }
    });
    await sleep(1);
  }
  return equal;
}
