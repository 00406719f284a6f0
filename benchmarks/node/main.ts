// Measures what profiling from inside costs and how true it is. Answers are kept in results.json, so that single questions can
// be asked again (`npm run bench:node -- service waiting`), and make the table in docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, nodeArguments, type Way } from './profilers.ts';

const root = join(import.meta.dirname, '..', '..');
const RESULTS = join(import.meta.dirname, 'results.json');
const KERNELS = ['numbers', 'calls', 'objects', 'texts', 'sorting'];
const KERNEL_ROUNDS = 9;
const SERVICE_ROUNDS = 21;
/** Of the service, for a profiler under which it is slower by far. */
const FEW_REQUESTS = '1000';
/** Points: the same of evenly spaced moments at which it is known what ran; see docs/benchmarks.md. */
const CHANCE = 0.38;
const BEGIN = '<!-- node: begin -->';
const END = '<!-- node: end -->';

const folder = mkdtempSync(join(tmpdir(), 'callwise-bench-'));

type Outcome = Readonly<Record<string, number>>;

/** A row of the table; a figure for each profiler that was asked. */
interface Row {
  readonly figure: string;
  readonly callwise: string;
  readonly cpuProf?: string;
  readonly bubbleprof?: string;
  readonly bar: string;
}

/** The JSON lines that a program prints. */
function run(way: Way, ...args: readonly string[]): Outcome[] {
  const { stdout, stderr } = spawnSync(process.execPath, [...nodeArguments(way, folder), ...args], {
    cwd: root,
    env: environment(way, folder),
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  if (lines.length === 0) throw new Error(`${args.join(' ')} printed nothing: ${stderr}`);
  return lines.map((line) => JSON.parse(line) as Outcome);
}

function figureOf(outcomes: readonly Outcome[], name: string): number {
  return outcomes[0]?.[name] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Outcomes of each way, a round of all ways after the other, every other round from the last way to the first. */
function rounds(ways: readonly Way[], count: number, ...args: readonly string[]): Map<Way, Outcome[]> {
  const outcomes = new Map<Way, Outcome[]>(ways.map((way) => [way, []]));
  for (let round = 0; round < count; round++) {
    for (const way of round % 2 === 0 ? ways : ways.toReversed())
      outcomes.get(way)?.push(...run(way, ...args));
  }
  return outcomes;
}

/** Median over the rounds of how much more it was than without a profiler, in per cent. */
function slowdown(outcomes: ReadonlyMap<Way, readonly Outcome[]>, way: Way, name: string): number {
  const plain = outcomes.get('plain') ?? [];
  const ratios = (outcomes.get(way) ?? []).map(
    (outcome, round) => (outcome[name] ?? Number.NaN) / (plain[round]?.[name] ?? Number.NaN),
  );
  return (median(ratios) - 1) * 100;
}

/** The largest error of a program that knows its own shares, in points, as the median of a few runs. */
function shareError(program: string): string {
  const runs = Array.from({ length: 3 }, () =>
    Math.max(
      ...run('plain', join('test', 'node', 'programs', program)).map(
        ({ measured = 0, seen = 0 }) => Math.abs(measured - seen) * 100,
      ),
    ),
  );
  return `${median(runs).toFixed(2)} points`;
}

function program(name: string): string {
  return join(import.meta.dirname, name);
}

function percent(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)} %`;
}

function askKernels(): Row[] {
  const ways: readonly Way[] = ['plain', 'callwise', 'node --cpu-prof'];
  const each = KERNELS.map((kernel) => rounds(ways, KERNEL_ROUNDS, program('kernels.ts'), kernel));
  const cost = (way: Way, name: string): string =>
    percent(median(each.map((outcomes) => slowdown(outcomes, way, name))));
  const row = (figure: string, name: string, bar: string): Row => ({
    figure,
    callwise: cost('callwise', name),
    cpuProf: cost('node --cpu-prof', name),
    bar,
  });
  return [
    row('time of CPU-bound code, median of five kernels', 'millis', '<= 5 %'),
    row('CPU time of the same, all threads', 'cpuMillis', '<= 5 %'),
  ];
}

function askService(): Row[] {
  const many = rounds(['plain', 'callwise', 'node --cpu-prof'], SERVICE_ROUNDS, program('service.ts'));
  const few = rounds(['plain', 'bubbleprof'], 1, program('service.ts'), FEW_REQUESTS);
  const row = (figure: string, name: string, bar: string): Row => ({
    figure,
    callwise: percent(slowdown(many, 'callwise', name)),
    cpuProf: percent(slowdown(many, 'node --cpu-prof', name)),
    bubbleprof: percent(slowdown(few, 'bubbleprof', name)),
    bar,
  });
  return [
    row('time of a request of a busy HTTP service, 50 awaits each', 'micros', '<= 15 %'),
    row('CPU time of the same, all threads', 'cpuMicros', ''),
  ];
}

function askStop(): Row[] {
  const stop = run('plain', program('stop-time.ts'));
  const figure = `\`stop()\` with ${figureOf(stop, 'samples')} samples`;
  return [{ figure, callwise: `${figureOf(stop, 'millis').toFixed(0)} ms`, bar: '<= 300 ms for 100,000' }];
}

function askImport(): Row[] {
  const runs = Array.from({ length: 5 }, () => run('plain', program('import-cost.ts')));
  const millis = median(runs.map((outcomes) => figureOf(outcomes, 'millis')));
  const modules = figureOf(runs[0] ?? [], 'modules');
  const figure = "`import 'callwise/register'`, before it starts a recording";
  return [
    { figure, callwise: `${millis.toFixed(0)} ms, ${modules} modules`, bar: '<= 25 ms, <= 10 modules' },
  ];
}

const QUESTIONS: Readonly<Record<string, () => Row[]>> = {
  kernels: askKernels,
  service: askService,
  running: () => [
    {
      figure: `largest error of a share, synchronous (chance alone makes ${CHANCE})`,
      callwise: shareError('known-shares.ts'),
      bar: '<= 1 point',
    },
  ],
  waiting: () => [
    {
      figure: 'largest error of a share, waiting',
      callwise: shareError('known-waits.ts'),
      bar: '<= 2 points',
    },
  ],
  stop: askStop,
  import: askImport,
};

function main(): void {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in QUESTIONS));
  if (unknown.length > 0) {
    throw new Error(`no question ${unknown.join(', ')}: there are ${Object.keys(QUESTIONS).join(', ')}`);
  }
  const results: Record<string, Row[]> = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
  for (const [name, ask] of Object.entries(QUESTIONS)) {
    if (asked.length === 0 || asked.includes(name)) results[name] = ask();
  }
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  writeTable(Object.keys(QUESTIONS).flatMap((name) => results[name] ?? []));
}

function writeTable(rows: readonly Row[]): void {
  const table = [
    `Node.js ${process.versions.node}, ${cpus().length} cores, 1 ms between samples; medians of pairs of runs with and without.`,
    '',
    '| | callwise | `node --cpu-prof` | clinic bubbleprof | bar |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ figure, callwise, cpuProf = '', bubbleprof = '', bar }) =>
        `| ${[figure, callwise, cpuProf, bubbleprof, bar].join(' | ')} |`,
    ),
  ].join('\n');
  console.log(table);
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
