import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { NO_STATISTICS } from '../../src/session/sampling-statistics.ts';
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts';
import { openReport } from '../support/report-page.ts';
import { sessionFromText, sessionText } from '../support/session-from-text.ts';
import { shopSession } from './example-sessions.ts';

const skip = skipWithoutBrowser();
let browser: Browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
});
after(() => browser?.close());

function sentencesOf(page: Page): Promise<string[]> {
  return page.getByRole('list', { name: 'What the recording says' }).getByRole('listitem').allTextContents();
}

async function follow(page: Page, link: string): Promise<void> {
  await page.getByRole('listitem').getByRole('button', { name: link, exact: true }).click();
}

test('three sentences say where the time is, and lead there', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  assert.deepEqual(await sentencesOf(page), [
    '57.0% of the time is in Prices.price; the longest call below it, sleep, has 6.3%.',
    '31.6% of the time runs in library code; the program spends the most in calls to loads (25.3%).',
    'The program computed for 75.0% of the time. The other 25.0% it waited: for input, output, locks or a free processor.',
  ]);
  await follow(page, 'the time');
  await page.getByRole('tab', { name: 'Timeline', selected: true }).waitFor();
  await follow(page, 'loads');
  await page.locator('.row.active', { hasText: 'loads' }).waitFor();
  await close();
});

test('of a selected time, the sentences say what is known of it', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession(), { fragment: 'range=0-0.125' });
  const [hottest, libraries, waiting] = await sentencesOf(page);
  assert.equal(hottest, '100.0% of the time is in _scan_once.');
  assert.match(libraries ?? '', /^100\.0% of the time runs in library code; .* loads \(100\.0%\)\.$/);
  assert.match(waiting ?? '', /^The program computed for 75\.0% of the whole recording\./);
  await close();
});

test('a program that is all libraries is seen whole, and its largest library is named', {
  skip,
}, async () => {
  const frames = [
    '<module>\0/usr/bin/tool\x001',
    'main\0/usr/lib/python3.12/tool/cli.py\x001',
    'run\0/usr/lib/python3.12/tool/cli.py\x0010',
    'parse\0/usr/lib/python3.12/tool/cli.py\x0020',
    'dumps\0/usr/lib/python3.12/json/__init__.py\x001',
  ];
  const session = sessionFromText(
    sessionText([
      [frames.slice(0, 4), 0.125],
      [frames, 0.875],
    ]),
  );
  const { page, close } = await openReport(browser, session);
  await page.locator('.row.call', { hasText: 'parse' }).waitFor();
  await page.locator('.row.group', { hasText: 'Hide 3 frames' }).click();
  await page.locator('.row.call', { hasText: 'parse' }).waitFor({ state: 'detached' });
  assert.equal(
    (await sentencesOf(page))[1],
    '100.0% of the time runs in library code, the most in json (87.5%).',
  );
  await follow(page, 'json');
  await page.locator('.matches', { hasText: '1 found' }).waitFor();
  await page.getByRole('tab', { name: 'Functions', selected: true }).waitFor();
  await close();
});

test('a program that never waited is not said to have waited', { skip }, async () => {
  const { page, close } = await openReport(browser, { ...shopSession(), cpuTime: 10 });
  assert.equal((await sentencesOf(page))[2], 'The program computed for 100.0% of the time.');
  await close();
});

test('samples that were lost are told of, where the sampler counted them', { skip }, async () => {
  const session = shopSession();
  const dropped = async (sampling?: Partial<typeof NO_STATISTICS>): Promise<string[]> => {
    const told =
      sampling === undefined ? session : { ...session, sampling: { ...NO_STATISTICS, ...sampling } };
    const { page, close } = await openReport(browser, told);
    const texts = await page.locator('.facts div', { hasText: 'Dropped' }).locator('dd').allTextContents();
    await close();
    return texts;
  };
  assert.deepEqual(await dropped(), []);
  assert.deepEqual(await dropped({ ticks: 64, recorded: 64 }), ['none']);
  assert.deepEqual(await dropped({ ticks: 64, recorded: 60, cut: 2, dropped: 4 }), ['9.4%']);
});
