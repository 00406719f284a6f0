import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { renderHtml } from '../../src/api/html-renderer.ts';
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts';
import { openHtml } from '../support/report-page.ts';
import { shopSession } from './example-sessions.ts';

const skip = skipWithoutBrowser();
let browser: Browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
});
after(() => browser?.close());

test('fragments stand in a page of others, which they leave as it is', { skip }, async () => {
  const session = shopSession();
  const first = renderHtml(session, { fragment: true, title: 'First' });
  const second = renderHtml(session, { fragment: true, view: 'functions' });
  const names = '<script>window.namesBefore = Object.getOwnPropertyNames(window).length</script>';
  const html = `<!DOCTYPE html><meta charset="utf-8"><style>div, span { color: red !important }</style>${names}<p>Text</p>${first}<p>More</p>${second}`;
  const { page, close } = await openHtml(browser, html, { fragment: 'chapter' });
  const reports = page.locator('callwise-report');
  assert.equal(await reports.count(), 2);
  await reports.nth(0).getByRole('heading', { name: 'First' }).waitFor();
  await reports.nth(1).getByRole('tab', { name: 'Functions', selected: true }).waitFor();
  assert.ok(((await reports.nth(0).boundingBox())?.height ?? 0) <= 520);
  await reports.nth(0).getByRole('tab', { name: 'Timeline' }).click();
  await reports.nth(0).locator('.flame').waitFor();
  assert.equal(new URL(page.url()).hash, '#chapter');
  // The names of the page but for the one that the test sets.
  assert.equal(await page.evaluate('Object.getOwnPropertyNames(window).length - window.namesBefore'), 1);
  await close();
});

test('an element that is made by a script, as notebooks do, opens too', { skip }, async () => {
  const element = renderHtml(shopSession(), { fragment: true });
  const { page, close } = await openHtml(
    browser,
    `<!DOCTYPE html><meta charset="utf-8">${element}<div id="cell"></div>`,
  );
  await page.evaluate(
    "document.getElementById('cell').append(document.querySelector('callwise-report').cloneNode(true))",
  );
  await page.locator('#cell callwise-report .row').first().waitFor();
  await close();
});
