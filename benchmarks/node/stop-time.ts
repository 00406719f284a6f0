// Prints how long stop() takes, in milliseconds, for a profile of at least 100,000 samples.
import { Profiler } from '../../dist/api/index.js';

const SAMPLES = 100_000;
const INTERVAL = 0.000_05;

function spin(depth: number): number {
  if (depth > 0) return spin(depth - 1);
  const end = performance.now() + 20;
  let sum = 0;
  while (performance.now() < end) sum += Math.sqrt(sum + 1);
  return sum;
}

const profiler = new Profiler({ interval: INTERVAL });
profiler.start();
const end = performance.now() + SAMPLES * INTERVAL * 1000 * 6;
while (performance.now() < end) {
  spin(Math.floor(Math.random() * 20));
  await null;
}
const begin = performance.now();
const { sampleCount } = profiler.stop();
console.log(JSON.stringify({ millis: performance.now() - begin, samples: sampleCount }));
