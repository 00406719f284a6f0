import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

  test(`${name}: the mode stays, also what the umask takes from new files`, options, async (context) => {
    const path = join(folderOf(context), 'file');
    for (const mode of [0o664, 0o777, 0o600, 0o2640]) {
      writeFileSync(path, 'old');
      chmodSync(path, mode);
      await write(path, ['new']);
      assert.equal(readFileSync(path, 'utf8'), 'new');
      assert.equal((statSync(path).mode & 0o7777).toString(8), mode.toString(8));
    }
  });

  test(`${name}: a link that leads nowhere yet leads to the new file`, options, async (context) => {
    const folder = folderOf(context);
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    symlinkSync('a/b', join(folder, 'short'));
    // Counted from where the link is, not from the name by which one came to it.
    symlinkSync('../second', join(folder, 'a/b/first'));
    symlinkSync('file', join(folder, 'a/second'));
    await write(join(folder, 'short/first'), ['new']);
    assert.equal(readFileSync(join(folder, 'a/file'), 'utf8'), 'new');
    assert.ok(lstatSync(join(folder, 'a/second')).isSymbolicLink());
    assert.deepEqual(readdirSync(join(folder, 'a')).sort(), ['b', 'file', 'second']);
  });

  test(`${name}: links in a circle are an error`, options, async (context) => {
    const folder = folderOf(context);
    symlinkSync('one', join(folder, 'two'));
    symlinkSync('two', join(folder, 'one'));
    await assert.rejects(async () => write(join(folder, 'one'), ['new']), { code: 'ELOOP' });
  });
}
