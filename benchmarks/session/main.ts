// npm run bench:session [-- [--quick] QUESTION...]
// Asks each question, prints the table, keeps results.json and the table of docs/benchmarks.md.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, type Machine } from '../sampling/machine.ts';
import { type Figure, markdownTable } from './figures.ts';
import type { Question } from './question.ts';
import { combine } from './questions/combine.ts';
import { growth } from './questions/growth.ts';
import { large } from './questions/large.ts';
import { load } from './questions/load.ts';
import { report } from './questions/report.ts';
import { save } from './questions/save.ts';
import { SessionFiles } from './session-files.ts';

const QUESTIONS: readonly Question[] = [report, load, large, save, combine, growth];
const RUNS = 5;

const RESULTS = join(import.meta.dirname, 'results.json');
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');
const TABLE = /(<!-- session: written by npm run bench:session -->\n)[\s\S]*?(<!-- end -->)/;

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
  console.log(`\n${markdownTable(values.quick ? figures.map(withoutBar) : figures)}`);
  if (!values.quick) keep(figures);
}

async function answers(questions: readonly Question[], quick: boolean): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-bench-'));
  try {
    const place = { files: new SessionFiles(folder, quick), runs: quick ? 1 : RUNS, quick };
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

/** Of small files, to which no bar applies. */
function withoutBar({ question, what, unit, values }: Figure): Figure {
  return { question, what: `${what} (quick)`, unit, values };
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
