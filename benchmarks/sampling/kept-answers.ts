import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figures.ts';
import type { Machine } from './machine.ts';
import type { Page, Question } from './question.ts';
import { markdownTable, versionsTable } from './tables.ts';

const RESULTS = join(import.meta.dirname, 'results.json');
const PAGES = join(import.meta.dirname, '..', '..', 'docs');
const TABLE = /(<!-- sampling: written by npm run bench:sampling -->\n)[\s\S]*?(<!-- end -->)/;

/** What a question gave, and where and with which commit it was asked. */
export interface Answer {
  readonly question: string;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

/** Puts an answer in the place of an earlier one to the same question; the others stay. `questions` are in the tables' order. */
export function keepAnswer(answer: Answer, questions: readonly Question[]): void {
  const known = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Answer[]) : [];
  const answers = [...known.filter(({ question }) => question !== answer.question), answer];
  const order = questions.map(({ name }) => name);
  answers.sort((a, b) => order.indexOf(a.question) - order.indexOf(b.question));
  writeFileSync(RESULTS, `${JSON.stringify(answers, null, 2)}\n`);
  writeTables(answers, questions);
}

function writeTables(answers: readonly Answer[], questions: readonly Question[]): void {
  const pageOf = new Map(questions.map(({ name, page }) => [name, page]));
  for (const [page, table] of [
    ['accuracy', versionsTable],
    ['benchmarks', markdownTable],
  ] as const) {
    const shown = answers.filter(({ question }) => pageOf.get(question) === page);
    const text = `${askedText(shown)}\n\n${table(shown.flatMap(({ figures }) => figures))}`;
    replaceTable(page, text);
  }
}

function replaceTable(page: Page, text: string): void {
  const file = join(PAGES, `${page}.md`);
  const before = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    before.replace(TABLE, (_, start, end) => `${start}\n${text}\n\n${end}`),
  );
}

/** When, with which commit and where each question was asked. */
function askedText(answers: readonly Answer[]): string {
  const lines = Array.from(
    Map.groupBy(answers, ({ machine }) => machineText(machine)),
    ([machine, asked]) => `- ${asked.map(({ question }) => question).join(', ')}: ${machine}`,
  );
  const tools = new Set(answers.flatMap(({ machine }) => machine.tools));
  return `${lines.join('\n')}\n\nWith ${Array.from(tools).join(', ')}.`;
}

function machineText({ processor, cores, system, node, commit, date }: Machine): string {
  return `${date}, commit ${commit}, ${processor}, ${cores} cores, ${system}, Node.js ${node}`;
}
