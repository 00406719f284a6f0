import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts';
import { openReport } from '../support/report-page.ts';
import { shopSession } from './example-sessions.ts';

const skip = skipWithoutBrowser();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
});
after(() => browser?.close());

async function listViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const results: AxeResults = await page.evaluate('axe.run()');
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
  );
}

for (const theme of ['light', 'dark'] as const) {
  for (const [view, fragment] of [
    ['tree', 'call=1.2&q=json'],
    ['flame', 'view=flame&call=1'],
    ['timeline', 'view=timeline&range=1-3'],
    ['functions', 'view=functions&focus=1'],
    ['source', 'view=source'],
  ] as const) {
    test(`axe finds nothing in the ${view} view, ${theme}`, { skip }, async () => {
      const { page, close } = await openReport(browser, shopSession(), { theme, fragment });
      await page.getByRole('button', { name: 'Options' }).click();
      await page.waitForTimeout(200);
      assert.deepEqual(await listViolations(page), []);
      await close();
    });
  }
}
