// npm run bench:report
// Measures pages of large sessions beside pyinstrument's, and keeps results.json and the table of docs/benchmarks.md.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { renderHtml } from '../../src/api/html-renderer.ts';
import { Session } from '../../src/api/session.ts';
import { buildCallTree } from '../../src/call-tree/build-call-tree.ts';
import { aggregateCalls } from '../../src/processors/aggregate-repeated-calls.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { CALLWISE } from '../../test/support/run-callwise.ts';
import { sessionFromText, sessionText } from '../../test/support/session-from-text.ts';
import { describeMachine } from '../sampling/machine.ts';
import { SessionFiles } from '../session/session-files.ts';
import {
  CALLWISE_ROW,
  heapOf,
  measureOpening,
  measureScrolling,
  measureZooming,
  type OpeningFigures,
  PYINSTRUMENT_ROW,
} from './browser-figures.ts';
import { type Figure, markdownTable } from './figures.ts';
import { largeSession } from './large-session.ts';
import { commandSeconds, writePages } from './writing.ts';

const RESULTS = join(import.meta.dirname, 'results.json');
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');
const TABLE = /(<!-- report: written by npm run bench:report -->\n)[\s\S]*?(<!-- end report -->)/;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-bench-'));
  const browser = await launchBrowser();
  try {
    const figures = [
      ...pageFigures(),
      ...recordingFigures(folder),
      ...(await hardFigures(folder, browser)),
      ...(await largeFigures(folder, browser)),
    ];
    keep(figures);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

function pageFigures(): Figure[] {
  const page = renderHtml(sessionFromText(sessionText([])));
  return [
    { what: 'page without data', unit: 'kB', callwise: page.length / 1e3, atMost: 120 },
    { what: 'the same, gzip', unit: 'kB', callwise: gzipSync(page).length / 1e3, atMost: 45 },
  ];
}

/** At 10,000 Hz, long enough for 200,000 samples although some ticks are missed. */
function recordingFigures(folder: string): Figure[] {
  const path = join(folder, 'recording.pyisession');
  const program = join(import.meta.dirname, 'busy_program.py');
  execFileSync(process.execPath, [CALLWISE, '-i', '100us', '-o', path, program, '30'], { stdio: 'ignore' });
  const session = Session.loadSync(path);
  const page = renderHtml(session);
  const what = `file of a recording, ${session.samples.length.toLocaleString('en')} samples`;
  return [{ what, unit: 'MB', callwise: page.length / 1e6, atMost: 1.5 }];
}

async function hardFigures(folder: string, browser: Browser): Promise<Figure[]> {
  const file = new SessionFiles(folder, false).made(200_000);
  const { own, whole, resampled, seconds } = await writePages(file, folder);
  const commands = await commandSeconds(file, folder);
  const opened = await openThrice(browser, own, CALLWISE_ROW);
  const openedTheirs = await openThrice(browser, resampled, PYINSTRUMENT_ROW);
  const megabytes = (path: string): number => statSync(path).size / 1e6;
  const name = `200,000 samples of 3.2 million stacks, ${megabytes(file).toFixed(0)} MB`;
  const own1in20 = 'the same, pyinstrument with its 1 in 20 samples';
  return [
    {
      what: `${name}: file`,
      unit: 'MB',
      callwise: megabytes(own),
      pyinstrument: megabytes(whole),
      atMost: 6,
    },
    {
      what: 'the same: writing it',
      unit: 's',
      callwise: seconds.own,
      pyinstrument: seconds.whole,
      atMost: seconds.whole / 5,
    },
    {
      what: `${own1in20}: file`,
      unit: 'MB',
      callwise: megabytes(own),
      pyinstrument: megabytes(resampled),
    },
    {
      what: `${own1in20}: writing it`,
      unit: 's',
      callwise: seconds.own,
      pyinstrument: seconds.resampled,
    },
    {
      what: `${own1in20}: \`--load FILE -r html -o PAGE\``,
      unit: 's',
      callwise: commands.own,
      pyinstrument: commands.resampled,
    },
    {
      what: `${own1in20}: opening to the first view`,
      unit: 's',
      callwise: opened.openSeconds,
      pyinstrument: openedTheirs.openSeconds,
    },
    {
      what: `${own1in20}: heap of the page`,
      unit: 'MB',
      callwise: opened.heapMegabytes,
      pyinstrument: openedTheirs.heapMegabytes,
    },
  ];
}

async function largeFigures(folder: string, browser: Browser): Promise<Figure[]> {
  const session = largeSession(1_000_000);
  const nodes = aggregateCalls(buildCallTree(session.samples, 'without-line')).size;
  const path = join(folder, 'large.html');
  writeFileSync(path, renderHtml(session));
  const name = `1,000,000 samples, ${nodes.toLocaleString('en')} nodes`;
  const { openSeconds } = await openThrice(browser, path, CALLWISE_ROW);
  const { page } = await measureOpening(browser, path, CALLWISE_ROW);
  const views = {
    'call tree, scrolled': await measureScrolling(page),
    'flame graph, zoomed': await measureZooming(page, 'Flame graph'),
    'timeline, zoomed': await measureZooming(page, 'Timeline'),
  };
  const heap = await heapOf(page);
  await page.close();
  return [
    { what: `${name}: file`, unit: 'MB', callwise: statSync(path).size / 1e6 },
    { what: 'the same: opening to the first view', unit: 's', callwise: openSeconds, atMost: 1.5 },
    ...Object.entries(views).flatMap(([view, { median, worst }]): Figure[] => [
      { what: `the same: a frame of the ${view}, median`, unit: 'ms', callwise: median, atMost: 33 },
      { what: `the same: a frame of the ${view}, worst`, unit: 'ms', callwise: worst, atMost: 60 },
    ]),
    { what: 'the same: heap of the page with all three open', unit: 'MB', callwise: heap, atMost: 150 },
  ];
}

/** The median of three, each in a page of its own. */
async function openThrice(browser: Browser, path: string, firstRow: string): Promise<OpeningFigures> {
  const openings: OpeningFigures[] = [];
  for (let run = 0; run < 3; run++) {
    const { page, ...figures } = await measureOpening(browser, path, firstRow);
    await page.close();
    openings.push(figures);
  }
  openings.sort((a, b) => a.openSeconds - b.openSeconds);
  return openings[1] as OpeningFigures;
}

function keep(figures: readonly Figure[]): void {
  const machine = describeMachine();
  const table = markdownTable(figures);
  console.log(table);
  writeFileSync(RESULTS, `${JSON.stringify({ machine, figures }, undefined, 2)}\n`);
  const { processor, cores, system, node, commit, date } = machine;
  const facts = `${date}, ${processor} (${cores} cores), ${system}, Node.js ${node}, callwise ${commit}, pyinstrument 5.1.3`;
  const page = readFileSync(PAGE, 'utf8').replace(
    TABLE,
    (_, start: string, end: string) => `${start}${facts}\n\n${table}\n${end}`,
  );
  writeFileSync(PAGE, page);
}

await main();
