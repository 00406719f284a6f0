import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallwiseError } from '../../model/callwise-error.ts';
import { NO_STATISTICS, type SamplingStatistics } from '../../session/sampling-statistics.ts';
import { SessionBuilder } from '../../session/session-builder.ts';
import type { SessionData, SessionFacts } from '../../session/session-data.ts';
import { CONSOLE_OPTIONS, parseRenderOptions } from '../render-options.ts';
import { consoleReport } from './console-report.ts';
import { renderConsole } from './render-console.ts';
import { samplingNote } from './sampling-note.ts';

function session(
  records: readonly (readonly [readonly string[], number])[],
  facts: Partial<SessionFacts> = {},
): SessionData {
  const builder = new SessionBuilder();
  for (const [frames, seconds] of records) builder.addRecord(frames, seconds);
  return builder.finish({
    startTime: 0,
    duration: 1,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: records.length,
    startCallStack: [],
    targetDescription: 'Program: app.py',
    cpuTime: 1,
    sysPath: [],
    sysPrefixes: [],
    ...facts,
  });
}

test('no name reaches the terminal as a command', () => {
  const hostile = '\x1b]0;x\x07\u202e\x9b1m\n';
  const text = renderConsole(
    session([[[`f${hostile}\x00/a${hostile}.py\x001\x01cC${hostile}`], 1]], { targetDescription: hostile }),
    { unicode: true },
  );
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  assert.match(text, /C\\x1b\]0;x\\x07\\u202e\\x9b1m\\x0a\.f\\x1b/);
});

test('a flat list of total times sums the calls and counts recursion once', () => {
  const text = renderConsole(
    session([
      [['main', 'f', 'f'], 1],
      [['main', 'g', 'f'], 2],
    ]),
    { flat: true, flatTime: 'total' },
  );
  assert.match(text, /\n3\.000 main {2}\n3\.000 f {2}\n/);
});

test('hidden frames are named by their packages, of Python and of npm', () => {
  const files = [
    'a',
    'py/sub/x.py',
    'n/node_modules/@s/p/i.js',
    'n/node_modules/q/node_modules/r/i.js',
    'mod.py',
  ];
  const frames = files.map((file, at) => `f${at}\x00/usr/lib/${file}\x001`);
  const own = 'main\x00/app/main.py\x001';
  const facts = { sysPath: ['/app', '/usr/lib'], sysPrefixes: ['/usr'] };
  const text = renderConsole(session([[[own, ...frames, 'end\x00/usr/lib/end.py\x001'], 1]], facts));
  assert.match(text, /\[4 frames hidden\] {2}py, @s\/p, r, mod\n/);
});

test('a stack of 100,000 calls can be reported', () => {
  const frames = Array.from({ length: 100_000 }, (_, depth) => `f${depth}\x00/a.py\x001`);
  const text = renderConsole(session([[frames, 1]]), { showAll: true });
  assert.match(text, /\n\[level 99999\] 1\.000 f99999 {2}\/a\.py:1\n/);
});

test('the sampler says what it did, and what it could not do', () => {
  const sampling = { ...NO_STATISTICS, ticks: 9, recorded: 9, cpuSeconds: 0.02 };
  const noteOf = (counts: Partial<SamplingStatistics>): string | undefined =>
    samplingNote(session([], { duration: 1, sampling: { ...sampling, ...counts } }));
  assert.equal(samplingNote(session([])), undefined);
  assert.equal(noteOf({}), 'Sampling: 9 of 9 ticks, 2.0 % of a core.');
  assert.equal(
    noteOf({ late: 1, missed: 2, dropped: 1, droppedSeconds: 0.001, cut: 3, retries: 4 }),
    'Sampling: 9 of 11 ticks, 1 late, 1 sample dropped (0.001 s), 3 samples cut to the outer calls, 4 reads repeated, 2.0 % of a core.',
  );
  assert.equal(
    noteOf({ stoppedSeconds: 0.5, idleThreads: 1 }),
    'Sampling: 9 of 9 ticks, program stopped for 50.0 % of the time, 2.0 % of a core.\n1 thread only waited for work and is left out; --threads all records it.',
  );
});

test('what the sampler says is printed within 80 columns', () => {
  const counts = {
    ticks: 9,
    missed: 2,
    recorded: 9,
    late: 1,
    dropped: 1,
    cut: 3,
    retries: 4,
    cpuSeconds: 0.02,
  };
  const sampling = { ...NO_STATISTICS, ...counts, idleThreads: 2, awaiting: 8, estimated: 1 };
  const report = [...consoleReport(session([], { sampling }), {})].join('');
  assert.equal(
    report.slice(report.indexOf('Sampling:')),
    `Sampling: 9 of 11 ticks, 1 late, 1 sample dropped (0.000 s),
  3 samples cut to the outer calls, 4 reads repeated, 2.0 % of a core.
2 threads only waited for work and are left out; --threads all records them.
Awaits: 12.5 % of the waiting was in awaits too short or too many to look at
each, and is estimated from those that were looked at; the rest is exact.

`,
  );
});

test('of awaits it is said how many of them were not looked at, if that is anything', () => {
  const noteOf = (awaiting: number, estimated: number): string | undefined =>
    samplingNote(session([], { sampling: { ...NO_STATISTICS, awaiting, estimated } }));
  assert.equal(noteOf(0, 0), undefined);
  assert.equal(noteOf(8, 0), undefined);
  assert.equal(noteOf(10_000, 4), undefined);
  assert.match(noteOf(10_000, 6) ?? '', /^Awaits: 0\.1 %/);
  assert.equal(
    noteOf(8, 1),
    'Awaits: 12.5 % of the waiting was in awaits too short or too many to look at\neach, and is estimated from those that were looked at; the rest is exact.',
  );
});

test('options are read by name and refused by name', () => {
  assert.deepEqual(
    parseRenderOptions(
      ['flat', 'time=percent_of_total', 'processor_options.filter_threshold=0'],
      CONSOLE_OPTIONS,
    ),
    {
      flat: true,
      time: 'percent_of_total',
      processorOptions: { filterThreshold: 0 },
    },
  );
  for (const pair of ['flatt', 'flat=1', 'time=hours', 'processor_options.filter_threshold=x']) {
    assert.throws(
      () => parseRenderOptions([pair], CONSOLE_OPTIONS),
      (error) =>
        error instanceof CallwiseError &&
        error.code === 'bad-option' &&
        error.message.includes(pair.split('=')[0] ?? ''),
    );
  }
});

test('a timeline cannot be flat', () => {
  assert.throws(() => renderConsole(session([]), { flat: true, timeline: true }), { code: 'bad-option' });
});

test('a report without calls says whether none were recorded or the processors left none', () => {
  const dropAll = { processors: [() => undefined] };
  const lastLineOf = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);
  const records: [string[], number][] = [[['main\x00/a.py\x001'], 1]];
  assert.equal(lastLineOf(renderConsole(session(records), dropAll)), 'The processors left nothing to show.');
  assert.equal(lastLineOf(renderConsole(session([]), dropAll)), 'No samples were recorded.');
});
