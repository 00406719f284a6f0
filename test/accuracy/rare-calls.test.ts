import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSessionFileSync } from '../../src/formats/pyisession/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';
import { readSlowness } from './read-time.ts';
import { stacksOfSession } from './seen-stacks.ts';

const PROGRAM = join(import.meta.dirname, 'rare_calls.py');
/** Frame objects take a read each, which such calls do not wait for. */
const FIRST_MINOR = 11;
/** What is seen of a call that has 0.8 % of the time or more, by its true share. */
const LEAST = 0.5;
const MOST = 2;

const slowness = String(readSlowness());

for (const python of supportedPythons().filter(({ minor }) => minor >= FIRST_MINOR)) {
  test(`short calls that are rare keep their share, Python ${python.version}`, async (context) => {
    const path = join(temporaryFolder(context), 'a.pyisession');
    await withinTries(async () => {
      const { status, stdout } = await runCallwise([
        ...['-i', '0.0002', '--python', python.path, '-o', path, PROGRAM, '3', slowness],
      ]);
      assert.equal(status, 0);
      const truth = new Map(Object.entries<number>(JSON.parse(stdout)));
      const seen = new Map<string, number>();
      for (const { frames, seconds } of stacksOfSession(readSessionFileSync(path))) {
        const names = new Set(frames.map((frame) => frame.function));
        for (const name of names) seen.set(name, (seen.get(name) ?? 0) + (seconds ?? 0));
      }
      const shares = Array.from(truth, ([name, seconds]) => {
        const all = (truth.get('run_round') as number) / (seen.get('run_round') as number);
        return [name, ((seen.get(name) ?? 0) * all) / seconds] as const;
      });
      assert.equal(shares.length, 13);
      for (const [name, share] of shares) {
        assert.ok(share > LEAST && share < MOST, `${name} is seen ${share.toFixed(2)} times`);
      }
    });
  });
}
