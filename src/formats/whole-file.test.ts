import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
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

const MODULE = new URL('whole-file.ts', import.meta.url).href;
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
    const program = `import { ${name} } from '${MODULE}'; await ${name}('/dev/stdout', ['one']);`;
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

  test(`${name}: a file in a folder that one may not write is written over`, options, async (context) => {
    const folder = folderOf(context);
    const path = join(folder, 'file');
    writeFileSync(path, 'old and longer');
    chmodSync(path, 0o666);
    chmodSync(folder, 0o555);
    try {
      await asNobody(() => write(path, ['new']));
      await assert.rejects(
        asNobody(async () => write(join(folder, 'other'), ['new'])),
        { code: 'EACCES' },
      );
      assert.equal(readFileSync(path, 'utf8'), 'new');
      assert.deepEqual(readdirSync(folder), ['file']);
    } finally {
      chmodSync(folder, 0o755);
    }
  });

  const notRoot = process.getuid?.() !== 0 && 'needs root';

  test(`${name}: a file stays its owner's`, { ...options, skip: notRoot }, async (context) => {
    const folder = folderOf(context);
    chownSync(folder, NOBODY, NOBODY);
    const [own, other] = [join(folder, 'own'), join(folder, 'other')];
    for (const path of [own, other]) writeFileSync(path, 'old and longer');
    chownSync(own, NOBODY, NOBODY);
    chmodSync(other, 0o666);
    await write(own, ['new']);
    // Who may not give a file away writes over it.
    await asNobody(() => write(other, ['new']));
    assert.deepEqual([statSync(own).uid, statSync(other).uid], [NOBODY, 0]);
    for (const path of [own, other]) assert.equal(readFileSync(path, 'utf8'), 'new');
    assert.deepEqual(readdirSync(folder).sort(), ['other', 'own']);
  });

  test(`${name}: a file that one may not write stays`, { ...options, skip: notRoot }, async (context) => {
    const folder = folderOf(context);
    const path = join(folder, 'file');
    writeFileSync(path, 'old', { mode: 0o444 });
    for (const each of [folder, path]) chownSync(each, NOBODY, NOBODY);
    const program = `import { ${name} } from '${MODULE}'; await ${name}('${path}', ['new']);`;
    const args = ['--input-type=module', '-e', program];
    const refused = spawnSync(process.execPath, args, { uid: NOBODY, gid: NOBODY });
    assert.match(refused.stderr.toString(), /EACCES/);
    assert.equal(readFileSync(path, 'utf8'), 'old');
  });

  const mount = ['-rm', 'mount', '--bind', tmpdir(), tmpdir()];
  const notMounting = spawnSync('unshare', mount).status !== 0 && 'may not mount';

  test(`${name}: a mounted file is written over`, { ...options, skip: notMounting }, (context) => {
    const folder = folderOf(context);
    const [outside, inside] = [join(folder, 'outside'), join(folder, 'inside')];
    for (const path of [outside, inside]) writeFileSync(path, 'old');
    const program = `import { ${name} } from '${MODULE}'; await ${name}('${inside}', ['x'.repeat(3e6), 'y']);`;
    const mounting = 'mount --bind "$0" "$1" && exec "$2" --input-type=module -e "$3"';
    const args = ['-rm', 'sh', '-c', mounting, outside, inside, process.execPath, program];
    execFileSync('unshare', args);
    assert.ok(readFileSync(outside, 'utf8') === `${'x'.repeat(3e6)}y`);
    assert.deepEqual(readdirSync(folder).sort(), ['inside', 'outside']);
  });

  test(`${name}: a name as long as names can be`, options, async (context) => {
    const path = join(folderOf(context), 'x'.repeat(255));
    await write(path, ['new']);
    assert.equal(readFileSync(path, 'utf8'), 'new');
  });
}

const NOBODY = 65534;

/** Root may do everything. */
async function asNobody(body: () => Promise<void> | void): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await body();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
