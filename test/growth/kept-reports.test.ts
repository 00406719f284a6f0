import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepReport } from '../../src/cli/report-history.ts';
import { writeSessionFile } from '../../src/formats/pyisession/index.ts';
import { SessionBuilder } from '../../src/session/session-builder.ts';
import type { SessionData } from '../../src/session/session-data.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';

/** As of a program that goes from one state to another all the time, ten calls deep. */
function sessionOf(samples: number): SessionData {
  const builder = new SessionBuilder();
  for (let sample = 0; sample < samples; sample++) {
    const state = (sample * 7919) % 101;
    const frames = Array.from(
      { length: 10 },
      (_, at) => `f${at * state}\0/srv/app/part${at}.py\x00${at}\x01l${state}`,
    );
    builder.addRecord(frames, 0.001 + ((sample * 104_729) % 1000) / 1e7);
  }
  return builder.finish({
    startTime: 1,
    duration: samples / 1000,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: samples,
    startCallStack: ['<module>\0/srv/app/main.py\x001'],
    targetDescription: 'Program: main.py',
    cpuTime: 1,
    sysPath: [],
    sysPrefixes: [],
  });
}

test('a report that nobody asked to keep takes a small part of what its session file does', {
  timeout: 60_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  const session = sessionOf(20_000);
  const path = join(folder, 'plain.pyisession');
  await writeSessionFile(session, path);
  const reports = join(folder, 'reports');
  const kept = statSync(join(reports, `${await keepReport(session, reports)}.pyisession`));
  assert.ok(kept.size * 10 < statSync(path).size, `${kept.size} of ${statSync(path).size} bytes`);
});

test('of large reports fewer are kept, but always the last', {
  timeout: 60_000,
  skip: process.platform !== 'linux' && 'recording needs Linux',
}, async (context) => {
  const data = temporaryFolder(context);
  const reports = join(data, 'callwise', 'reports');
  mkdirSync(reports, { recursive: true });
  const day = (number: number): string => `2026-01-0${number}T00-00-00.pyisession`;
  for (const number of [1, 2, 3, 4]) {
    const path = join(reports, day(number));
    writeFileSync(path, '');
    truncateSync(path, number === 1 ? 1000 : 600 << 20);
    utimesSync(path, number, number);
  }
  const program = 'import time; time.sleep(1)';
  const { stderr } = await runCallwise(['-c', program], { env: { XDG_DATA_HOME: data } });
  const identifier = /--load-prev (\S+)/.exec(stderr)?.[1];
  assert.deepEqual(readdirSync(reports).sort(), [day(4), `${identifier}.pyisession`].sort());
  const again = await runCallwise(['--load-prev', identifier ?? ''], { env: { XDG_DATA_HOME: data } });
  assert.match(again.stdout, /<module> {2}<string>:1/);
});
