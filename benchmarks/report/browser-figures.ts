import { pathToFileURL } from 'node:url';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { type FrameFigures, traceFrames } from './frame-trace.ts';

export interface OpeningFigures {
  /** From the start of the navigation to the first row of calls on the screen. */
  readonly openSeconds: number;
  readonly heapMegabytes: number;
}

/** Runs in the page: waits until the expression finds something, then one more frame. */
function watcher(expression: string): string {
  return `{
    const look = () => {
      if (!(${expression})) requestAnimationFrame(look);
      else requestAnimationFrame(() => { window.openedAfter = performance.now(); });
    };
    look();
  }`;
}

export const CALLWISE_ROW = "document.querySelector('callwise-report')?.shadowRoot?.querySelector('.row')";
export const PYINSTRUMENT_ROW = "document.querySelector('#app .frame')";

/** Opens a page from disk; it stays open. */
export async function measureOpening(
  browser: Browser,
  path: string,
  firstRow: string,
): Promise<OpeningFigures & { readonly page: Page }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(watcher(firstRow));
  await page.goto(pathToFileURL(path).href);
  // The policy of the page forbids what waits for an expression in it.
  let openedAfter: unknown;
  while (openedAfter === undefined) {
    await page.waitForTimeout(250);
    openedAfter = await page.evaluate('window.openedAfter');
  }
  const openSeconds = Number(openedAfter) / 1000;
  return { page, openSeconds, heapMegabytes: await heapOf(page) };
}

/** What scripts hold after a collection, typed arrays included. */
export async function heapOf(page: Page): Promise<number> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as {
    readonly usedSize: number;
    readonly backingStorageSize?: number;
  };
  await session.detach();
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6;
}

/** Zooms in and out of a flame graph and scrolls through it, a step a frame. */
export async function measureZooming(page: Page, view: string): Promise<FrameFigures> {
  await page.getByRole('tab', { name: view }).click();
  const box = await page.locator('.flame-stage').boundingBox();
  if (box === null) throw new Error(`there is no ${view}`);
  await page.mouse.move(box.x + box.width * 0.4, box.y + 100);
  await settle(page);
  return traceFrames(page, async () => {
    await page.keyboard.down('Control');
    for (let step = 0; step < 40; step++) await page.mouse.wheel(0, step < 25 ? -80 : 100);
    await page.keyboard.up('Control');
    for (let step = 0; step < 20; step++) await page.mouse.wheel(25, 15);
    await settle(page);
  });
}

/** Scrolls through the call tree, opened everywhere. */
export async function measureScrolling(page: Page): Promise<FrameFigures> {
  await page.getByRole('tab', { name: 'Call tree' }).click();
  await page.locator('.tree').press('*');
  await page.locator('.tree').hover({ position: { x: 400, y: 200 } });
  await settle(page);
  return traceFrames(page, async () => {
    for (let step = 0; step < 60; step++) await page.mouse.wheel(0, 300);
    await settle(page);
  });
}

async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(1000);
}
