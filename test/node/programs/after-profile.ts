// Prints how many times as long awaits take after a profile as before it.
import { Profiler } from '../../../src/api/index.ts';

const AWAITS = 200_000;

async function awaitMuch(): Promise<number> {
  const begin = performance.now();
  for (let i = 0; i < AWAITS; i++) await undefined;
  return performance.now() - begin;
}

async function leastOf(tries: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries; i++) least = Math.min(least, await awaitMuch());
  return least;
}

await leastOf(5);
const before = await leastOf(10);
const profiler = new Profiler().begin();
await profiler.within(() => awaitMuch());
profiler.stop();
console.log(JSON.stringify({ slower: (await leastOf(10)) / before }));
