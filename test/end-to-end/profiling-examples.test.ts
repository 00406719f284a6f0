import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/run-callwise.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

/** What each example prints, and the file that it leaves. */
const EXPECTED: Readonly<
  Record<string, { readonly output: RegExp; readonly errors?: RegExp; readonly file?: string }>
> = {
  'profile-and-save.ts': { output: /sumOrders {2}.*orders\.ts:4/, file: 'profile_data.pyisession' },
  'profile-two-parts.ts': { output: /sumOrders[\s\S]*sortOrders|sortOrders[\s\S]*sumOrders/ },
  'profile-as-json.ts': { output: /^\d+ samples restored\n$/, file: 'session.json' },
  'profile-facts.ts': { output: /Samples: \d+\nTarget: Orders of today\n[\s\S]*Root frame: .+ in .+/ },
  'profile-frame-records.ts': { output: /^Time: \d\.\d{6}s\n[\s\S]* {2}fetchOrders\n {2}\[await\]\n/ },
  'profile-block.ts': {
    output: /^done\n$/,
    errors:
      /Function fetchOrders at .*profile-block\.ts:\d+[\s\S]*\[await\][\s\S]*Block at .*profile-block\.ts:\d+/,
  },
};

test('each example of profiling from inside is run here', () => {
  const examples = readdirSync(EXAMPLES).filter((name) => /^profile-.*\.ts$/.test(name));
  assert.deepEqual(examples.sort(), Object.keys(EXPECTED).sort());
});

for (const [name, { output, errors, file }] of Object.entries(EXPECTED)) {
  test(`the example ${name} does what it says`, async (context) => {
    const cwd = temporaryFolder(context);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(EXAMPLES, name)], { cwd });
    assert.match(stdout, output);
    if (errors === undefined) assert.equal(stderr, '');
    else assert.match(stderr, errors);
    if (file !== undefined) assert.ok(existsSync(join(cwd, file)));
  });
}
