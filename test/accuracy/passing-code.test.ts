import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSessionFileSync, sessionToJson } from '../../src/formats/pyisession/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';

const PROGRAM = join(import.meta.dirname, 'passing_code.py');

/** What stood at an address before must not hide what stands there now, nor lend it its name. */
const CALLS =
  /^(<module> )?run(?: (?:exec|compile|str\.join|str\.format)|(?: <module>(?: outer_(\d+)(?: inner_\2){0,4})?)?(?: sum)?)(?: <GC>)?$|^<module>(?: perf_counter)?(?: <GC>)?$/;

for (const python of supportedPythons()) {
  test(`code that comes and goes, Python ${python.version}`, async (context) => {
    const path = join(temporaryFolder(context), 'a.pyisession');
    await withinTries(async () => {
      const { status } = await runCallwise(['--python', python.path, '-o', path, PROGRAM, '3']);
      assert.equal(status, 0);
      const session = readSessionFileSync(path);
      const { recorded = 0, cut = 0, dropped = 0 } = session.sampling ?? {};
      assert.ok(recorded > 500, `${recorded} samples`);
      assert.ok(cut + dropped <= recorded / 100, `${cut} cut and ${dropped} dropped of ${recorded}`);
      const wrong = (sessionToJson(session).frame_records ?? [])
        .map(([stack]) => stack.map((text) => text.split('\0', 1)[0]).join(' '))
        .filter((calls) => !CALLS.test(calls));
      // Frame objects (before 3.11) are read one by one, and used again for the next call.
      const allowed = recorded * (python.minor < 11 ? 0.02 : 0.005);
      assert.ok(wrong.length <= allowed, `${wrong.length} of ${recorded}: ${wrong.slice(0, 5).join('; ')}`);
    });
  });
}
