import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSessionFileSync } from '../../src/formats/pyisession/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';
import { ASYNC_SHARES_PROGRAM, GENERATOR_SHARES_PROGRAM } from './known-shares.ts';
import { readSlowness } from './read-time.ts';
import { stacksOfSession } from './seen-stacks.ts';

const RUN_SECONDS = 4;
/** What is seen of a function or generator, by its true share. Each time it takes 15 or 75 us, where reads are slow longer. */
const LEAST = 0.6;
const MOST = 1.5;

/** A call of 15 us lasts for four reads or more. */
const factor = String(Math.max(1, readSlowness() / 4));

const PROGRAMS = {
  'generators of some microseconds and functions': GENERATOR_SHARES_PROGRAM,
  'coroutines of some microseconds and what they call': ASYNC_SHARES_PROGRAM,
};

for (const python of supportedPythons()) {
  for (const [what, program] of Object.entries(PROGRAMS)) {
    test(`${what} keep their share, Python ${python.version}`, async (context) => {
      const path = join(temporaryFolder(context), 'a.pyisession');
      await withinTries(async () => {
        const args = ['--python', python.path, '-o', path, program, String(RUN_SECONDS), factor];
        const run = await runCallwise(args);
        assert.equal(run.status, 0);
        const truth: Readonly<Record<string, number>> = JSON.parse(run.stdout);
        const seen = new Map<string, number>();
        let all = 0;
        for (const { frames, seconds = 0 } of stacksOfSession(readSessionFileSync(path))) {
          const name = frames.findLast((frame) => frame.function in truth)?.function;
          if (name !== undefined) seen.set(name, (seen.get(name) ?? 0) + seconds);
          all += seconds;
        }
        const long = Object.entries(truth).filter(([name]) => /_(500|2500)$/.test(name));
        assert.ok(long.length >= 6);
        for (const [name, seconds] of long) {
          const share = ((seen.get(name) ?? 0) / all) * (RUN_SECONDS / seconds);
          assert.ok(share > LEAST && share < MOST, `${name} is seen ${share.toFixed(2)} times`);
        }
      });
    });
  }
}
