import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { writeWholeFile, writeWholeFileSync } from './whole-file.ts';

const WRITERS = { writeWholeFile, writeWholeFileSync };

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

for (const [name, write] of Object.entries(WRITERS)) {
  const options = { skip: process.platform === 'win32' && 'needs POSIX', timeout: 60_000 };

  test(`${name}: a pipe is written to, also behind a link`, options, async (context) => {
    const folder = folderOf(context);
    const [pipe, link] = [join(folder, 'pipe'), join(folder, 'link')];
    execFileSync('mkfifo', [pipe]);
    symlinkSync(pipe, link);
    for (const path of [pipe, link]) {
      const reader = spawn('cat', [pipe]);
      context.after(() => reader.kill());
      const received = text(reader.stdout);
      await write(path, ['one ', Buffer.from('two')]);
      assert.ok(statSync(pipe).isFIFO());
      assert.equal(await received, 'one two');
    }
    assert.deepEqual(readdirSync(folder).sort(), ['link', 'pipe']);
  });

  test(`${name}: a device is written to`, options, async () => {
    await write('/dev/null', ['nothing']);
    assert.ok(statSync('/dev/null').isCharacterDevice());
  });

  test(`${name}: standard output is written to, whatever it is`, options, async (context) => {
    const file = join(folderOf(context), 'out');
    const module = new URL('whole-file.ts', import.meta.url).href;
    const program = `import { ${name} } from '${module}'; await ${name}('/dev/stdout', ['one']);`;
    const through = (output: string): string =>
      execFileSync('sh', ['-c', output, process.execPath, program, file], { encoding: 'utf8' });
    assert.equal(through('"$0" --input-type=module -e "$1" | cat'), 'one');
    const also = '{ "$0" --input-type=module -e "$1"; echo two; } >> "$2"; cat "$2"';
    assert.equal(through(also), 'onetwo\n');
    assert.deepEqual(readdirSync(join(file, '..')), ['out']);
  });
}
