import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { renderHtml } from '../../src/api/html-renderer.ts';
import type { HtmlOptions } from '../../src/renderers/html/html-options.ts';
import type { SessionData } from '../../src/session/session-data.ts';

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  /** What stands behind `#` in the address. */
  readonly fragment?: string;
  readonly html?: HtmlOptions;
}

/** A report opened from disk. `close` fails when the page complained or asked for anything. */
export interface ReportPage {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

export async function openReport(
  browser: Browser,
  session: SessionData,
  options: OpenOptions = {},
): Promise<ReportPage> {
  return openHtml(browser, renderHtml(session, options.html), options);
}

export async function openHtml(
  browser: Browser,
  html: string,
  options: OpenOptions = {},
): Promise<ReportPage> {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-report-'));
  const path = join(folder, 'report.html');
  writeFileSync(path, html);
  const { width = 1280, height = 800, theme = 'light', fragment = '' } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  const page = await context.newPage();
  const address = pathToFileURL(path).href;
  const complaints = listenToComplaints(page, address);
  await page.goto(fragment === '' ? address : `${address}#${fragment}`);
  await page.locator('callwise-report .report').first().waitFor();
  return {
    page,
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
      assert.deepEqual(complaints, []);
    },
  };
}

function listenToComplaints(page: Page, address: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) complaints.push(`request: ${request.url().slice(0, 200)}`);
  });
  return complaints;
}
