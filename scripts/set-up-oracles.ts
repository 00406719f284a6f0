// Makes the virtual environment with the programs that the tests compare against; does nothing when it is there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ORACLE_FAILURE, ORACLE_FOLDER, ORACLE_REQUIREMENTS, ORACLE_STAMP } from '../test/support/oracles.ts';
import { type InstalledPython, installedPythons } from '../test/support/pythons.ts';

const OLDEST_BASE = 11;

function main(): void {
  const bases = installedPythons()
    .filter(({ minor }) => minor >= OLDEST_BASE)
    .reverse();
  if (bases.some(isComplete)) return;
  const failures: string[] = [];
  for (const base of bases) {
    console.log(`setting up pyinstrument and py-spy with Python ${base.version}`);
    const failure = makeEnvironment(base);
    if (failure === undefined) {
      writeFileSync(ORACLE_STAMP, stampOf(base));
      rmSync(ORACLE_FAILURE, { force: true });
      return;
    }
    failures.push(`Python ${base.version} at ${base.path}: ${failure}`);
  }
  reportFailure(bases.length === 0 ? 'no Python 3.11 to 3.13 was found' : failures.join('\n'));
}

function isComplete(base: InstalledPython): boolean {
  return existsSync(ORACLE_STAMP) && readFileSync(ORACLE_STAMP, 'utf8') === stampOf(base);
}

function stampOf(base: InstalledPython): string {
  return `${readFileSync(ORACLE_REQUIREMENTS, 'utf8')}# Python ${base.version} ${base.path}\n`;
}

/** The reason when it could not be made. */
function makeEnvironment(base: InstalledPython): string | undefined {
  rmSync(ORACLE_FOLDER, { recursive: true, force: true });
  mkdirSync(dirname(ORACLE_FOLDER), { recursive: true });
  const python = join(ORACLE_FOLDER, 'bin', 'python');
  const arguments_ = ['install', '--quiet', '--disable-pip-version-check', '-r', ORACLE_REQUIREMENTS];
  if (run(base.path, ['-m', 'venv', ORACLE_FOLDER]) === undefined) {
    return run(python, ['-m', 'pip', ...arguments_]);
  }
  // Debian splits ensurepip off; the base's own pip, when there is one, installs into an environment without pip.
  rmSync(ORACLE_FOLDER, { recursive: true, force: true });
  return (
    run(base.path, ['-m', 'venv', '--without-pip', ORACLE_FOLDER]) ??
    run(base.path, ['-m', 'pip', '--python', python, ...arguments_])
  );
}

/** The end of what the command wrote when it failed. */
function run(command: string, commandArguments: readonly string[]): string | undefined {
  const result = spawnSync(command, commandArguments, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status === 0) return undefined;
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim();
  return output.split('\n').slice(-3).join(' ') || (result.error?.message ?? `status ${result.status}`);
}

/** Without CI the tests that need the oracles are skipped with this reason. */
function reportFailure(reason: string): void {
  mkdirSync(dirname(ORACLE_FAILURE), { recursive: true });
  writeFileSync(ORACLE_FAILURE, `${reason}\n`);
  console.error(`pyinstrument and py-spy could not be set up: tests against them are skipped.\n${reason}`);
  console.error(
    'Install Python 3.11 to 3.13 with venv and pip (Debian: apt install python3-venv) and run again.',
  );
  if (process.env.CI === 'true') process.exitCode = 1;
}

main();
