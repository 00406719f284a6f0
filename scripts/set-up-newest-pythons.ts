// Puts CPython 3.14 and 3.15 beside the system's own, from Debian's unstable packages, so that the tests and benchmarks run on
// them too. Needs root; takes some minutes, and about 600 MB. One that is there already, whoever put it there, stays as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEWEST_PYTHONS_FOLDER } from '../test/support/pythons.ts';

const VERSIONS = ['3.14', '3.15'];
const MOST_MILLIS = 8 * 60_000;

function main(): void {
  const missing = VERSIONS.filter((version) => !existsSync(starterOf(version)));
  if (missing.length === 0) {
    console.log(`CPython ${VERSIONS.join(' and ')} are in ${NEWEST_PYTHONS_FOLDER}.`);
    return;
  }
  console.log(`installing CPython ${missing.join(' and ')}`);
  // A folder that only those that are missing could be in.
  const root = join(NEWEST_PYTHONS_FOLDER, '..', `root-${missing.join('-')}`);
  const failure = makeRoot(root, missing);
  if (failure !== undefined) {
    console.error(`CPython ${missing.join(' and ')} could not be installed: ${failure}.`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(NEWEST_PYTHONS_FOLDER, { recursive: true });
  for (const version of missing) writeStarter(root, version);
}

function starterOf(version: string): string {
  return join(NEWEST_PYTHONS_FOLDER, `python${version}`);
}

/** The reason when it could not be made. */
function makeRoot(root: string, versions: readonly string[]): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'that needs Linux on x86-64';
  if (process.getuid?.() !== 0) return 'that needs root';
  if (!run('debootstrap', ['--version'])) {
    run('apt-get', ['update', '-q']);
    if (!run('apt-get', ['install', '-y', '-q', 'debootstrap'])) return 'there is no debootstrap';
  }
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const packages = versions.flatMap((version) => [`python${version}`, `libpython${version}-dev`]);
  if (run('debootstrap', ['--variant=minbase', `--include=${packages.join(',')}`, 'sid', root])) return;
  rmSync(root, { recursive: true, force: true });
  return 'debootstrap failed';
}

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: MOST_MILLIS }).status === 0;
}

/** They need the libraries of their own system, and its loader. */
function writeStarter(root: string, version: string): void {
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  const command = [
    `PYTHONHOME=${join(root, 'usr')} exec`,
    join(root, 'lib64/ld-linux-x86-64.so.2'),
    `--library-path ${libraries}`,
    join(root, `usr/bin/python${version}`),
    '"$@"',
  ].join(' ');
  writeFileSync(starterOf(version), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
}

main();
