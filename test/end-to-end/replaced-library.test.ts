import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type InstalledPython, installedPythons } from '../support/pythons.ts';
import { CALLWISE, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';

/** Maps a file that is called like the interpreter's library, and goes where something else stands at its path. */
const PROGRAM = `
import mmap, os, sys
folder, kind, link = sys.argv[1:]
library = os.path.join(folder, 'libpython3.11.so.1.0')
with open(library, 'wb') as file:
    file.write(bytes(4096))
with open(library, 'rb') as file:
    mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
root = os.path.join(folder, 'root')
os.makedirs(root + folder)
if kind == 'fifo':
    os.mkfifo(root + library)
else:
    os.symlink(link, root + library)

def spin():
    while True:
        pass

os.chroot(root)
print('on', flush=True)
spin()
`;

const pythons = process.platform === 'linux' ? installedPythons() : [];
const python = pythons.find(({ sharedLibrary, path }) => !sharedLibrary && path.startsWith('/usr/'));
/** Another interpreter's, of the machine, not of the root that the process has. */
const library = pythons.filter(({ sharedLibrary }) => sharedLibrary).flatMap(librariesOf)[0];

/** All of root's rights, and all but those that `map_files` takes. */
const RIGHTS = {
  'by root': [],
  'by one who may not open what is mapped': ['setpriv', '--bounding-set', '-sys_admin,-checkpoint_restore'],
};

for (const [who, command] of Object.entries(RIGHTS)) {
  for (const kind of ['fifo', 'link']) {
    test(
      `a process with a ${kind} where its library was is dumped ${who}`,
      {
        timeout: 60_000,
        skip: reasonToSkip(command),
      },
      (context) => assertDumps(context, kind, command),
    );
  }
}

async function assertDumps(context: TestContext, kind: string, command: readonly string[]): Promise<void> {
  const folder = realpathSync(temporaryFolder(context));
  const program = spawn(python?.path ?? '', ['-c', PROGRAM, folder, kind, library ?? '']);
  context.after(() => program.kill('SIGKILL'));
  await untilPrinted(program, 'on');
  const [name = '', ...args] = [...command, process.execPath, CALLWISE, 'dump', '--pid', String(program.pid)];
  const output = execFileSync(name, args, { encoding: 'utf8', timeout: 30_000, killSignal: 'SIGKILL' });
  assert.match(output, /\bspin\b/);
}

function librariesOf({ path }: InstalledPython): string[] {
  const folder = join(dirname(path), '..', 'lib');
  const names = readdirSync(folder).filter((file) => /^libpython3\.\d+\.so\.1\.0$/.test(file));
  return names.map((name) => realpathSync(join(folder, name)));
}

function reasonToSkip([name, ...args]: readonly string[]): string | false {
  if (python === undefined || library === undefined) return 'it takes Pythons with and without a library';
  if (process.getuid?.() !== 0) return 'it takes root';
  return name !== undefined && spawnSync(name, [...args, 'true']).status !== 0 && 'rights cannot be dropped';
}
