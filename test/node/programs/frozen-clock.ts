// Ends while its worker is busy, with clocks that stand still.
import { once } from 'node:events';
import { mock } from 'node:test';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

if (!isMainThread) {
  parentPort?.postMessage('here');
  for (const end = performance.now() + 20_000; performance.now() < end; );
}
await once(new Worker(new URL(import.meta.url)), 'message');
mock.method(performance, 'now', () => 0);
mock.method(Date, 'now', () => 0);
process.exit(3);
