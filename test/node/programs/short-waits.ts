// Functions that wait briefly, in turn, and measure it themselves; prints for each how many seconds it waited, and of how many.
// `short-waits.ts PATTERN [context]`: with `context` also how many of them a profiler of that context has.
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Profiler } from '../../../src/api/index.ts';
import { secondsBelow } from './seconds-below.ts';

const MILLIS = 2500;

const waited = new Map<string, number>();

async function measured(name: string, wait: Promise<unknown>): Promise<void> {
  const begin = performance.now();
  await wait;
  waited.set(name, (waited.get(name) ?? 0) + performance.now() - begin);
}

async function waitOne(): Promise<void> {
  await measured('waitOne', sleep(1));
}

async function waitThree(): Promise<void> {
  await measured('waitThree', sleep(3));
}

async function waitLong(): Promise<void> {
  await measured('waitLong', sleep(20));
}

async function readOne(): Promise<void> {
  await measured('readOne', stat(import.meta.filename));
}

async function readThree(): Promise<void> {
  for (let time = 0; time < 3; time++) await measured('readThree', stat(import.meta.filename));
}

const PATTERNS: Readonly<Record<string, () => Promise<void>>> = {
  async alternating() {
    await waitOne();
    await waitThree();
  },
  async 'beside a long one'() {
    await waitOne();
    await waitThree();
    await waitLong();
  },
  async 'three times the shorter'() {
    await waitOne();
    await waitOne();
    await waitOne();
    await waitThree();
  },
  async 'in any order'() {
    await (Math.random() < 0.5 ? waitOne() : waitThree());
  },
  async 'beside work'() {
    await waitOne();
    work(2 * Math.random());
    await waitThree();
    work(3 * Math.random());
  },
  async 'too short to look at'() {
    for (let time = 0; time < 10; time++) {
      await readOne();
      await readThree();
    }
  },
};

/** The sampler and timers go by the same clock: without this one would always meet the other in the same moment. */
function work(millis: number): void {
  const end = performance.now() + millis;
  let sum = 0;
  while (performance.now() < end) for (let i = 0; i < 1000; i++) sum += Math.sqrt(i + sum);
}

const [pattern = '', isContext] = process.argv.slice(2);
const run = PATTERNS[pattern];
if (run === undefined) throw new Error(`${pattern} is none of ${Object.keys(PATTERNS).join(', ')}`);

async function main(): Promise<number> {
  const begin = performance.now();
  while (performance.now() - begin < MILLIS) {
    await run?.();
    work(2 * Math.random());
  }
  return performance.now() - begin;
}

const profiler = isContext === undefined ? undefined : new Profiler().begin();
const millis = await (profiler === undefined ? main() : profiler.within(main));
const session = profiler?.stop();
for (const [name, own] of waited) {
  const seen = session && secondsBelow(session, { callers: [name], leaf: '[await]' });
  console.log(JSON.stringify({ name, waited: own / 1000, of: millis / 1000, seen }));
}
