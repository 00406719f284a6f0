import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readSessionFile } from '../formats/pyisession/index.ts';
import { SessionBuilder } from '../session/session-builder.ts';
import type { SessionData } from '../session/session-data.ts';
import { findReport, keepReport } from './report-history.ts';

function sessionAt(startTime: number, targetDescription = ''): SessionData {
  return new SessionBuilder().finish({
    startTime,
    duration: 1,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: 0,
    startCallStack: [],
    targetDescription,
    cpuTime: 0,
    sysPath: [],
    sysPrefixes: [],
  });
}

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'not', 'yet');
}

const localNoon = new Date(2026, 0, 2, 12, 0, 5).getTime() / 1000;

test('the identifier is the local time of the start', async (context) => {
  const folder = folderFor(context);
  assert.equal(await keepReport(sessionAt(localNoon + 0.9), folder), '2026-01-02T12-00-05');
  assert.equal(
    await findReport('2026-01-02T12-00-05', folder),
    join(folder, '2026-01-02T12-00-05.pyisession'),
  );
});

test('a folder that cannot be made is an error, not a wait without end', {
  skip: process.platform !== 'linux' && 'only Linux has such a folder',
}, async () => {
  await assert.rejects(keepReport(sessionAt(localNoon), '/proc/callwise/reports'), { code: 'ENOENT' });
});

test('reports of the same second are all kept, also when they are made at once', async (context) => {
  const folder = folderFor(context);
  const names = ['a', 'b', 'c', 'd'];
  const identifiers = await Promise.all(names.map((name) => keepReport(sessionAt(localNoon, name), folder)));
  assert.equal(new Set(identifiers).size, 4);
  const descriptions = await Promise.all(
    identifiers.map(async (identifier) => {
      const session = await readSessionFile(await findReport(identifier, folder));
      return session.targetDescription;
    }),
  );
  assert.deepEqual(descriptions, names);
});

test('the ten newest are kept, and files of others are left alone', async (context) => {
  const folder = folderFor(context);
  const identifiers: string[] = [];
  for (let n = 0; n < 14; n++) {
    identifiers.push(await keepReport(sessionAt(localNoon - n), folder));
    if (n === 0) writeFileSync(join(folder, 'notes.txt'), '');
  }
  const kept = identifiers.slice(-10).map((identifier) => `${identifier}.pyisession`);
  assert.deepEqual(readdirSync(folder).sort(), [...kept, 'notes.txt'].sort());
});

test('a failure leaves no empty report behind', async (context) => {
  const folder = folderFor(context);
  await keepReport(sessionAt(localNoon), folder);
  const broken = { ...sessionAt(localNoon + 1), samples: undefined } as unknown as SessionData;
  await assert.rejects(keepReport(broken, folder));
  assert.deepEqual(readdirSync(folder), ['2026-01-02T12-00-05.pyisession']);
});
