// A program with far more promises than can be watched, which waits now and then; prints how many seconds each
// function waited, and of how many.
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';

const MILLIS = 2000;
const PROMISES = 6000;

async function measured(wait: Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await wait;
  return performance.now() - begin;
}

async function double(value: number): Promise<number> {
  return value * 2;
}

async function compute(): Promise<void> {
  for (let step = 0; step < PROMISES; step += 2) {
    await double(step);
    if (step % 1000 === 0) await immediate();
  }
}

async function waitBriefly(): Promise<number> {
  return await measured(sleep(2 + 2 * Math.random()));
}

async function waitLong(): Promise<number> {
  return await measured(sleep(10 + 5 * Math.random()));
}

const begin = performance.now();
let brief = 0;
let long = 0;
while (performance.now() - begin < MILLIS) {
  await compute();
  brief += await waitBriefly();
  await compute();
  long += await waitLong();
}
const millis = performance.now() - begin;
for (const [name, own] of Object.entries({ waitBriefly: brief, waitLong: long })) {
  console.log(JSON.stringify({ name, waited: own / 1000, of: millis / 1000 }));
}
