import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
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

function fragmentOf(page: Page): string {
  return decodeURIComponent(new URL(page.url()).hash.slice(1));
}

/** Names and times of the tree's rows, in order. */
async function rowsOf(page: Page): Promise<string[]> {
  return page
    .locator('.row.call')
    .evaluateAll((rows) =>
      rows.map(
        (row) => `${row.querySelector('.figure')?.textContent} ${row.querySelector('.name')?.textContent}`,
      ),
    );
}

/** Until the call of that name is the active one. */
async function untilActive(page: Page, name: string): Promise<void> {
  await page
    .locator('.row.active .name', { hasText: new RegExp(`^${name.replaceAll(/\W/g, '\\$&')}$`) })
    .waitFor();
}

test('search counts functions, files and classes, and goes from match to match', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  const search = page.getByRole('searchbox');
  for (const [query, count] of [
    ['price()', 0],
    ['decoder.py', 2],
    ['PRICE', 3],
    ['jsondecoder', 2],
  ] as const) {
    await search.fill(query);
    await page.locator('.matches', { hasText: `${count} found` }).waitFor();
  }
  await search.press('Enter');
  await untilActive(page, 'JSONDecoder.decode');
  await search.press('Enter');
  await untilActive(page, 'JSONDecoder.raw_decode');
  await page.locator('.matches', { hasText: '2/2' }).waitFor();
  await search.press('Enter');
  await untilActive(page, 'JSONDecoder.decode');
  await search.press('Shift+Enter');
  await page.locator('.matches', { hasText: '2/2' }).waitFor();
  assert.match(fragmentOf(page), /q=jsondecoder/);
  await search.press('Escape');
  assert.equal(await search.inputValue(), '');
  await close();
});

test('search says how many functions the tree leaves out, and other views find them', { skip }, async () => {
  const records = Array.from({ length: 1200 }, (_, at): [string[], number] => [
    ['main\0/app/a.py\x001', `short${at}\0/app/a.py\x00${at}`],
    0.001,
  ]);
  records.push([['main\0/app/a.py\x001', 'short of nothing\0/app/a.py\x002000'], 5]);
  const { page, close } = await openReport(browser, sessionFromText(sessionText(records, { duration: 6 })));
  const found = page.locator('.matches');
  await page.getByRole('searchbox').fill('short');
  await found.getByText('1 found, 1,200 left out', { exact: true }).waitFor();
  await page.getByRole('searchbox').press('Enter');
  await found.getByText('1/1, 1,200 left out', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Functions' }).click();
  await found.getByText('1/1,201', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Call tree' }).click();
  await page.getByRole('searchbox').fill('nothing');
  await found.getByText('1 found', { exact: true }).waitFor();
  await close();
});

test('a focus shows a function as the root, and the back button leaves it', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  await page.locator('.row', { hasText: 'Prices.price' }).first().click();
  await page.getByRole('button', { name: 'Focus' }).click();
  await page.locator('.filter', { hasText: 'Focus on Prices.price' }).waitFor();
  assert.deepEqual(await rowsOf(page), ['7.125 Prices.price', '6.500 [self]', '0.625 sleep']);
  await page.goBack();
  await page.locator('.filter').waitFor({ state: 'detached' });
  assert.equal((await rowsOf(page))[0], '9.875 <module>');
  await page.goForward();
  await page.locator('.filter').waitFor();
  await page.getByRole('button', { name: 'Remove: Focus on Prices.price' }).click();
  assert.equal((await rowsOf(page))[0], '9.875 <module>');
  await close();
});

test('hiding a function gives its time to its callers', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  await page.locator('.row', { hasText: 'Prices.price' }).first().click();
  await page.getByRole('button', { name: 'Hide', exact: true }).click();
  await page.locator('.filter', { hasText: 'Without Prices.price' }).waitFor();
  const rows = await rowsOf(page);
  assert.ok(rows.includes('5.000 [self]') && !rows.some((row) => row.includes('Prices.price')), rows.join());
  await close();
});

test('inverted, the functions with time of their own come first, above their callers', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  await page.getByRole('button', { name: 'Invert' }).click();
  const rows = await rowsOf(page);
  assert.deepEqual(rows.slice(0, 3), ['9.875 [root]', '6.500 Prices.price', '5.000 Shop.report']);
  assert.equal(fragmentOf(page), 'invert');
  await close();
});

