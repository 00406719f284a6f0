// npm run bench:sampling [-- [--quick] QUESTION...]
// Asks each question, prints the table, keeps results.json and the table of docs/benchmarks.md.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installedPythons } from '../../test/support/pythons.ts';
import { type Figure, markdownTable } from './figures.ts';
import { describeMachine, type Machine } from './machine.ts';
import type { BenchmarkPlace, Question } from './question.ts';
import { cpu } from './questions/cpu.ts';
import { highestRate } from './questions/highest-rate.ts';
import { processes, threads } from './questions/many.ts';
import { memory } from './questions/memory.ts';
import { shares } from './questions/shares.ts';
import { realSlowdown, slowdown } from './questions/slowdown.ts';
import { torn, tornBusy, tornDeep, tornExceptions, tornGenerators, tornThroughC } from './questions/torn.ts';

const QUESTIONS: readonly Question[] = [
  torn,
  tornThroughC,
  tornGenerators,
  tornExceptions,
  tornDeep,
  tornBusy,
  cpu,
  highestRate,
  slowdown,
  realSlowdown,
  threads,
  processes,
  shares,
  memory,
];

const RESULTS = join(import.meta.dirname, 'results.json');
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');
const TABLE = /(<!-- sampling: written by npm run bench:sampling -->\n)[\s\S]*?(<!-- end -->)/;

interface Results {
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !QUESTIONS.some((question) => question.name === name));
  if (unknown !== undefined) {
    console.error(`No question ${unknown}; there are ${QUESTIONS.map(({ name }) => name).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  const asked = QUESTIONS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const figures = await answers(asked, values.quick);
  console.log(`\n${markdownTable(figures)}`);
  if (!values.quick) keep(figures);
}

async function answers(questions: readonly Question[], quick: boolean): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-bench-'));
  try {
    const place = findPlace(folder, quick);
    const figures: Figure[] = [];
    for (const question of questions) {
      const start = performance.now();
      figures.push(...(await question.answer(place)));
      console.log(`${question.name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function findPlace(folder: string, quick: boolean): BenchmarkPlace {
  const pythons = installedPythons();
  // The newest that py-spy reads.
  const python = pythons.findLast(({ minor }) => minor >= 11 && minor <= 13);
  if (python === undefined) throw new Error('no CPython 3.11 to 3.13 was found');
  return { folder, pythons, python, quick };
}

/** Figures of questions that were not asked stay as they were. */
function keep(figures: readonly Figure[]): void {
  const asked = new Set(figures.map(({ question }) => question));
  const known = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results).figures : [];
  const merged = [...known.filter(({ question }) => !asked.has(question)), ...figures];
  const order = QUESTIONS.map(({ name }) => name);
  merged.sort((a, b) => order.indexOf(a.question) - order.indexOf(b.question));
  const machine = describeMachine();
  writeFileSync(RESULTS, `${JSON.stringify({ machine, figures: merged }, null, 2)}\n`);
  const { processor, cores, system, node, commit, tools, date } = machine;
  const about = `${date}, commit ${commit}: ${processor}, ${cores} cores, ${system}, Node.js ${node}, ${tools.join(', ')}.`;
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    page.replace(TABLE, (_, start, end) => `${start}\n${about}\n\n${markdownTable(merged)}\n\n${end}`),
  );
}

await main();
