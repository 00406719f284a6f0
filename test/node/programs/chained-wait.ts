// A function waits, and a callback is chained to its promise; prints the share of the time that the function has.
import { setTimeout as sleep } from 'node:timers/promises';
import { Profiler, type Session } from '../../../src/api/index.ts';
import { secondsBelow } from './seconds-below.ts';

async function waiter(): Promise<void> {
  await sleep(60);
}

function chain(promise: Promise<void>, end: () => void): void {
  promise.then(() => end());
}

const profiler = new Profiler().begin();
const session = await new Promise<Session>((resolve) => {
  profiler.within(() => chain(waiter(), () => resolve(profiler.stop())));
});
const seen = secondsBelow(session, { callers: ['waiter'], leaf: '[await]' }) / session.duration;
console.log(JSON.stringify({ name: 'chained', measured: 1, seen }));
