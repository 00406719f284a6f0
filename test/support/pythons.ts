import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface InstalledPython {
  /** As `3.11.7`. */
  readonly version: string;
  /** The second part of the version. */
  readonly minor: number;
  /** The executable itself, links and shims resolved, or a script that starts one by `exec`. */
  readonly path: string;
  /** False where the interpreter is part of the executable, as in Debian's python3. */
  readonly sharedLibrary: boolean;
}

const OLDEST = 8;
const NEWEST = 15;

/** Interpreters that scripts/set-up-newest-pythons.ts installed, or whatever somebody put there: links or scripts that start one. */
export const NEWEST_PYTHONS_FOLDER: string = join(homedir(), '.cache', 'callwise-newest-pythons', 'bin');

const DESCRIBE = `import sys
shared = sys.platform != 'linux' or 'libpython3' in open('/proc/self/maps').read()
print('%d.%d.%d' % sys.version_info[:3], sys.implementation.name, shared)`;

/** Every CPython of 3.8 to 3.15 on this machine, each executable once, by version. */
export function installedPythons(): InstalledPython[] {
  // A start through the loader of another system needs a script; it becomes the interpreter by `exec`.
  const starters = entriesOf(NEWEST_PYTHONS_FOLDER);
  const paths = new Set([...candidates().flatMap(resolveExecutable), ...starters]);
  return Array.from(paths, describe)
    .filter((python) => python !== undefined)
    .filter(({ minor }) => minor >= OLDEST && minor <= NEWEST)
    .sort((a, b) => a.minor - b.minor || comparePatch(a, b) || a.path.localeCompare(b.path));
}

function comparePatch(a: InstalledPython, b: InstalledPython): number {
  return Number(a.version.split('.')[2]) - Number(b.version.split('.')[2]);
}

function candidates(): string[] {
  const names = Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => `python3.${OLDEST + index}`);
  const folders = [
    ...pyenvFolders(),
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/bin',
    '/usr/local/bin',
  ];
  return folders.flatMap((folder) => [...names, 'python3'].map((name) => join(folder, name)));
}

/** Whether or not pyenv itself is on the PATH. */
function pyenvFolders(): string[] {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  return entriesOf(versions).map((path) => join(path, 'bin'));
}

/** None where there is no such folder. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Nothing for what is absent or a script, as pyenv's shims are. */
function resolveExecutable(path: string): string[] {
  try {
    const real = realpathSync(path);
    const file = openSync(real, 'r');
    try {
      const start = Buffer.alloc(2);
      readSync(file, start);
      return start.toString('latin1') === '#!' ? [] : [real];
    } finally {
      closeSync(file);
    }
  } catch {
    return [];
  }
}

function describe(path: string): InstalledPython | undefined {
  try {
    const output = execFileSync(path, ['-I', '-c', DESCRIBE], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [version = '', implementation, shared] = output.trim().split(' ');
    if (implementation !== 'cpython' || !version.startsWith('3.')) return undefined;
    return { version, minor: Number(version.split('.')[1]), path, sharedLibrary: shared === 'True' };
  } catch {
    return undefined;
  }
}