test('merged recursion shows a function once on a path', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  await page.locator('.tree').press('*');
  const cachedRows = async (): Promise<number> =>
    (await rowsOf(page)).filter((row) => row.endsWith(' cached')).length;
  assert.equal(await cachedRows(), 2);
  await page.getByRole('button', { name: 'Merge recursion' }).click();
  await page.locator('.tree').press('*');
  assert.equal(await cachedRows(), 1);
  await close();
});

test('a time that is selected by mouse or keys is what all views show', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  const box = await page.locator('.strip').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.9, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await page.locator('.filter', { hasText: 'Time' }).waitFor();
  assert.match((await rowsOf(page))[0] ?? '', /^0\.98\d <module>$/);
  await page.getByRole('slider', { name: 'Start of the time range' }).press('Home');
  await page.locator('.filter').waitFor({ state: 'detached' });
  await page.getByRole('slider', { name: 'End of the time range' }).press('PageDown');
  assert.equal(fragmentOf(page), 'range=0-8.8875');
  for (const view of ['Functions', 'Source']) {
    await page.getByRole('tab', { name: view }).click();
    await page.locator('td.figure, .files .figure').first().waitFor();
  }
  await page.getByRole('tab', { name: 'Functions' }).click();
  const totals = await page.locator('.functions tbody tr').allTextContents();
  assert.ok(
    totals.some((text) => text.includes('8.887<module>')),
    totals.join('\n'),
  );
  await close();
});

test('an address shows the same again', { skip }, async () => {
  const session = shopSession();
  const first = await openReport(browser, session);
  await first.page.getByRole('button', { name: 'Invert' }).click();
  await first.page.getByRole('tab', { name: 'Functions' }).click();
  await first.page.locator('.table-scroller').getByRole('button', { name: 'Shop.report' }).click();
  await first.page.getByRole('searchbox').fill('shop');
  await first.page.waitForURL(/q=shop/);
  const fragment = new URL(first.page.url()).hash.slice(1);
  const rows = await first.page.locator('.functions .active').allTextContents();
  await first.close();
  const second = await openReport(browser, session, { fragment });
  assert.deepEqual(await second.page.locator('.functions .active').allTextContents(), rows);
  assert.equal(await second.page.getByRole('searchbox').inputValue(), 'shop');
  assert.equal(
    await second.page.getByRole('button', { name: 'Invert' }).getAttribute('aria-pressed'),
    'true',
  );
  await second.close();
});

test('an address that says nonsense shows the report all the same', { skip }, async () => {
  const fragment = 'view=nothing&focus=99999&hide=x.-1&range=9-1&call=7.7.7&q=%E0%A4%A&zoom=a-b';
  const { page, close } = await openReport(browser, shopSession(), { fragment });
  assert.equal((await rowsOf(page))[0], '9.875 <module>');
  await close();
});

test('the stack of a call is copied as text', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('.row', { hasText: 'Prices.price' }).first().click();
  await page.getByRole('button', { name: 'Copy stack' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(
    await page.evaluate('navigator.clipboard.readText()'),
    '<module>  shop.py:1\nShop.report  shop.py:40\nPrices.price  prices.py:10',
  );
  await close();
});

test('keys walk the tree, open and close it', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  const tree = page.locator('.tree');
  await tree.focus();
  await tree.press('ArrowDown');
  await untilActive(page, 'Shop.report');
  await tree.press('ArrowLeft');
  assert.equal(await page.locator('.row.active').getAttribute('aria-expanded'), 'false');
  await tree.press('ArrowRight');
  await tree.press('ArrowRight');
  await untilActive(page, 'Prices.price');
  await tree.press('End');
  await tree.press('Home');
  await untilActive(page, '<module>');
  assert.equal(
    await tree.getAttribute('aria-activedescendant'),
    await page.locator('.row.active').getAttribute('id'),
  );
  await close();
});

test('library frames are a group that opens in place', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  const group = page.locator('.row.group');
  assert.match((await group.textContent()) ?? '', /3 frames hidden\s*json/);
  await group.click();
  await page.locator('.row', { hasText: 'JSONDecoder.raw_decode' }).waitFor();
  await group.click();
  await page.locator('.row', { hasText: 'JSONDecoder.raw_decode' }).waitFor({ state: 'detached' });
  await close();
});
