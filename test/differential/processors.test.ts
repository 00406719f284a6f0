import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsoleRenderer, JSONRenderer, type Processor } from '../../src/api/index.ts';
import type { SessionData } from '../../src/session/session-data.ts';
import { skipWithoutOracles } from '../support/oracles.ts';
import { askPyinstrument, type Question } from '../support/pyinstrument.ts';
import { sessionFromText } from '../support/session-from-text.ts';
import { cornerSessions, randomSessions } from './made-sessions.ts';
import { normalizeGroups } from './normalize-groups.ts';
import { OWN_PROCESSORS } from './own-processors.ts';

type ProcessorsQuestion = Extract<Question, { kind: 'processors' }>;

/** Before all, between, before the groups, and behind all. */
const POSITIONS = [0, 4, 7, 100];

/**
 * pyinstrument goes on to count frames that merging took out of the tree as members of their group, and leaves a group of
 * one whose other members were put into another group.
 */
function positionsFor(processor: string): readonly number[] {
  return processor === 'group_children' ? POSITIONS.slice(1, 3) : POSITIONS;
}

function questionsOf(session: number): ProcessorsQuestion[] {
  return Object.keys(OWN_PROCESSORS).flatMap((processor) =>
    positionsFor(processor).flatMap((at) =>
      (['json', 'text'] as const).map((format): ProcessorsQuestion => {
        return { session, kind: 'processors', format, processor, at };
      }),
    ),
  );
}

function answer(session: SessionData, { format, processor, at }: ProcessorsQuestion): string {
  const renderer = format === 'json' ? new JSONRenderer() : new ConsoleRenderer();
  renderer.processors.splice(at, 0, OWN_PROCESSORS[processor] as Processor);
  const text = renderer.render(session);
  return format === 'json' ? normalizeGroups(text) : withTheirWords(text).split('\n').slice(4).join('\n');
}

/** pyinstrument says so of samples, too, of which a processor left nothing. */
function withTheirWords(text: string): string {
  return text.replace('The processors left nothing to show.', 'No samples were recorded.');
}

/** pyinstrument fails on an empty start_call_stack. */
const KNOWN_FAILURE = /^IndexError: pop from an empty deque/;

test("processors of the user's give what they give in pyinstrument", { skip: skipWithoutOracles() }, () => {
  const texts = [...randomSessions(25), ...cornerSessions()];
  const questions = texts.flatMap((_, index) => questionsOf(index));
  const answers = askPyinstrument(texts, questions);
  const sessions = texts.map(sessionFromText);
  let compared = 0;
  questions.forEach((question, index) => {
    const expected = answers[index];
    if (expected !== undefined && 'error' in expected) {
      assert.match(expected.error, KNOWN_FAILURE, JSON.stringify(question));
      return;
    }
    const actual = answer(sessions[question.session] as SessionData, question);
    assert.deepEqual(actual, expected?.value, JSON.stringify(question));
    compared++;
  });
  assert.ok(compared > 1500, String(compared));
});
