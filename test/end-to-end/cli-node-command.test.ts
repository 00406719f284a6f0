import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';

const BUSY = `function busyWork() {
  const end = performance.now() + 200;
  while (performance.now() < end);
}
busyWork();
`;

test('a script of Node is known by its first line', { timeout: 60_000 }, async (context) => {
  const cwd = temporaryFolder(context);
  for (const line of [
    '#!/usr/bin/env node',
    '#!/usr/local/bin/node --no-warnings',
    '#!/usr/bin/env -S node',
  ]) {
    writeFileSync(join(cwd, 'command'), `${line}\n${BUSY}`);
    const { stdout, stderr, status } = await runCallwise(['./command'], { cwd });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /busyWork {2}command:2/);
  }
});

test('a command of a package is known by what its link leads to', { timeout: 60_000 }, async (context) => {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'main.cjs'), BUSY);
  symlinkSync('main.cjs', join(cwd, 'command'));
  const { stdout, stderr, status } = await runCallwise(['command'], { cwd });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /busyWork {2}main\.cjs:1/);
});

test('a script of Python without an extension is one of Python', { timeout: 60_000 }, async (context) => {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'command'), "#!/usr/bin/env python3\nprint('of', 'Python')  # not for node\n");
  const { stdout, stderr } = await runCallwise(['--node', 'node', 'command'], { cwd });
  assert.equal(stdout, '');
  assert.match(stderr, /--node is for a script of JavaScript or TypeScript\./);
});
