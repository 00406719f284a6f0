import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The programs that the tests compare against, at the versions that are pinned. */
export const ORACLE_REQUIREMENTS: string = join(import.meta.dirname, 'oracle-requirements.txt');
export const ORACLE_FOLDER: string = join(root, '.cache', 'oracle');
/** Written last, so that it stands for a whole set-up; holds what was installed and for which Python. */
export const ORACLE_STAMP: string = join(ORACLE_FOLDER, 'complete.txt');
/** Why the set-up failed, when it did. */
export const ORACLE_FAILURE: string = join(root, '.cache', 'oracle-failure.txt');

const SET_UP = 'node scripts/set-up-oracles.ts';

/** A Python in which `pyinstrument` can be imported. Throws when the oracles are not set up. */
export function oraclePython(): string {
  return oracleProgram('python');
}

/** As `3.13.0`. Throws when the oracles are not set up. */
export function oraclePythonVersion(): string {
  const stamp = readFileSync(ORACLE_STAMP, 'utf8');
  return /^# Python (\S+)/m.exec(stamp)?.[1] ?? 'unknown';
}

/** Throws when the oracles are not set up. */
export function pySpy(): string {
  return oracleProgram('py-spy');
}

/**
 * The value for a test's `skip`: the reason when the oracles are missing, else false. Under CI=true always false, so that
 * a missing oracle fails the test that asks for it.
 */
export function skipWithoutOracles(): string | false {
  if (process.env.CI === 'true') return false;
  return missingReason() ?? false;
}

function oracleProgram(name: string): string {
  const reason = missingReason();
  if (reason !== undefined) throw new Error(reason);
  return join(ORACLE_FOLDER, 'bin', name);
}

function missingReason(): string | undefined {
  if (existsSync(ORACLE_STAMP)) return undefined;
  const cause = existsSync(ORACLE_FAILURE) ? `: ${readFileSync(ORACLE_FAILURE, 'utf8').trim()}` : '';
  return `pyinstrument and py-spy are not set up${cause} (${SET_UP})`;
}
