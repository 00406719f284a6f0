import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedMemory } from './record-request.ts';
import { WorkerSteps } from './worker-steps.ts';
import { placeNumber, WorkerWaits } from './worker-waits.ts';

test('a worker keeps its step and place however many are started after it', () => {
  const shared = sharedMemory();
  const steps = new WorkerSteps(shared);
  const waits = new WorkerWaits(shared);
  steps.begin(1);
  waits.begin(placeNumber(1, 5));
  for (let thread = 5000; thread > 1; thread--) {
    assert.equal(new WorkerSteps(shared).of(thread), thread === 5000 ? 'none' : steps.of(thread));
    steps.begin(thread);
    waits.begin(placeNumber(thread, 2));
    assert.equal(steps.move(thread, 'records', 'over'), true);
  }
  assert.equal(steps.of(1), 'records');
  assert.equal(waits.of(1), placeNumber(1, 5));
  assert.equal(waits.all().length, 5000);
});
