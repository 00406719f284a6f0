import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSessionFileSync, sessionToJson } from '../../src/formats/pyisession/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';

const PROGRAM = join(import.meta.dirname, 'passing_objects.py');
const CLASS = /\x01c(\w+)/;

for (const python of supportedPythons()) {
  test(`an object gives way to one of another class, Python ${python.version}`, async (context) => {
    const path = join(temporaryFolder(context), 'a.pyisession');
    await withinTries(async () => {
      const { status } = await runCallwise(['--python', python.path, '-o', path, PROGRAM, '3']);
      assert.equal(status, 0);
      const stacks = sessionToJson(readSessionFileSync(path)).frame_records ?? [];
      let right = 0;
      let wrong = 0;
      for (const [stack] of stacks) {
        const worker = stack.find((text) => text.startsWith('left\0') || text.startsWith('right\0'));
        const run = stack.find((text) => text.startsWith('run\0'));
        if (worker === undefined || run === undefined) continue;
        const isRight = CLASS.exec(run)?.[1] === (worker.startsWith('left') ? 'Left' : 'Right');
        if (isRight) right++;
        else wrong++;
      }
      assert.ok(right > 500, `${right} samples`);
      // The class is read some ten microseconds after the stack; each object is there for two milliseconds or so.
      assert.ok(wrong <= right * 0.05, `${wrong} with the class of another object, ${right} with their own`);
    });
  });
}
