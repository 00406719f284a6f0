import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, release, type as systemName } from 'node:os';
import { join } from 'node:path';
import { ORACLE_REQUIREMENTS } from '../../test/support/oracles.ts';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly system: string;
  readonly node: string;
  readonly commit: string;
  /** As pinned: `name==version`. */
  readonly tools: readonly string[];
  readonly date: string;
}

export function describeMachine(): Machine {
  const root = join(import.meta.dirname, '..', '..');
  const commit = spawnSync('git', ['describe', '--always', '--dirty'], {
    cwd: root,
    encoding: 'utf8',
  }).stdout;
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    system: `${systemName()} ${release()} ${arch()}`,
    node: process.version,
    commit: (commit ?? '').trim(),
    tools: readFileSync(ORACLE_REQUIREMENTS, 'utf8').trim().split('\n'),
    date: new Date().toISOString().slice(0, 10),
  };
}
