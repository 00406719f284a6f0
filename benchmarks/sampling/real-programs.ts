import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oraclePython } from '../../test/support/oracles.ts';

const FOLDER = join(import.meta.dirname, 'real');
const REQUIREMENTS = join(FOLDER, 'requirements.txt');
const PACKAGES = join(import.meta.dirname, '..', '..', '.cache', 'benchmark-packages');
/** Written last, so that it stands for a whole set-up. */
const STAMP = join(PACKAGES, 'complete.txt');

export interface RealProgram {
  readonly name: string;
  /** The script and its number of rounds, which takes some seconds. */
  readonly command: readonly string[];
}

const ROUNDS: readonly (readonly [name: string, script: string, rounds: number])[] = [
  ['a template engine (Jinja2)', 'template_engine.py', 300],
  ['a parser (markdown-it-py)', 'parser.py', 120],
  ['a web framework (Flask)', 'web_framework.py', 120],
  ['arrays (numpy)', 'numbers_in_arrays.py', 80],
  ['an asyncio service', 'asyncio_service.py', 100],
];

/** Five programs over packages from PyPI. `quick` makes them a tenth as long. */
export function realPrograms({ quick }: { readonly quick: boolean }): RealProgram[] {
  return ROUNDS.map(([name, script, rounds]) => ({
    name,
    command: [join(FOLDER, script), String(quick ? Math.ceil(rounds / 10) : rounds)],
  }));
}

/** Installs their packages for the Python of the oracles where they are missing; what they need in the environment. */
export function environmentOfRealPrograms(): Readonly<Record<string, string>> {
  const wanted = `${readFileSync(REQUIREMENTS, 'utf8')}# ${oraclePython()}\n`;
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) {
    rmSync(PACKAGES, { recursive: true, force: true });
    const options = ['--quiet', '--disable-pip-version-check', '--target', PACKAGES, '-r', REQUIREMENTS];
    execFileSync(oraclePython(), ['-m', 'pip', 'install', ...options], { stdio: 'inherit' });
    writeFileSync(STAMP, wanted);
  }
  // One thread: what is measured is Python's time, not how many cores its libraries find.
  return { PYTHONPATH: PACKAGES, OPENBLAS_NUM_THREADS: '1' };
}
