// A program that replaces globals while it is profiled, as tests do; prints for each way what share of its time was seen to wait,
// how long the profile is of the time that passed, and how many random numbers were drawn.
import { mock } from 'node:test';
import { Profiler } from '../../../src/api/index.ts';
import { secondsBelow } from './seconds-below.ts';

const { setTimeout: startTimer } = globalThis;
const { bigint: nanos } = process.hrtime;
const { random } = Math;
let draws = 0;

async function waiter(): Promise<void> {
  for (let i = 0; i < 8; i++) await new Promise((resolve) => startTimer(resolve, 20));
}

const WAYS: Readonly<Record<string, { readonly replace: () => void; readonly restore: () => void }>> = {
  'fake timers': {
    replace: () => mock.timers.enable({ apis: ['setImmediate', 'setInterval', 'setTimeout', 'Date'] }),
    restore: () => mock.timers.reset(),
  },
  'a clock that stands still': {
    replace: () => {
      mock.method(performance, 'now', () => 0);
      mock.method(process.hrtime, 'bigint', () => 0n);
    },
    restore: () => mock.restoreAll(),
  },
  'random numbers of its own': {
    replace: () => {
      Math.random = () => ++draws * 0;
    },
    restore: () => {
      Math.random = random;
    },
  },
};

for (const [name, { replace, restore }] of Object.entries(WAYS)) {
  const begin = nanos();
  const profiler = new Profiler().start();
  replace();
  await waiter();
  restore();
  await waiter();
  replace();
  const session = profiler.stop();
  restore();
  const passed = Number(nanos() - begin) / 1e9;
  const seen = secondsBelow(session, { callers: ['waiter'], leaf: '[await]' }) / session.duration;
  console.log(JSON.stringify({ name, seen, passed: session.duration / passed, draws }));
}
