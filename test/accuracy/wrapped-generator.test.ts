import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSessionFileSync } from '../../src/formats/pyisession/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';
import { readSlowness } from './read-time.ts';
import { stacksOfSession } from './seen-stacks.ts';

const PROGRAM = join(import.meta.dirname, 'wrapped_generator.py');
const RUN_SECONDS = 2;
const LEAST = 0.7;
const CONSUMERS = ['numbered', 'paired', 'mapped'];

const factor = String(Math.max(1, readSlowness() / 4));

for (const python of supportedPythons()) {
  test(`a generator that enumerate, zip and map iterate has its share, Python ${python.version}`, async (context) => {
    const path = join(temporaryFolder(context), 'a.pyisession');
    await withinTries(async () => {
      const args = ['--python', python.path, '-o', path, PROGRAM, String(RUN_SECONDS), factor];
      const run = await runCallwise(args);
      assert.equal(run.status, 0);
      const truth = JSON.parse(run.stdout) as { readonly rows: number; readonly all: number };
      const seen = new Map(CONSUMERS.map((name) => [name, { all: 0, rows: 0 }]));
      for (const { frames, seconds = 0 } of stacksOfSession(readSessionFileSync(path))) {
        const names = frames.map((frame) => frame.function);
        const consumer = seen.get(names.find((name) => seen.has(name)) ?? '');
        if (consumer === undefined) continue;
        consumer.all += seconds;
        if (names.at(-1) === 'rows') consumer.rows += seconds;
      }
      for (const [name, { all, rows }] of seen) {
        const share = rows / all / (truth.rows / truth.all);
        assert.ok(share > LEAST, `below ${name} the generator is seen ${share.toFixed(2)} times`);
      }
    });
  });
}
