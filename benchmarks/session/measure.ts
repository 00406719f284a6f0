import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { oraclePython } from '../../test/support/oracles.ts';

const root = join(import.meta.dirname, '..', '..');
const CALLWISE = join(root, 'dist', 'cli', 'main.js');
const USAGE = join(root, 'benchmarks', 'sampling', 'usage.py');

/** Seconds after which a command that hangs is interrupted, and after which it is killed then. */
const LIMITS = ['600', '10'] as const;

/** What a process used from its start to its end, and the seconds that its program says its work took. */
export interface Measure {
  readonly wallSeconds: number;
  readonly residentMegabytes: number;
  /** NaN for a program that does not say. */
  readonly workSeconds: number;
}

export interface MeasureOptions {
  readonly folder: string;
  readonly runs: number;
}

/** The least that a command needed of anything in some runs. */
export async function best(command: readonly string[], { folder, runs }: MeasureOptions): Promise<Measure> {
  const measures: Measure[] = [];
  for (let run = 0; run < runs; run++) measures.push(await measure(command, folder));
  const least = (key: keyof Measure) => Math.min(...measures.map((one) => one[key]));
  return {
    wallSeconds: least('wallSeconds'),
    residentMegabytes: least('residentMegabytes'),
    workSeconds: least('workSeconds'),
  };
}

async function measure(command: readonly string[], folder: string): Promise<Measure> {
  const used = join(folder, 'usage.json');
  const run = [USAGE, used, ...LIMITS, ...command];
  const { stdout, stderr } = await promisify(execFile)(oraclePython(), run, { maxBuffer: 1 << 28 });
  const usage = JSON.parse(readFileSync(used, 'utf8')) as Measure & { status: number };
  if (usage.status !== 0) throw new Error(`${command.join(' ')} ended with ${usage.status}: ${stderr}`);
  const said = /^work seconds: (.*)$/m.exec(stdout)?.[1];
  return { ...usage, workSeconds: Number(said ?? Number.NaN) };
}

/** The report as users get it. */
export function reportCommands(path: string): Readonly<Record<'callwise' | 'pyinstrument', string[]>> {
  return {
    callwise: [process.execPath, CALLWISE, '--load', path],
    pyinstrument: [oraclePython(), '-m', 'pyinstrument', '--load', path],
  };
}

/**
 * A JavaScript program that says how long `work` took. It has the paths as `paths`, the library as `callwise`, and what
 * `before` declares.
 */
export function nodeCommand(
  { before = '', work }: { readonly before?: string; readonly work: string },
  paths: readonly string[],
): string[] {
  const library = JSON.stringify(join(root, 'dist', 'api', 'index.js'));
  const source = `
    import { readFileSync } from 'node:fs';
    const paths = process.argv.slice(1);
    const callwise = await import(${library});
    ${before}
    const start = performance.now();
    ${work}
    console.log('work seconds: ' + (performance.now() - start) / 1000);`;
  return [process.execPath, '--input-type=module', '-e', source, '--', ...paths];
}

/** The same in Python, with `Session` of pyinstrument. */
export function pythonCommand(
  { before = '', work }: { readonly before?: string; readonly work: string },
  paths: readonly string[],
): string[] {
  const source = `
import sys
from time import perf_counter
from pyinstrument.session import Session
paths = sys.argv[1:]
${before}
start = perf_counter()
${work}
print('work seconds:', perf_counter() - start)`;
  return [oraclePython(), '-c', source, ...paths];
}
