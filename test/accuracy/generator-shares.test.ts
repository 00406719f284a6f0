import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSessionFileSync } from '../../src/formats/pyisession/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';
import { GENERATOR_SHARES_PROGRAM } from './known-shares.ts';
import { readSlowness } from './read-time.ts';
import { stacksOfSession } from './seen-stacks.ts';

const RUN_SECONDS = 4;
/** What is seen of a generator that is a twelfth of the time, by its true share. Each time it takes 15 or 75 us, where reads are slow longer. */
const LEAST = 0.6;
const MOST = 1.6;
/** There some of the time of those of 4 us is theirs too: up to 1.6 times, 1.8 were seen beside other work. */
const MOST_ON_315 = 2.2;

const slowness = String(readSlowness());

for (const python of supportedPythons()) {
  test(`generators of some microseconds keep their share, Python ${python.version}`, async (context) => {
    const path = join(temporaryFolder(context), 'a.pyisession');
    await withinTries(async () => {
      const run = await runCallwise([
        '--python',
        python.path,
        '-o',
        path,
        GENERATOR_SHARES_PROGRAM,
        String(RUN_SECONDS),
        slowness,
      ]);
      assert.equal(run.status, 0);
      const truth: Readonly<Record<string, number>> = JSON.parse(run.stdout);
      const seen = new Map<string, number>();
      let all = 0;
      for (const { frames, seconds = 0 } of stacksOfSession(readSessionFileSync(path))) {
        const name = frames.find((frame) => frame.function in truth)?.function;
        if (name !== undefined) seen.set(name, (seen.get(name) ?? 0) + seconds);
        all += seconds;
      }
      const generators = Object.entries(truth).filter(([name]) =>
        /^(made|resumed|awaited)_(500|2500)$/.test(name),
      );
      assert.equal(generators.length, 6);
      const most = python.minor === 15 ? MOST_ON_315 : MOST;
      for (const [name, seconds] of generators) {
        const share = ((seen.get(name) ?? 0) / all) * (RUN_SECONDS / seconds);
        assert.ok(share > LEAST && share < most, `${name} is seen ${share.toFixed(2)} times`);
      }
    });
  });
}
