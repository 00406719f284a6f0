import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openPython } from '../../src/capture/python/open-python.ts';
import { Recording } from '../../src/capture/python/recording.ts';
import type { SamplerMessage } from '../../src/capture/python/sampler-messages.ts';
import { untilPrinted } from '../support/run-callwise.ts';

const AT_ONCE = 4;
const PROGRAM = `
import threading, time
def work():
    time.sleep(0.02)
print('on', flush=True)
while True:
    threads = [threading.Thread(target=work) for _ in range(${AT_ONCE})]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
`;

const FEW = 100;
const MANY = 700;
/** Memory that is kept for each thread would grow by a factor of six or so. Samples of the last moments are not sent yet. */
const MOST_GROWTH = 3;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

test('threads that have ended cost no memory, and are told of once', {
  timeout: 120_000,
  skip: process.platform !== 'linux' && 'recording needs Linux',
}, async (context) => {
  const program = spawn('python3', ['-c', PROGRAM]);
  context.after(() => program.kill('SIGKILL'));
  await untilPrinted(program, 'on');
  let seen = 0;
  const told: number[][] = [];
  const take = (message: SamplerMessage): void => {
    if (message.kind !== 'facts') return;
    told.push(message.facts.threads.map(({ thread }) => thread));
    seen = Math.max(seen, ...message.facts.threads.map(({ thread }) => thread + 1));
  };
  const recording = new Recording(
    await openPython(program.pid as number),
    {
      process: 0,
      started: false,
      forked: false,
      time: 'wall',
      mainThreadOnly: false,
      watchActivity: false,
      live: true,
    },
    take,
  );
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const bytesAt = (threads: number): number => {
    while (seen < threads) {
      Atomics.wait(pause, 0, 0, 1);
      assert.equal(recording.tick(performance.now()), 'taken');
    }
    // The first finds them, the second waits for their memory to be given back.
    collectGarbage();
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const few = bytesAt(FEW);
  const many = bytesAt(MANY);
  recording.finish();
  assert.ok(many < few * MOST_GROWTH, `${few} bytes with ${FEW} threads, ${many} with ${MANY}`);
  const all = told.flat();
  assert.equal(new Set(all).size, seen, 'of each that was seen');
  // With those that run, and a batch that ends while new ones begin.
  const running = told.length * (1 + 2 * AT_ONCE);
  assert.ok(all.length <= seen + running, `${all.length} times of ${seen} threads in ${told.length} parts`);
});
