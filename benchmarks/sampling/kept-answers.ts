import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, markdownTable } from './figures.ts';
import type { Machine } from './machine.ts';

const RESULTS = join(import.meta.dirname, 'results.json');
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');
const TABLE = /(<!-- sampling: written by npm run bench:sampling -->\n)[\s\S]*?(<!-- end -->)/;

/** What a question gave, and where and with which commit it was asked. */
export interface Answer {
  readonly question: string;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

/** Puts an answer in the place of an earlier one to the same question; the others stay. `order` is that of the table. */
export function keepAnswer(answer: Answer, order: readonly string[]): void {
  const known = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Answer[]) : [];
  const answers = [...known.filter(({ question }) => question !== answer.question), answer];
  answers.sort((a, b) => order.indexOf(a.question) - order.indexOf(b.question));
  writeFileSync(RESULTS, `${JSON.stringify(answers, null, 2)}\n`);
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    page.replace(TABLE, (_, start, end) => `${start}\n${answersText(answers, answer.machine)}\n\n${end}`),
  );
}

/** The table, below the machine and commit of the last answer; answers from elsewhere are named with theirs. */
function answersText(answers: readonly Answer[], last: Machine): string {
  const abouts = Map.groupBy(answers, ({ machine }) => machineText(machine));
  const about = machineText(last);
  const others = Array.from(abouts.keys())
    .filter((text) => text !== about)
    .map((text) => `${(abouts.get(text) ?? []).map(({ question }) => question).join(', ')}: ${text}`);
  const table = markdownTable(answers.flatMap(({ figures }) => figures));
  return [about, ...others, table].join('\n\n');
}

function machineText({ processor, cores, system, node, commit, tools, date }: Machine): string {
  return `${date}, commit ${commit}: ${processor}, ${cores} cores, ${system}, Node.js ${node}, ${tools.join(', ')}.`;
}
