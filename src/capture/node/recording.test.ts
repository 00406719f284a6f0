import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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
