import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { renderHtml } from '../../src/api/html-renderer.ts';
import { findFirefox } from '../support/browser.ts';
import { FirefoxPage } from '../support/firefox-page.ts';
import { shopSession } from './example-sessions.ts';

const PICTURES = join(import.meta.dirname, '..', '..', '.cache', 'report-screenshots');

/** For each view what is there once it is drawn: an expression with `root`, the shadow tree of the report. */
const VIEWS = {
  tree: "root.querySelector('.row.active .name')?.textContent === '<module>'",
  flame: 'isPainted()',
  timeline: 'isPainted()',
  functions: "root.querySelector('table')?.textContent.includes('Prices.price')",
  source: "root.querySelector('.view-source')?.textContent.includes('shop.py')",
} as const;

/** Opens a view as a user does and waits until it is drawn; tells what is not there after 10 seconds. */
function opening(view: string, drawn: string): string {
  return `(async () => {
    const root = document.querySelector('callwise-report').shadowRoot;
    const isPainted = () => {
      const canvas = root.querySelector('.flame-stage canvas');
      const pixels = canvas?.getContext('2d').getImageData(2, 0, 1, 30).data ?? [];
      return new Set(new Uint32Array(pixels.buffer ?? [])).size > 1;
    };
    root.querySelector('#tab-${view}').click();
    for (let turn = 0; turn < 100; turn++) {
      if (${drawn}) return 'drawn';
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return 'not drawn: ' + root.querySelector('#view')?.textContent.slice(0, 200);
  })()`;
}

const firefox = findFirefox();

test('a report opens from disk in Firefox, and draws each view', {
  skip: firefox === undefined ? 'there is no Firefox (node scripts/set-up-browser.ts)' : false,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-report-'));
  const path = join(folder, 'report.html');
  writeFileSync(path, renderHtml(shopSession()));
  const page = await FirefoxPage.open(firefox ?? '', pathToFileURL(path).href);
  try {
    mkdirSync(PICTURES, { recursive: true });
    for (const [view, drawn] of Object.entries(VIEWS)) {
      assert.equal(await page.evaluate(opening(view, drawn)), 'drawn', view);
      writeFileSync(join(PICTURES, `${view}-firefox.png`), await page.screenshot());
    }
    assert.deepEqual(page.complaints, []);
  } finally {
    await page.close();
    rmSync(folder, { recursive: true });
  }
});
