import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_STACK } from '../../model/stacks.ts';
import type { Wait } from './await-scope.ts';
import { assignWaits } from './waits.ts';

function wait(created: number, resumed: number): Wait {
  return { created, resumed, path: NO_STACK };
}

/** Samples a millisecond apart, `.` for waiting and `#` for running; gives for each the number of its wait or `-`. */
function assigned(drawing: string, ...waits: Wait[]): string {
  const times = Float64Array.from(drawing, (_, index) => index);
  const isWaiting = Uint8Array.from(drawing, (sample) => (sample === '.' ? 1 : 0));
  const result = assignWaits(times, isWaiting, { waits, reachMillis: 2 });
  return [...result.waits].map((index) => (index < 0 ? '-' : String(index))).join('');
}

test('waiting belongs to the await that went on first', () => {
  assert.equal(assigned('#....#...#', wait(0.5, 4.5), wait(5.5, 8.5)), '-0000-111-');
  assert.equal(assigned('#.........', wait(0.4, 4.5), wait(0.2, 9.5)), '-000011111');
});

test('what is not waiting belongs to none, nor what no await was there for', () => {
  assert.equal(assigned('####', wait(0, 3.5)), '----');
  assert.equal(assigned('.....#####', wait(8, 9)), '----------');
});

test('the rest belongs to what had begun before it', () => {
  assert.equal(assigned('..........', wait(2.5, 3.5), wait(6.5, 7.5), wait(0, 9.5)), '2220222122');
});

test('it is counted how many samples are only taken to be like others', () => {
  const { waits, ...counts } = assignWaits(Float64Array.of(1, 2, 3), Uint8Array.of(1, 0, 1), {
    waits: [wait(0.5, 1.5), wait(3.1, 4)],
    reachMillis: 2,
  });
  assert.deepEqual([[...waits], counts], [[0, -1, 1], { awaiting: 2, estimated: 1 }]);
});

test('a wait that was not looked at is one like that which follows it closely', () => {
  assert.equal(assigned('#.#.#....#', wait(1.1, 2.9), wait(0, 20)), '-0-1-1111-');
});
