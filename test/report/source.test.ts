import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts';
import { openReport } from '../support/report-page.ts';
import { temporaryFolder } from '../support/run-callwise.ts';
import { sessionFromText, sessionText } from '../support/session-from-text.ts';
import { shopSession } from './example-sessions.ts';

const skip = skipWithoutBrowser();
let browser: Browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
});
after(() => browser?.close());

test('lines have their time beside the text that was embedded', { skip }, async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, 'app.py');
  writeFileSync(path, 'def slow():\n\twork(</script>)\n\nslow()\n');
  writeFileSync(join(folder, 'secret.txt'), 'a password');
  const session = sessionFromText(
    sessionText([
      [[`<module>\0${path}\x001\x01l4`, `slow\0${path}\x001\x01l2`], 1.5],
      [[`<module>\0${path}\x001\x01l4`, `stolen\0${join(folder, 'secret.txt')}\x001\x01l1`], 0.25],
    ]),
  );
  const html = { view: 'source', embedSource: true } as const;
  const { page, close } = await openReport(browser, session, { html });
  const rows = page.locator('.source tbody tr');
  assert.deepEqual(await rows.locator('td').allTextContents(), [
    ...['', '', '1', 'def slow():'],
    ...['1.500', '1.500', '2', '    work(</script>)'],
    ...['', '', '3', ''],
    ...['', '1.750', '4', 'slow()'],
    ...['', '', '5', ''],
  ]);
  await page.locator('.files button', { hasText: 'secret.txt' }).click();
  await page.getByText('the text of the file was not embedded').waitFor();
  assert.equal(await page.getByText('a password').count(), 0);
  await close();
});

test('without embedded text the lines with time have the names of their functions', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession(), { html: { view: 'source' } });
  await page.locator('.files button', { hasText: 'prices.py' }).click();
  const cells = await page.locator('.source tbody td').allTextContents();
  assert.deepEqual(cells, ['6.500', '7.125', '14', 'Prices.price', '', '2.500', '33', 'Prices.load']);
  await close();
});
