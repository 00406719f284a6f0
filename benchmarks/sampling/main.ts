// npm run bench:sampling [-- [--quick] QUESTION...]
// Asks each question and keeps its answer in results.json and in the table of docs/benchmarks.md or docs/accuracy.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installedPythons } from '../../test/support/pythons.ts';
import { keepAnswer } from './kept-answers.ts';
import { describeMachine } from './machine.ts';
import type { BenchmarkPlace, Question } from './question.ts';
import { cpu } from './questions/cpu.ts';
import { highestRate } from './questions/highest-rate.ts';
import { processes, threads } from './questions/many.ts';
import { memory } from './questions/memory.ts';
import { asyncShares, generatorShares, shares } from './questions/shares.ts';
import { realSlowdown, slowdown } from './questions/slowdown.ts';
import {
  torn,
  tornBusy,
  tornDeep,
  tornExceptions,
  tornGenerators,
  tornSlowGenerators,
  tornThreads,
  tornThroughC,
} from './questions/torn.ts';
import { markdownTable } from './tables.ts';

const QUESTIONS: readonly Question[] = [
  torn,
  tornThroughC,
  tornGenerators,
  tornSlowGenerators,
  tornExceptions,
  tornDeep,
  tornThreads,
  tornBusy,
  cpu,
  highestRate,
  slowdown,
  realSlowdown,
  threads,
  processes,
  shares,
  generatorShares,
  asyncShares,
  memory,
];
const ORDER = QUESTIONS.map(({ name }) => name);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !ORDER.includes(name));
  if (unknown !== undefined) {
    console.error(`No question ${unknown}; there are ${ORDER.join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  const asked = QUESTIONS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'callwise-bench-'));
  try {
    await ask(asked, findPlace(folder, values.quick));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Keeps each answer as soon as it is there, so that a run that is cut short has not been for nothing. */
async function ask(questions: readonly Question[], place: BenchmarkPlace): Promise<void> {
  // Of the sources before the first answer is written among them.
  const machine = describeMachine();
  for (const { name, answer } of questions) {
    const start = performance.now();
    try {
      const figures = await answer(place);
      console.log(`\n${markdownTable(figures)}\n`);
      if (!place.quick) keepAnswer({ question: name, machine, figures }, QUESTIONS);
    } catch (error) {
      console.error(error);
      process.exitCode = 1;
    }
    console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}

function findPlace(folder: string, quick: boolean): BenchmarkPlace {
  const pythons = installedPythons();
  // The newest that py-spy reads.
  const python = pythons.findLast(({ minor }) => minor >= 11 && minor <= 13);
  if (python === undefined) throw new Error('no CPython 3.11 to 3.13 was found');
  return { folder, pythons, python, quick };
}

await main();
