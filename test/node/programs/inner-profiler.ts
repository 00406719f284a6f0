// Recorded as a whole, and parts of it by profilers of their own; prints the waits within them, and one that goes on when
// its profiler has stopped.
import { setTimeout as sleep } from 'node:timers/promises';
import { Profiler, profile } from '../../../src/api/index.ts';

/** Seconds. */
const waits = new Map<string, number>();

async function wait(name: string, promise: Promise<void>): Promise<void> {
  const begin = performance.now();
  await promise;
  waits.set(name, (performance.now() - begin) / 1000);
}

async function started(): Promise<void> {
  const profiler = new Profiler().start();
  await wait('started', sleep(60));
  profiler.stop();
}

async function wrapped(): Promise<void> {
  await wait('wrapped', sleep(60));
}

/** Its profiler stops while it waits. */
async function outliving(): Promise<void> {
  await wait('outliving', sleep(60));
}

// What is loaded at the first wait, and when a profiler stops, is no waiting.
const first = new Profiler().begin();
await first.within(() => sleep(20));
first.stop();

const begin = performance.now();
await started();
await profile(wrapped, { renderer: { render: () => '' } })();
const profiler = new Profiler().begin();
const outlived = profiler.within(outliving);
profiler.stop();
await outlived;
const of = (performance.now() - begin) / 1000;
for (const [name, waited] of waits) console.log(JSON.stringify({ name, waited, of }));
