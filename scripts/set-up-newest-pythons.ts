// Puts CPython 3.14 and 3.15 beside the system's own, from Debian's unstable packages, so that the tests and benchmarks run on
// them too. Needs root; takes some minutes the first time, and about 600 MB. By default only under CI=true; `--now` asks for it.
// What cannot be installed is reported, and the tests go on without it: a network that is away fails nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEWEST_PYTHONS_FOLDER } from '../test/support/pythons.ts';

const VERSIONS = ['3.14', '3.15'];
const ROOT = join(NEWEST_PYTHONS_FOLDER, '..', 'root');
const MOST_MILLIS = 8 * 60_000;

function main(): void {
  if (VERSIONS.every((version) => existsSync(join(NEWEST_PYTHONS_FOLDER, `python${version}`)))) return;
  if (process.env.CI !== 'true' && !process.argv.includes('--now')) return;
  const reason = makeRoot();
  if (reason !== undefined) {
    console.log(
      `CPython ${VERSIONS.join(' and ')} could not be installed, tests run without them: ${reason}`,
    );
    rmSync(ROOT, { recursive: true, force: true });
    return;
  }
  mkdirSync(NEWEST_PYTHONS_FOLDER, { recursive: true });
  for (const version of VERSIONS) writeStarter(version);
}

/** The reason when it could not be made. */
function makeRoot(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'that needs Linux on x86-64';
  if (process.getuid?.() !== 0) return 'that needs root';
  if (!run('debootstrap', ['--version'])) {
    run('apt-get', ['update', '-q']);
    if (!run('apt-get', ['install', '-y', '-q', 'debootstrap'])) return 'there is no debootstrap';
  }
  rmSync(ROOT, { recursive: true, force: true });
  mkdirSync(ROOT, { recursive: true });
  const packages = VERSIONS.flatMap((version) => [`python${version}`, `libpython${version}-dev`]);
  const made = run('debootstrap', ['--variant=minbase', `--include=${packages.join(',')}`, 'sid', ROOT]);
  return made ? undefined : 'debootstrap failed';
}

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: MOST_MILLIS }).status === 0;
}

/** They need the libraries of their own system, and its loader. */
function writeStarter(version: string): void {
  const libraries = join(ROOT, 'usr/lib/x86_64-linux-gnu');
  const command = [
    `PYTHONHOME=${join(ROOT, 'usr')} exec`,
    join(ROOT, 'lib64/ld-linux-x86-64.so.2'),
    `--library-path ${libraries}`,
    join(ROOT, `usr/bin/python${version}`),
    '"$@"',
  ].join(' ');
  writeFileSync(join(NEWEST_PYTHONS_FOLDER, `python${version}`), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
}

main();
