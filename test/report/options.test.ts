import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts';
import { openReport } from '../support/report-page.ts';
import { shopSession } from './example-sessions.ts';

const skip = skipWithoutBrowser();
let browser: Browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
});
after(() => browser?.close());

async function untilRow(page: Page, text: string | RegExp): Promise<void> {
  await page.locator('.row', { hasText: text }).first().waitFor();
}

test('options change what is shown, and are remembered', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession());
  await page.getByRole('button', { name: 'Options' }).click();
  await page.getByRole('combobox', { name: 'Time' }).selectOption('Percent of the whole');
  await untilRow(page, '82.3%');
  await page.getByLabel('Full file paths').check();
  await untilRow(page, '/app/shop.py:40');
  await page.getByLabel('Group them, to be opened in place').uncheck();
  await page.locator('.row.group').waitFor({ state: 'detached' });
  await page.getByLabel('Calls of less than, in percent').fill('20');
  await page.locator('.row', { hasText: 'cached' }).waitFor({ state: 'detached' });
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark');
  await page.reload();
  await untilRow(page, '/app/shop.py:40');
  await untilRow(page, '82.3%');
  assert.equal(await page.locator('.row', { hasText: 'cached' }).count(), 0);
  const background = await page.evaluate(
    "getComputedStyle(document.querySelector('callwise-report').shadowRoot.querySelector('.report')).backgroundColor",
  );
  assert.equal(background, 'rgb(19, 20, 25)');
  await page.getByRole('button', { name: 'Options' }).click();
  await page.getByRole('button', { name: 'Reset all options' }).click();
  await untilRow(page, 'cached');
  await page.locator('.row.group').waitFor();
  await close();
});

test('expressions of Python hide and show files, wrong ones say so and change nothing', {
  skip,
}, async () => {
  const { page, close } = await openReport(browser, shopSession());
  await page.getByRole('button', { name: 'Options' }).click();
  const hide = page.getByLabel('Hide files that match');
  await hide.fill('(?P<a');
  await page.getByText('This is not a regular expression').waitFor();
  await untilRow(page, '3 frames hidden');
  await hide.fill('(?s:.*/prices\\.py)\\Z');
  await untilRow(page, /[45] frames hidden/);
  await page.getByLabel('Show files that match').fill('.*');
  await page.locator('.row.group').waitFor({ state: 'detached' });
  await close();
});

test('what the command asked for goes over what is remembered', { skip }, async () => {
  const html = { showAll: true, view: 'functions', title: 'A title' } as const;
  const { page, close } = await openReport(browser, shopSession(), { html });
  await page.getByRole('tab', { name: 'Functions', selected: true }).waitFor();
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'A title');
  assert.equal(await page.title(), 'A title - callwise');
  await page.getByRole('tab', { name: 'Call tree' }).click();
  assert.equal(await page.locator('.row.group').count(), 0);
  await close();
});

test('options close with Escape, which leads back to their button, and with another view', {
  skip,
}, async () => {
  const { page, close } = await openReport(browser, shopSession());
  const button = page.getByRole('button', { name: 'Options', exact: true });
  const panel = page.locator('#options');
  await button.click();
  await page.getByLabel('Hide files that match').press('Escape');
  await panel.waitFor({ state: 'detached' });
  assert.ok(await button.evaluate((element) => element.matches(':focus')));
  await button.press('Enter');
  await panel.waitFor();
  await button.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await button.click();
  await page.getByRole('tab', { name: 'Functions' }).click();
  await panel.waitFor({ state: 'detached' });
  await close();
});
