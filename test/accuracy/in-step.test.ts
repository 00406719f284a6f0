import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSessionFileSync } from '../../src/formats/pyisession/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { withinTries } from '../support/within-tries.ts';
import { stacksOfSession } from './seen-stacks.ts';

const PROGRAM = join(import.meta.dirname, 'in_step.py');
/** Chance has 1 % of 3,000 ticks at one time in a hundred; regular ones had 0 or 100 %. */
const MOST_ERROR = 0.04;

for (const interval of ['0.001', '0.0005', '0.002']) {
  test(`a program in step with the ticks has its shares, at ${interval} s`, async (context) => {
    const path = join(temporaryFolder(context), 'a.pyisession');
    await withinTries(async () => {
      const run = await runCallwise(['-i', interval, '-o', path, PROGRAM, '3']);
      assert.equal(run.status, 0);
      const truth = Number(run.stdout);
      let first = 0;
      let all = 0;
      for (const { frames, seconds = 0 } of stacksOfSession(readSessionFileSync(path))) {
        if (frames.some((frame) => frame.function === 'first')) first += seconds;
        all += seconds;
      }
      const share = first / all;
      assert.ok(Math.abs(share - truth) < MOST_ERROR, `${share.toFixed(3)} for ${truth.toFixed(3)}`);
    });
  });
}
