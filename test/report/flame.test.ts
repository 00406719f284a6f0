import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts';
import { openReport } from '../support/report-page.ts';
import { shopSession } from './example-sessions.ts';

const skip = skipWithoutBrowser();
let browser: Browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
});
after(() => browser?.close());

function stageOf(page: Page): Locator {
  return page.locator('.flame-stage');
}

async function untilSelected(page: Page, name: string): Promise<void> {
  await page.locator('.selection-name', { hasText: name }).waitFor();
}

/** The colour of a pixel of the canvas, as `r,g,b`. */
async function colorAt(page: Page, x: number, y: number): Promise<string> {
  return page.evaluate(`{
    const { shadowRoot } = document.querySelector('callwise-report');
    const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    copy.drawImage(shadowRoot.querySelector('.flame-stage canvas'), -${Math.floor(x)}, -${y});
    Array.from(copy.getImageData(0, 0, 1, 1).data.slice(0, 3)).join();
  }`);
}

async function untilPainted(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

test('in the flame graph callees stand below, the longest left', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession(), { fragment: 'view=flame' });
  const stage = stageOf(page);
  const box = await stage.boundingBox();
  assert.ok(box);
  // 9.875 s: the report of 8.125 s left of the cached one, prices left of loading in it.
  for (const [share, row, name] of [
    [0.5, 0, '<module>'],
    [0.4, 1, 'Shop.report'],
    [0.1, 2, 'Prices.price'],
    [0.7, 2, 'Prices.load'],
    [0.9, 1, 'cached'],
  ] as const) {
    await stage.click({ position: { x: box.width * share, y: row * 19 + 9 } });
    await untilSelected(page, name);
  }
  await stage.click({ position: { x: box.width * 0.9, y: 300 } });
  await page.locator('.selection').waitFor({ state: 'detached' });
  await untilPainted(page);
  assert.equal(await colorAt(page, box.width * 0.9, 300), '255,255,255');
  assert.notEqual(await colorAt(page, box.width * 0.9, 21), '255,255,255');
  await close();
});

test('keys go from call to call and zoom', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession(), { fragment: 'view=flame' });
  const stage = stageOf(page);
  for (const [key, name] of [
    ['ArrowDown', '<module>'],
    ['ArrowDown', 'Shop.report'],
    ['ArrowRight', 'cached'],
    ['ArrowLeft', 'Shop.report'],
    ['ArrowDown', 'Prices.price'],
    ['ArrowUp', 'Shop.report'],
  ] as const) {
    await stage.press(key);
    await untilSelected(page, name);
  }
  await stage.press('Enter');
  await page.waitForURL(/zoom=0-8\.125/);
  await stage.press('Escape');
  await page.waitForURL((url) => !url.hash.includes('zoom'));
  await stage.press('+');
  await page.waitForURL(/zoom=1\.64\d+-8\.22\d+/);
  await close();
});

test('the wheel zooms at the pointer, dragging moves, a double click zooms to a call', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession(), { fragment: 'view=timeline' });
  const box = await stageOf(page).boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x, box.y + 60);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -500);
  await page.keyboard.up('Control');
  await page.waitForURL(/zoom=0-3\.63/);
  await page.mouse.move(box.x + 400, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 272, box.y + 60, { steps: 3 });
  await page.mouse.up();
  await page.waitForURL(/zoom=0\.36\d*-3\.99/);
  await page.getByRole('button', { name: 'Select this time' }).click();
  await page.locator('.filter', { hasText: 'Time 363 ms to 3.996 s' }).waitFor();
  await page.getByRole('button', { name: 'Remove: Time' }).click();
  await stageOf(page).dblclick({ position: { x: 5, y: 28 } });
  await page.waitForURL(/zoom=0-8\.125/);
  await close();
});

test('a search paints what it has not found faintly', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession(), { fragment: 'view=flame' });
  await untilPainted(page);
  const before = await colorAt(page, 300, 28);
  await page.getByRole('searchbox').fill('json');
  await page.locator('.matches', { hasText: '5 found' }).waitFor();
  await untilPainted(page);
  assert.notEqual(await colorAt(page, 300, 28), before);
  assert.equal(await colorAt(page, 300, 28), '239,235,229');
  await page.getByRole('searchbox').press('Enter');
  await untilSelected(page, 'loads');
  await close();
});

test('hovering says what a call is and took', { skip }, async () => {
  const { page, close } = await openReport(browser, shopSession(), { fragment: 'view=flame' });
  await stageOf(page).hover({ position: { x: 100, y: 47 } });
  await page.locator('.tip', { hasText: 'Prices.price5.625 (57.0%), self 5.000prices.py:10' }).waitFor();
  await close();
});
