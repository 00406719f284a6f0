import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { profile } from './profile.ts';
import { Profiler } from './profiler.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MANY = 80;

test('a wrapped generator that is never asked is not profiled', { timeout: 60_000 }, () => {
  const generate = profile(function* () {
    yield 1;
  });
  const unasked = Array.from({ length: 2 * MANY }, () => generate());
  new Profiler().start().stop();
  assert.equal(unasked.length, 2 * MANY);
});

test('the profile of a wrapped generator that is dropped before its end is over', {
  timeout: 60_000,
}, async () => {
  let reports = 0;
  const generate = profile(
    function* () {
      yield 1;
      yield 2;
    },
    { renderer: { render: () => `report ${++reports}\n` } },
  );
  for (let i = 0; i < MANY; i++) assert.equal(generate().next().value, 1);
  assert.equal(reports, 0);
  for (let tries = 100; reports < MANY / 2; tries--) {
    assert.ok(tries > 0, `${reports} of ${MANY} profiles ended`);
    collectGarbage();
    await sleep(5);
  }
});
