import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_STACK } from '../../model/stacks.ts';
import type { Gap, Wait } from './await-scope.ts';
import { assignWaits } from './waits.ts';

function wait(created: number, resumed: number): Wait {
  return { created, resumed, path: NO_STACK };
}

interface Seen {
  readonly waits: readonly Wait[];
  readonly gaps?: readonly Gap[];
}

/** Samples a millisecond apart, `.` for waiting and `#` for running; gives for each the number of its wait or `-`. */
function assigned(drawing: string, { waits, gaps = [] }: Seen): string {
  const times = Float64Array.from(drawing, (_, index) => index);
  const isWaiting = Uint8Array.from(drawing, (sample) => (sample === '.' ? 1 : 0));
  const result = assignWaits(times, isWaiting, { waits, gaps });
  return [...result.waits].map((index) => (index < 0 ? '-' : String(index))).join('');
}

test('waiting belongs to the await that went on first', () => {
  assert.equal(assigned('#....#...#', { waits: [wait(0.5, 4.5), wait(5.5, 8.5)] }), '-0000-111-');
  assert.equal(assigned('#.........', { waits: [wait(0.4, 4.5), wait(0.2, 9.5)] }), '-000011111');
});

test('what is not waiting belongs to none, nor what no await was there for', () => {
  assert.equal(assigned('####', { waits: [wait(0, 3.5)] }), '----');
  assert.equal(assigned('.....#####', { waits: [wait(8, 9)] }), '----------');
});

test('the rest belongs to what had begun before it', () => {
  assert.equal(
    assigned('..........', { waits: [wait(2.5, 3.5), wait(6.5, 7.5), wait(0, 9.5)] }),
    '2220222122',
  );
});

test('what was not looked at is like what was, as often as that stands for others', () => {
  const waits = [wait(0.5, 1.5), wait(3.5, 4.5)];
  const gaps = [
    { begin: 0.5, end: 1.5, weight: 1 },
    { begin: 3.5, end: 4.5, weight: 3 },
  ];
  const result = assigned(`#.##.#${'.#'.repeat(400)}`, { waits, gaps });
  assert.equal(result.slice(0, 6), '-0--1-');
  const first = result.slice(6).split('0').length - 1;
  assert.ok(Math.abs(first - 100) <= 2, `${first} of 400, not a quarter`);
});

test('what was looked at belongs to what was found there, however seldom that is', () => {
  const gaps = [
    { begin: 0.5, end: 5.5, weight: 0 },
    { begin: 6.5, end: 7.5, weight: 9 },
  ];
  assert.equal(assigned('#.....#.#.', { waits: [wait(0.5, 5.5), wait(6.5, 7.5)], gaps }), '-00000-1-1');
});

test('where looks found no await there is none in what they stand for', () => {
  const gaps = [{ begin: 0.5, end: 1.5, weight: 4 }];
  assert.equal(assigned('#.#.', { waits: [], gaps }), '----');
});

test('only the looks around a time stand for it', () => {
  const gaps = Array.from({ length: 1000 }, (_, at) => ({ begin: at * 10, end: at * 10 + 1, weight: 1 }));
  const waits = gaps.map(({ begin, end }) => wait(begin, end));
  const times = Float64Array.from(gaps, ({ begin }) => begin + 5);
  const result = assignWaits(times, new Uint8Array(1000).fill(1), { waits, gaps });
  for (const [at, index] of result.waits.entries()) assert.ok(Math.abs(index - at) <= 64, `${at}: ${index}`);
  assert.ok(result.isEstimated.every((is) => is === 1));
});

test('it is known which samples are only taken to be like others', () => {
  const { isEstimated } = assignWaits(Float64Array.of(1, 2, 3), Uint8Array.of(1, 0, 1), {
    waits: [wait(0.5, 1.5)],
    gaps: [{ begin: 0.5, end: 1.5, weight: 1 }],
  });
  assert.deepEqual([...isEstimated], [0, 0, 1]);
});
