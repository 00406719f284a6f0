import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitWatch } from './await-watch.ts';
import { NodeRecording } from './recording.ts';

for (const extent of ['context', 'whole-program'] as const) {
  test(`a recording of ${extent} ends at its limit, with a warning, and the program goes on`, {
    timeout: 30_000,
  }, async () => {
    // The limit keeps no program.
    const keeper = setInterval(() => undefined, 5);
    const begin = performance.now();
    const warned = once(process, 'warning');
    const recording = new NodeRecording({
      intervalSeconds: 0.001,
      asyncMode: 'enabled',
      extent,
      mostSamples: 50,
    });
    await recording.run(async () => assert.match(String(await warned), /The recording ended after/));
    const recorded = performance.now() - begin;
    await recording.run(() => sleep(4 * recorded));
    const session = recording.stop('');
    clearInterval(keeper);
    assert.ok(session.duration > 0 && session.duration * 1000 <= recorded, `${session.duration}`);
  });
}

test('a recording that V8 does not hand over leaves nothing behind', () => {
  const options = { intervalSeconds: 0.001, asyncMode: 'enabled', extent: 'context' } as const;
  new NodeRecording(options).end();
  const titles = Array.from({ length: 100 }, (_, index) => `the program's ${index}`);
  // V8 takes no more than these at once, and does not say so.
  for (const title of titles) console.profile(title);
  try {
    const recording = new NodeRecording(options);
    recording.enterContext();
    for (const _ of [1, 2]) assert.throws(() => recording.end(), /did not hand over/);
    assert.equal(awaitWatch.storage.getStore(), undefined);
  } finally {
    for (const title of titles) console.profileEnd(title);
  }
  const recording = new NodeRecording(options);
  recording.enterContext();
  recording.end();
  assert.equal(awaitWatch.storage.getStore(), undefined);
});
