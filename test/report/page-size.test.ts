import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { renderHtml } from '../../src/api/html-renderer.ts';
import { sessionFromText, sessionText } from '../support/session-from-text.ts';

test('a report without samples has at most 120 kB, and 45 kB on its way through a server', () => {
  const page = Buffer.from(renderHtml(sessionFromText(sessionText([]))));
  assert.ok(page.length <= 120_000, `${page.length} bytes`);
  assert.ok(gzipSync(page).length <= 45_000, `${gzipSync(page).length} bytes`);
});
