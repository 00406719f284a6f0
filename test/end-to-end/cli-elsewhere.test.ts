import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';

/** Node behaves as before; only what it calls its platform is another. */
function on(platform: string): { readonly env: Readonly<Record<string, string>> } {
  const code = `Object.defineProperty(process,'platform',{value:'${platform}'})`;
  return { env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` } };
}

for (const platform of ['darwin', 'win32']) {
  test(`recording on ${platform} says that it needs Linux`, async () => {
    for (const args of [
      ['-c', 'print(1)'],
      ['--pid', '1'],
      ['--', 'no-such-command'],
    ]) {
      const { stdout, stderr, status } = await runCallwise(args, on(platform));
      assert.deepEqual([stdout, status], ['', 1]);
      assert.match(
        stderr,
        new RegExp(`^callwise: Recording a program needs Linux; this is ${platform}\\.\nRecord on Linux `),
      );
    }
  });

  test(`a session is reported on ${platform}`, async (context) => {
    const path = join(temporaryFolder(context), 'a.pyisession');
    const json = {
      start_time: 1,
      duration: 1,
      sample_count: 1,
      start_call_stack: [],
      target_description: 'Program: a.py',
      cpu_time: 1,
      frame_records: [[['main\0/app/a.py\x001'], 1]],
      sys_path: ['/app'],
      sys_prefixes: ['/usr'],
    };
    writeFileSync(path, JSON.stringify(json));
    const { stdout, stderr, status } = await runCallwise(['--load', path], on(platform));
    assert.deepEqual([stderr, status], ['', 0]);
    assert.match(stdout, /\nProgram: a\.py\n\n1\.000 main {2}a\.py:1\n/);
  });
}
