import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_STATISTICS, type SamplingStatistics } from '../session/sampling-statistics.ts';
import type { RecordingOptions } from './invocation.ts';
import { whyEmpty } from './why-empty.ts';

const RECORDING: RecordingOptions = {
  intervalSeconds: 0.001,
  threads: 'busy',
  time: 'wall',
  subprocesses: false,
  blocking: false,
  durationSeconds: undefined,
  python: undefined,
  node: undefined,
  targetDescription: undefined,
};

interface Case {
  readonly status?: number;
  readonly options?: Partial<RecordingOptions>;
  readonly counts?: Partial<SamplingStatistics>;
}

function whyOf({ status, options, counts }: Case): string {
  return whyEmpty({ ...NO_STATISTICS, ...counts }, { recording: { ...RECORDING, ...options }, status });
}

const ENDED = 'The program ended before a sample was taken.';
const NOT_DUE = 'No sample was due in the time in which callwise looked.';
const LONG = { intervalSeconds: 5 };
const CASES: readonly (readonly [what: string, given: Case, expected: string])[] = [
  ['a short program', { status: 0 }, `${ENDED}\nThe shortest interval is -i 50us.`],
  ['at the shortest interval', { status: 0, options: { intervalSeconds: 0.000_05 } }, ENDED],
  ['at a long interval', { status: 0, options: LONG }, `${ENDED}\nA shorter interval sees more: -i 1ms.`],
  ['a program that fails', { status: 1, options: LONG }, ENDED],
  ['a short look', {}, NOT_DUE],
  ['a look at a long interval', { options: LONG }, `${NOT_DUE}\nA shorter interval sees more: -i 1ms.`],
  [
    'a process that only waits, by its CPU time',
    { options: { time: 'cpu' }, counts: { ticks: 900 } },
    'No thread ran when a tick came.\nWithout --cpu waiting counts as well.',
  ],
  [
    'a program without the lock, by the time with it',
    { status: 0, options: { time: 'gil' }, counts: { ticks: 900 } },
    "No thread held Python's lock when a tick came.\nWithout --gil waiting counts as well.",
  ],
  [
    'ticks that came to nothing',
    { status: 0, counts: { ticks: 3, dropped: 3 } },
    'Every sample was dropped.',
  ],
];

for (const [what, given, expected] of CASES) {
  test(`why a recording is empty: ${what}`, () => assert.equal(whyOf(given), expected));
}
