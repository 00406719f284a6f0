import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { InterpreterFinder } from './find-interpreter.ts';
import { SubprocessWatch } from './subprocess-watch.ts';

/** Milliseconds. */
const LONG_TICK = 2000;

test('a tick that took long for other reasons does not put off the next search', {
  skip: process.platform !== 'linux' && 'there is no /proc',
  timeout: 60_000,
}, async (context) => {
  const watch = new SubprocessWatch(process.pid, new InterpreterFinder());
  context.after(() => watch.close());
  // Its clock begins with the test.
  await sleep(LONG_TICK);
  watch.look(performance.now() - LONG_TICK);
  const child = spawn('python3', ['-c', 'import time; time.sleep(60)']);
  context.after(() => child.kill('SIGKILL'));
  // Ten times the tick would be kept free of searches if its time was the search's.
  const end = performance.now() + 8 * LONG_TICK;
  for (;;) {
    const found = watch.look(performance.now());
    for (const { target } of found) target.interpreter.memory.close();
    if (found.some(({ target }) => target.interpreter.pid === child.pid)) return;
    assert.ok(performance.now() < end, 'the child was not found');
    await sleep(5);
  }
});
