// Measures what profiling from inside costs and how true it is; `--write` puts the table into docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const REGISTER = join(root, 'dist', 'register', 'register.js');
const KERNELS = ['numbers', 'calls', 'objects', 'texts', 'sorting'];
const PAIRS = 3;
const BEGIN = '<!-- node: begin -->';
const END = '<!-- node: end -->';

const folder = mkdtempSync(join(tmpdir(), 'callwise-bench-'));

const WAYS = {
  plain: [],
  callwise: ['--import', REGISTER],
  'node --cpu-prof': ['--cpu-prof', '--cpu-prof-dir', folder],
} as const;

type Way = keyof typeof WAYS;

interface Outcome {
  readonly millis: number;
  readonly samples?: number;
  readonly modules?: number;
  readonly measured?: number;
  readonly seen?: number;
}

/** The JSON lines that a program prints. */
function run(way: Way, ...args: readonly string[]): Outcome[] {
  // Callwise leaves its session there, in place of a report; the import alone is measured without a recording.
  const request = { folder, intervalSeconds: 0.001, targetDescription: '', subprocesses: false };
  const record = way === 'callwise' ? JSON.stringify(request) : 'off';
  const env = { ...process.env, CALLWISE_RECORD: record };
  const { stdout, stderr } = spawnSync(process.execPath, [...WAYS[way], ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  if (lines.length === 0) throw new Error(`${args.join(' ')} printed nothing: ${stderr}`);
  return lines.map((line) => JSON.parse(line) as Outcome);
}

function millisOf(way: Way, ...args: readonly string[]): number {
  return run(way, ...args)[0]?.millis ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Median over pairs that ran one after the other, in per cent. */
function slowdown(way: Way, pairs: number, ...args: readonly string[]): number {
  const ratios = Array.from({ length: pairs }, () => {
    const plain = millisOf('plain', ...args);
    return millisOf(way, ...args) / plain;
  });
  return (median(ratios) - 1) * 100;
}

/** The largest error of a program that knows its own shares, in points, as the median of a few runs. */
function shareError(program: string): number {
  const runs = Array.from({ length: 3 }, () =>
    Math.max(
      ...run('plain', join('test', 'node', 'programs', program)).map(
        ({ measured = 0, seen = 0 }) => Math.abs(measured - seen) * 100,
      ),
    ),
  );
  return median(runs);
}

function program(name: string): string {
  return join(import.meta.dirname, name);
}

function percent(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)} %`;
}

function main(): void {
  const rows: [string, string, string][] = [];
  const cpu = (way: Way): string =>
    percent(median(KERNELS.map((kernel) => slowdown(way, PAIRS, program('kernels.ts'), kernel))));
  rows.push(['CPU time of CPU-bound code, median of five kernels', cpu('callwise'), cpu('node --cpu-prof')]);
  const service = (way: Way): string => percent(slowdown(way, PAIRS, program('service.ts')));
  rows.push([
    'CPU time of an HTTP service, 50 awaits a request',
    service('callwise'),
    service('node --cpu-prof'),
  ]);
  rows.push([
    'largest error of a share, synchronous',
    `${shareError('known-shares.ts').toFixed(2)} points`,
    '',
  ]);
  rows.push(['largest error of a share, waiting', `${shareError('known-waits.ts').toFixed(2)} points`, '']);
  const stops = run('plain', program('stop-time.ts'))[0];
  rows.push([`\`stop()\` with ${stops?.samples ?? 0} samples`, `${(stops?.millis ?? 0).toFixed(0)} ms`, '']);
  const imports = Array.from({ length: 5 }, () => run('plain', program('import-cost.ts'))[0]);
  const importMillis = median(imports.map((outcome) => outcome?.millis ?? Number.NaN));
  rows.push([
    "`import 'callwise/register'`, before it starts a recording",
    `${importMillis.toFixed(0)} ms, ${imports[0]?.modules ?? 0} modules`,
    '',
  ]);
  report(rows);
}

function report(rows: readonly (readonly [string, string, string])[]): void {
  const table = [
    `Node.js ${process.versions.node}, ${cpus().length} cores, 1 ms between samples; medians of ${PAIRS} pairs of runs with and without.`,
    '',
    '| | callwise | `node --cpu-prof` |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
  console.log(table);
  if (!process.argv.includes('--write')) return;
  const path = join(root, 'docs', 'benchmarks.md');
  const page = readFileSync(path, 'utf8');
  const [before = '', rest = ''] = page.split(BEGIN);
  writeFileSync(path, `${before}${BEGIN}\n${table}\n${END}${rest.split(END)[1] ?? '\n'}`);
}

try {
  main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
