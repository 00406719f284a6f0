import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { SessionData } from '../../src/session/session-data.ts';
import { launchBrowser, skipWithoutBrowser } from '../support/browser.ts';
import { openReport } from '../support/report-page.ts';
import { sessionFromText, sessionText } from '../support/session-from-text.ts';

const skip = skipWithoutBrowser();
let browser: Browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
});
after(() => browser?.close());

const HOSTILE: readonly (readonly [name: string, shown: string])[] = [
  ['</script><script>alert(1)</script>', '</script><script>alert(1)</script>'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['<!--<script>', '<!--<script>'],
  ['&lt;b&gt;', '&lt;b&gt;'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
  ['a\u0007b\u001b[2J', 'a\\x07b\\x1b[2J'],
  ['👩‍👩‍👧‍👦 名前 ñ', '👩‍👩‍👧‍👦 名前 ñ'],
  ['\ud800', '\\ud800'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
];

function hostileSession(): SessionData {
  const root = '<module>\0/app/</script>.py\x001\x01l1';
  const records = HOSTILE.map(
    ([name]) => [[root, `${name}\0/app/${name}/x.py\x001\x01c${name}\x01l2`], 0.5] as const,
  );
  return sessionFromText(
    sessionText(records, { target_description: '</title><script>alert(1)</script>\u202e"\'&' }),
  );
}

test('no name in a profile is more than text', { skip }, async () => {
  const html = { title: '"></callwise-report><script>alert(1)</script>' };
  const { page, close } = await openReport(browser, hostileSession(), { html });
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), html.title);
  const names = await page.locator('.row .name').allTextContents();
  for (const [name, shown] of HOSTILE) {
    const qualified = `${shown}.${shown}`;
    assert.ok(names.includes(qualified), `${JSON.stringify(name)} is not among ${names.join(' | ')}`);
  }
  for (const view of ['Flame graph', 'Timeline', 'Functions', 'Source']) {
    await page.getByRole('tab', { name: view }).click();
  }
  await page.locator('.files button', { hasText: '</script>.py' }).waitFor();
  assert.equal(await page.locator('script:not([type]), img').count(), 1);
  await close();
});

test('names and descriptions of 10 MB, and stacks of 20,000 calls, leave the page in shape', {
  skip,
}, async () => {
  const huge = 'x'.repeat(10_000_000);
  const deep = Array.from(
    { length: 20_000 },
    (_, depth) => `f${depth % 7}\0/app/deep.py\x00${depth % 7}\x01l9`,
  );
  const session = sessionFromText(
    sessionText(
      [
        [['main\0/app/m.py\x001', `${huge}\0/app/${huge}.py\x001\x01c${huge}`], 1],
        [['main\0/app/m.py\x001', ...deep], 1],
      ],
      { target_description: huge, sys_path: ['/app'] },
    ),
  );
  const { page, close } = await openReport(browser, session, { html: { showAll: true } });
  await page.locator('.tree').press('*');
  await page.locator('.tree').press('End');
  assert.equal(await page.locator('.row.active').getAttribute('aria-level'), '20001');
  for (const view of ['Flame graph', 'Timeline', 'Functions', 'Source', 'Call tree']) {
    await page.getByRole('tab', { name: view }).click();
    await page.getByRole('tab', { name: view, selected: true }).waitFor();
  }
  await page.getByRole('button', { name: 'Invert' }).click();
  await page.locator('.row', { hasText: '[root]' }).waitFor();
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 1280);
  await close();
});

test('a session without samples says why there is nothing to see', { skip }, async () => {
  const { page, close } = await openReport(browser, sessionFromText(sessionText([])));
  for (const view of ['Call tree', 'Flame graph', 'Timeline', 'Functions']) {
    await page.getByRole('tab', { name: view }).click();
    await page.getByText('No samples were recorded').waitFor();
    await page.getByText('The recording ended before anything was sampled.').waitFor();
  }
  await close();
});

test('times that no clock gives are shown', { skip }, async () => {
  const records = [
    [['a\0/app/a.py\x001'], Number.NaN],
    [['b\0/app/a.py\x002'], Number.POSITIVE_INFINITY],
    [['c\0/app/a.py\x003'], -1],
  ] as const;
  const session = sessionFromText(sessionText(records, { start_time: Number.NaN, duration: 1e300 }));
  const { page, close } = await openReport(browser, session);
  for (const view of ['Flame graph', 'Timeline', 'Functions', 'Source', 'Call tree']) {
    await page.getByRole('tab', { name: view }).click();
    await page.getByRole('tab', { name: view, selected: true }).waitFor();
  }
  await page.getByText('unknown').waitFor();
  await close();
});

test('a function without a name has a word for it, and a path of 10 kB leaves a name whole', {
  skip,
}, async () => {
  const main = '<module>\0/app/main.py\x001';
  const records: [string[], number][] = [
    [[main, `work_on_it\0/${'folder/'.repeat(1500)}a.py\x005`], 1],
    [[main, '\0/app/b.py\x005'], 1],
  ];
  const { page, close } = await openReport(browser, sessionFromText(sessionText(records, { duration: 2 })));
  await page.locator('.row .name', { hasText: '<unnamed>' }).waitFor();
  const name = page.locator('.row .name', { hasText: 'work_on_it' });
  await name.click();
  for (const shown of [name, page.locator('.selection-name')])
    assert.ok(await shown.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth));
  await page.getByRole('tab', { name: 'Functions' }).click();
  await page.getByRole('button', { name: '<unnamed>', exact: true }).waitFor();
  await close();
});

test('samples without time are no empty timeline', { skip }, async () => {
  const session = sessionFromText(sessionText([[['<module>\0/app/main.py\x001'], 0]], { duration: 1 }));
  const { page, close } = await openReport(browser, session);
  for (const view of ['Timeline', 'Flame graph', 'Functions']) {
    await page.getByRole('tab', { name: view }).click();
    await page.getByText('The samples have no time').waitFor();
  }
  await close();
});
