// Pictures for a person to look at: each view in three sizes and both themes, in .cache/report-screenshots.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts';
import { openReport } from '../support/report-page.ts';
import { shopSession } from './example-sessions.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '.cache', 'report-screenshots');
const SIZES = [
  [360, 740],
  [1280, 800],
  [3840, 2160],
] as const;

const skip = skipWithoutBrowser();
let browser: Browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
  mkdirSync(FOLDER, { recursive: true });
});
after(() => browser?.close());

for (const theme of ['light', 'dark'] as const) {
  test(`each view fits its window, ${theme}`, { skip }, async () => {
    const { page, close } = await openReport(browser, shopSession(), { theme, fragment: 'call=1.2' });
    for (const view of ['Call tree', 'Flame graph', 'Timeline', 'Functions', 'Source']) {
      await page.getByRole('tab', { name: view }).click();
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(60);
        const name = `${view.toLowerCase().replace(' ', '-')}-${width}-${theme}.png`;
        await page.screenshot({ path: join(FOLDER, name) });
        const overflow = await page.evaluate(
          "document.querySelector('callwise-report').shadowRoot.querySelector('.report').scrollWidth - innerWidth",
        );
        assert.ok((overflow as number) <= 0, `${name} is ${overflow} pixels too wide`);
      }
    }
    await close();
  });
}

test('a printed report has all rows, and nothing to press', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  await page.emulateMedia({ media: 'print' });
  await page.locator('.toolbar').waitFor({ state: 'hidden' });
  assert.ok((await page.locator('.row').count()) > 8);
  await page.pdf({ path: join(FOLDER, 'print.pdf') });
  await close();
});
