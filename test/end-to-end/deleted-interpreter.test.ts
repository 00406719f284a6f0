import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type InstalledPython, installedPythons } from '../support/pythons.ts';
import { runCallwise, untilPrinted } from '../support/run-callwise.ts';

const PROGRAM = `
def spin():
    while True:
        pass

print('on', flush=True)
spin()
`;

const pythons = process.platform === 'linux' ? installedPythons() : [];

async function assertAttaches(context: TestContext, python: InstalledPython): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-deleted-'));
  const executable = join(folder, 'python3');
  copyFileSync(python.path, executable);
  const library = libraryOf(python);
  if (library !== undefined) copyFileSync(library, join(folder, basename(library)));
  const program = spawn(executable, ['-c', PROGRAM], {
    env: { ...process.env, PYTHONHOME: dirname(dirname(python.path)), LD_LIBRARY_PATH: folder },
  });
  context.after(() => program.kill('SIGKILL'));
  await untilPrinted(program, 'on');
  rmSync(folder, { recursive: true });
  const { stdout, status } = await runCallwise(['--pid', String(program.pid), '-d', '0.3']);
  assert.equal(status, 0);
  assert.match(stdout, /spin {2}<string>:2/);
}

function libraryOf({ path, sharedLibrary }: InstalledPython): string | undefined {
  if (!sharedLibrary) return undefined;
  const folder = join(dirname(path), '..', 'lib');
  const name = readdirSync(folder).find((file) => /^libpython3\.\d+\.so\.1\.0$/.test(file));
  return name === undefined ? undefined : realpathSync(join(folder, name));
}

const staticPython = pythons.find(({ sharedLibrary, path }) => !sharedLibrary && path.startsWith('/usr/'));
test(
  'a program whose interpreter was deleted, as an upgrade does',
  {
    timeout: 60_000,
    skip: staticPython === undefined && 'no Python without a shared library is installed',
  },
  (context) => assertAttaches(context, staticPython as InstalledPython),
);

const sharedPython = pythons.findLast((python) => libraryOf(python) !== undefined);
test(
  'a program whose interpreter and its library were deleted',
  {
    timeout: 60_000,
    skip:
      (sharedPython === undefined || process.getuid?.() !== 0) &&
      'it takes root and a Python with a shared library',
  },
  (context) => assertAttaches(context, sharedPython as InstalledPython),
);
