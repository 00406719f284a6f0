import assert from 'node:assert/strict';
import { constants, getPriority } from 'node:os';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PunctualThread } from './punctual-thread.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

test('a sampler goes before others only while it takes little', {
  skip: isRoot ? false : 'only root may go before others, on Linux',
}, async () => {
  const usual = getPriority();
  const thread = new PunctualThread();
  spin(300);
  thread.begin();
  assert.equal(getPriority(), constants.priority.PRIORITY_HIGHEST);
  tick(thread, 20);
  assert.equal(getPriority(), constants.priority.PRIORITY_HIGHEST);
  // Others may take the core meanwhile.
  for (let ticks = 0; ticks < 20 && getPriority() !== usual; ticks++) tick(thread, 300);
  assert.equal(getPriority(), usual);
  await sleep(1000);
  tick(thread, 0.5);
  assert.equal(getPriority(), constants.priority.PRIORITY_HIGHEST);
});

function tick(thread: PunctualThread, millis: number): void {
  const begin = performance.now();
  spin(millis);
  thread.ticked(begin, performance.now());
}

function spin(millis: number): void {
  const end = performance.now() + millis;
  while (performance.now() < end);
}
