import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pstatsPieces } from '../../src/formats/pstats/pstats-pieces.ts';
import { speedscopePieces } from '../../src/formats/speedscope/speedscope-pieces.ts';
import { jsonPieces } from '../../src/renderers/json/json-pieces.ts';
import type { SessionData } from '../../src/session/session-data.ts';
import { skipWithoutOracles } from '../support/oracles.ts';
import {
  askPyinstrument,
  type Question,
  readPstats,
  recordWithPyinstrument,
} from '../support/pyinstrument.ts';
import { type SessionText, sessionFromText } from '../support/session-from-text.ts';
import { cornerSessions, randomSessions } from './made-sessions.ts';
import { normalizeGroups } from './normalize-groups.ts';
import { FILTERS, reportOptions } from './report-options.ts';

const skip = skipWithoutOracles();

const MODES = [{}, { timeline: true }, { show_all: true }, { show_all: true, timeline: true }];

type FileQuestion = Extract<Question, { kind: 'file' }>;

function questionsOf(session: number): FileQuestion[] {
  return (['json', 'speedscope', 'pstats'] as const).flatMap((format) =>
    MODES.flatMap((mode) =>
      FILTERS.map((filter): FileQuestion => {
        return { session, kind: 'file', format, options: { ...mode, processor_options: filter } };
      }),
    ),
  );
}

/** Text, or the bytes of a pstats file. */
function answer(session: SessionData, { format, options }: FileQuestion): string | Uint8Array {
  switch (format) {
    case 'json':
      return normalizeGroups([...jsonPieces(session, reportOptions(options))].join(''));
    case 'speedscope':
      return [...speedscopePieces(session, reportOptions(options))].join('');
    case 'pstats':
      return Buffer.concat([...pstatsPieces(session, reportOptions(options))]);
  }
}

/** pyinstrument lets time go back in a speedscope profile, which speedscope refuses. */
function goesBack(session: SessionText): boolean {
  return session.frame_records.some(([, seconds]) => seconds < 0);
}

/** pyinstrument fails on an empty start_call_stack. */
const KNOWN_FAILURE = /^IndexError: pop from an empty deque/;

function compareAll(texts: readonly SessionText[]): number {
  const questions = texts
    .flatMap((_, index) => questionsOf(index))
    .filter(({ session, format }) => format !== 'speedscope' || !goesBack(texts[session] as SessionText));
  const answers = askPyinstrument(texts, questions);
  const sessions = texts.map(sessionFromText);
  const actual = questions.map((question) => answer(sessions[question.session] as SessionData, question));
  const statistics = readPstats(actual.filter((file) => typeof file !== 'string'));
  let compared = 0;
  questions.forEach((question, index) => {
    const file = actual[index];
    const value = typeof file === 'string' ? file : statistics.shift();
    const expected = answers[index];
    if (expected !== undefined && 'error' in expected) {
      assert.match(expected.error, KNOWN_FAILURE, JSON.stringify(question));
      return;
    }
    assert.deepEqual(value, expectedOf(question, expected?.value), JSON.stringify(question));
    compared++;
  });
  return compared;
}

function expectedOf({ format }: FileQuestion, value: unknown): unknown {
  if (format !== 'speedscope') return value;
  return String(value).replace('"exporter": "pyinstrument"', '"exporter": "callwise"');
}

test('files of sessions that pyinstrument recorded are those of pyinstrument', { skip }, () => {
  assert.ok(compareAll([...recordWithPyinstrument().values()]) > 1000);
});

test('files of random sessions are those of pyinstrument', { skip }, () => {
  assert.ok(compareAll(randomSessions(40)) > 2800);
});

test('files of corner cases are those of pyinstrument', { skip }, () => {
  assert.ok(compareAll(cornerSessions()) > 700);
});
