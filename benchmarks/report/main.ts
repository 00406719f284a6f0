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
import type { SessionData } from '../../src/session/session-data.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { oraclePython } from '../../test/support/oracles.ts';
import { CALLWISE } from '../../test/support/run-callwise.ts';
import { sessionFromText, sessionText } from '../../test/support/session-from-text.ts';
import { describeMachine } from '../sampling/machine.ts';
import {
  CALLWISE_ROW,
  heapOf,
  measureOpening,
  measureScrolling,
  measureZooming,
  PYINSTRUMENT_ROW,
} from './browser-figures.ts';
import { type Figure, markdownTable } from './figures.ts';
import { hardSession, largeSession } from './made-sessions.ts';

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

/** 20 seconds at 10,000 Hz. */
function recordingFigures(folder: string): Figure[] {
  const path = join(folder, 'recording.pyisession');
  const program = join(import.meta.dirname, 'busy_program.py');
  execFileSync(process.execPath, [CALLWISE, '-i', '100us', '-o', path, program, '20'], { stdio: 'ignore' });
  const session = Session.loadSync(path);
  const page = renderHtml(session);
  const what = `file of a recording, ${session.samples.length.toLocaleString('en')} samples`;
  return [{ what, unit: 'MB', callwise: page.length / 1e6, atMost: 1.5 }];
}

interface Written {
  readonly path: string;
  readonly seconds: number;
  readonly megabytes: number;
}

function write(session: SessionData, path: string): Written {
  const start = performance.now();
  const page = renderHtml(session);
  const seconds = (performance.now() - start) / 1000;
  writeFileSync(path, page);
  return { path, seconds, megabytes: page.length / 1e6 };
}

async function hardFigures(folder: string, browser: Browser): Promise<Figure[]> {
  const session = hardSession(200_000);
  const file = join(folder, 'hard.pyisession');
  await new Session(session).save(file);
  const own = write(session, join(folder, 'hard.html'));
  const theirs = join(folder, 'pyinstrument.html');
  const whole = pyinstrumentSeconds(file, join(folder, 'whole.html'), 'all');
  const wholeMegabytes = statSync(join(folder, 'whole.html')).size / 1e6;
  const seconds = pyinstrumentSeconds(file, theirs);
  const name = `hard session, 200,000 samples, ${(statSync(file).size / 1e6).toFixed(0)} MB`;
  const opened = await measureOpening(browser, own.path, CALLWISE_ROW);
  await opened.page.close();
  const openedTheirs = await measureOpening(browser, theirs, PYINSTRUMENT_ROW);
  await openedTheirs.page.close();
  const resampled = 'pyinstrument: its 1 in 20 samples';
  return [
    {
      what: `${name}: file`,
      unit: 'MB',
      callwise: own.megabytes,
      pyinstrument: wholeMegabytes,
      atMost: 6,
    },
    {
      what: 'the same: writing it',
      unit: 's',
      callwise: own.seconds,
      pyinstrument: whole,
      atMost: whole / 5,
    },
    {
      what: `the same: file (${resampled})`,
      unit: 'MB',
      callwise: own.megabytes,
      pyinstrument: statSync(theirs).size / 1e6,
    },
    { what: `the same: writing it (${resampled})`, unit: 's', callwise: own.seconds, pyinstrument: seconds },
    {
      what: `the same: opening to the first view (${resampled})`,
      unit: 's',
      callwise: opened.openSeconds,
      pyinstrument: openedTheirs.openSeconds,
    },
    {
      what: `the same: heap of the page (${resampled})`,
      unit: 'MB',
      callwise: opened.heapMegabytes,
      pyinstrument: openedTheirs.heapMegabytes,
    },
  ];
}

/** Of rendering alone, without loading the session. */
function pyinstrumentSeconds(file: string, page: string, ...options: readonly string[]): number {
  const script = join(import.meta.dirname, 'write_html.py');
  const printed = execFileSync(oraclePython(), [script, file, page, ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Number(printed);
}

async function largeFigures(folder: string, browser: Browser): Promise<Figure[]> {
  const session = largeSession(1_000_000);
  const nodes = aggregateCalls(buildCallTree(session.samples, 'without-line')).size;
  const { path, megabytes } = write(session, join(folder, 'large.html'));
  const name = `1,000,000 samples, ${nodes.toLocaleString('en')} nodes`;
  const { page, openSeconds } = await measureOpening(browser, path, CALLWISE_ROW);
  const scrolling = await measureScrolling(page);
  const flame = await measureZooming(page, 'Flame graph');
  const timeline = await measureZooming(page, 'Timeline');
  const heap = await heapOf(page);
  await page.close();
  const views = {
    'call tree, scrolled': scrolling,
    'flame graph, zoomed': flame,
    'timeline, zoomed': timeline,
  };
  return [
    { what: `${name}: file`, unit: 'MB', callwise: megabytes },
    { what: 'the same: opening to the first view', unit: 's', callwise: openSeconds, atMost: 1.5 },
    ...Object.entries(views).flatMap(([view, { medianMilliseconds, worstMilliseconds }]): Figure[] => [
      {
        what: `the same: a frame of the ${view}, median`,
        unit: 'ms',
        callwise: medianMilliseconds,
        atMost: 33,
      },
      {
        what: `the same: a frame of the ${view}, worst`,
        unit: 'ms',
        callwise: worstMilliseconds,
        atMost: 60,
      },
    ]),
    { what: 'the same: heap of the page with all three open', unit: 'MB', callwise: heap, atMost: 150 },
  ];
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
