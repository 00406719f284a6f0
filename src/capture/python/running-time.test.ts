import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StackIndex } from '../../model/stacks.ts';
import { RunningTime } from './running-time.ts';

test('ticks share what the thread ran meanwhile, once the kernel has counted it', () => {
  const shown: [number, number][] = [];
  const running = new RunningTime((stack, millis) => shown.push([stack, millis]));
  running.tick(1 as StackIndex, 1, 100);
  running.tick(2 as StackIndex, 3, 100);
  assert.deepEqual(shown, []);
  running.tick(undefined, 1, 102);
  assert.deepEqual(shown, [
    [1, 0.5],
    [2, 1.5],
  ]);
});

test('where the kernel does not count, a tick is as long as it took', () => {
  const shown: [number, number][] = [];
  const running = new RunningTime((stack, millis) => shown.push([stack, millis]));
  running.tick(1 as StackIndex, 2, undefined);
  running.tick(undefined, 2, undefined);
  assert.deepEqual(shown, [[1, 2]]);
});

test('whenever the kernel counts, all that was counted since the first tick is shown, and no more than it leaves at the end', () => {
  const tick = fc.record({
    wants: fc.boolean(),
    millis: fc.integer({ min: 1, max: 20 }),
    ran: fc.integer({ min: 0, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(tick), (ticks) => {
      let [shown, counted, left] = [0, 50, 0];
      const running = new RunningTime((_, millis) => {
        shown += millis;
      });
      running.tick(undefined, 1, counted);
      for (const { wants, millis, ran } of ticks) {
        counted += ran;
        running.tick(wants ? (1 as StackIndex) : undefined, millis, counted);
        left = counted - 50 - shown;
        assert.ok(left > -1e-9, 'more was shown than was counted');
      }
      const before = shown;
      running.end();
      assert.ok(shown - before <= 10 + 1e-9);
    }),
  );
});
