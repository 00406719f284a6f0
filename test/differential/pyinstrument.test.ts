import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../src/call-tree/frame.ts';
import type { SampleIndex } from '../../src/model/samples.ts';
import { renderConsole } from '../../src/renderers/console/render-console.ts';
import { combine } from '../../src/session/combine.ts';
import { resample } from '../../src/session/resample.ts';
import { rootFrame } from '../../src/session/root-frame.ts';
import type { SessionData } from '../../src/session/session-data.ts';
import { PathShortener } from '../../src/session/shorten-path.ts';
import { skipWithoutOracles } from '../support/oracles.ts';
import { askPyinstrument, type Question, recordWithPyinstrument } from '../support/pyinstrument.ts';
import { type SessionText, sessionFromText } from '../support/session-from-text.ts';
import { cornerSessions, randomSessions } from './made-sessions.ts';
import { FILTERS, reportOptions } from './report-options.ts';

const skip = skipWithoutOracles();
const cwd = process.cwd();

const MODES: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { timeline: true },
  { show_all: true },
  { show_all: true, timeline: true },
  { flat: true },
  { flat: true, show_all: true },
  { short_mode: true },
];
const LOOKS = [
  {},
  { unicode: true, color: true },
  { color: true, time: 'percent_of_total' },
  { unicode: true },
];
function renderQuestions(session: number): Question[] {
  return MODES.flatMap((mode) =>
    LOOKS.flatMap((look) =>
      FILTERS.map((filter): Question => {
        const options = { ...mode, ...look, processor_options: filter };
        return { session, kind: 'render', options };
      }),
    ),
  );
}

function otherQuestions(session: number, count: number): Question[] {
  return [
    { session, kind: 'tree', trim_stem: true },
    { session, kind: 'tree', trim_stem: false },
    { session, kind: 'frame_json' },
    { session, kind: 'combine', other: (session + 1) % count },
    { session, kind: 'resample', interval: 0.0073 },
    { session, kind: 'shorten', paths: PATHS },
  ];
}

const PATHS = [
  '/app/main.py',
  '/app/src/x/../y.py',
  '/app',
  'a.py',
  'rel/a.py',
  '/other/x.py',
  '',
  '//app/src/z.py',
  '/usr/lib',
];

function answer(sessions: readonly SessionData[], question: Question): unknown {
  const session = sessions[question.session] as SessionData;
  switch (question.kind) {
    case 'render':
      return render(session, question.options);
    case 'file':
    case 'processors':
      throw new Error('compared in a test of its own');
    case 'tree':
      return dumpTree(rootFrame(session, { trimStem: question.trim_stem, cwd }));
    case 'frame_json':
      return rootFrame(session, { cwd })?.toJsonText() ?? null;
    case 'combine':
      return dumpSession(combine(session, sessions[question.other] as SessionData));
    case 'resample':
      return dumpSession(resample(session, question.interval));
    case 'shorten': {
      const shortener = new PathShortener(session.sysPath, { cwd });
      return question.paths.map((path) => shortener.shorten(path));
    }
  }
}

function render(session: SessionData, options: Readonly<Record<string, unknown>>): string {
  return renderConsole(session, reportOptions(options))
    .split('\n')
    .slice(options.short_mode ? 3 : 4)
    .join('\n');
}

function dumpTree(root: Frame | undefined): unknown[] {
  const rows: unknown[] = [];
  const waiting: [number, Frame][] = root === undefined ? [] : [[0, root]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [depth, frame] = next;
    rows.push([
      depth,
      frame.identifier,
      frame.time,
      frame.absorbedTime,
      [...frame.attributes],
      frame.className ?? null,
      frame.hasTracebackhide,
      frame.totalSelfTime,
      frame.awaitTime,
      frame.isApplicationCode,
      frame.codePositionShort ?? null,
    ]);
    for (const child of frame.children.toReversed()) waiting.push([depth + 1, child]);
  }
  return rows;
}

function dumpSession(session: SessionData): SessionText {
  const { samples } = session;
  return {
    start_time: session.startTime,
    duration: session.duration,
    min_interval: session.minInterval,
    max_interval: session.maxInterval,
    sample_count: session.sampleCount,
    start_call_stack: session.startCallStack,
    target_description: session.targetDescription,
    cpu_time: session.cpuTime,
    sys_path: session.sysPath,
    sys_prefixes: [...session.sysPrefixes].sort(),
    frame_records: Array.from({ length: samples.length }, (_, index) => {
      const sample = index as SampleIndex;
      const frames = samples.stacks.framesOf(samples.stackOf(sample));
      return [frames.map((frame) => samples.frames.textOf(frame)), samples.secondsOf(sample)] as const;
    }),
  };
}

/** pyinstrument fails on these; what we say then is our own. */
const KNOWN_FAILURES = /^ZeroDivisionError|^IndexError: pop from an empty deque|^RecursionError/;

function compareAll(texts: readonly SessionText[]): number {
  const questions = texts.flatMap((_, index) => [
    ...renderQuestions(index),
    ...otherQuestions(index, texts.length),
  ]);
  const answers = askPyinstrument(texts, questions);
  const sessions = texts.map(sessionFromText);
  let compared = 0;
  questions.forEach((question, index) => {
    const expected = answers[index];
    const actual = answer(sessions, question);
    if (expected !== undefined && 'error' in expected) {
      assert.match(expected.error, KNOWN_FAILURES, JSON.stringify(question));
      return;
    }
    assert.deepEqual(actual, expected?.value, JSON.stringify(question));
    compared++;
  });
  return compared;
}

test('sessions that pyinstrument recorded come out as from pyinstrument', { skip }, () => {
  assert.ok(compareAll([...recordWithPyinstrument().values()]) > 2500);
});

test('random sessions come out as from pyinstrument', { skip }, () => {
  assert.ok(compareAll(randomSessions(40)) > 5000);
});

test('corner cases come out as from pyinstrument', { skip }, () => {
  assert.ok(compareAll(cornerSessions()) > 1000);
});
