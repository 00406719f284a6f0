import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { renderConsole } from '../../src/renderers/console/render-console.ts';
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts';
import { openReport } from '../support/report-page.ts';
import { shopSession } from './example-sessions.ts';

const skip = skipWithoutBrowser();
let browser: Browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
});
after(() => browser?.close());

/** What stands in the rows, in the words of the console report: time, name and position. */
async function rowTexts(page: Page): Promise<string[]> {
  return page.locator('.row').evaluateAll((rows) =>
    rows.map((row) =>
      ['.figure', '.name', '.position', '.group-name']
        .map((part) => row.querySelector(part)?.textContent ?? '')
        .filter((text) => text !== '')
        .join('  '),
    ),
  );
}

test('the call tree says what the console report says', { skip }, async () => {
  const session = shopSession();
  const { page, close } = await openReport(browser, session);
  await page.locator('.tree').press('*');
  const lines = renderConsole(session, { showAll: false })
    .split('Program: shop.py --all\n\n')[1]
    ?.split('\n')
    .filter((line) => line !== '' && !line.includes('hidden]'))
    .map((line) =>
      line
        .replace(/^[^\d[]*/, '')
        .replace(/^([\d.]+) /, '$1  ')
        .replace(/(\[self\]).*/, '$1'),
    );
  // Opened everywhere, the page has the frames that the console hides, and rows to hide them again.
  const rows = (await rowTexts(page)).filter((row) => !row.startsWith('Hide '));
  for (const line of lines ?? []) assert.ok(rows.includes(line), `${line} is not in\n${rows.join('\n')}`);
  assert.equal(rows.length, 16);
  await close();
});

test('every view opens, and the tabs are walked by keys', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  await page.getByRole('tab', { name: 'Call tree' }).focus();
  for (const [name, selector] of [
    ['Flame graph', '.flame canvas'],
    ['Timeline', '.flame canvas'],
    ['Functions', '.functions table'],
    ['Source', '.sources'],
    ['Call tree', '.tree'],
  ] as const) {
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name, selected: true }).waitFor();
    await page.locator(selector).first().waitFor();
  }
  await close();
});

test('a narrow page has all tabs in sight', { skip }, async () => {
  for (const width of [400, 320]) {
    const { page, close } = await openReport(browser, shopSession(), { width });
    const box = await page.getByRole('tab', { name: 'Source' }).boundingBox();
    assert.ok(box && box.x + box.width <= width, JSON.stringify(box));
    await close();
  }
});
