// A function waits, and a callback is chained to its promise, or it is awaited with others; prints the share of the time
// that the function has.
import { setTimeout as sleep } from 'node:timers/promises';
import { Profiler, profile, type Session } from '../../../src/api/index.ts';
import { secondsBelow } from './seconds-below.ts';

async function waiter(): Promise<void> {
  await sleep(60);
}

function chain(promise: Promise<void>, end: () => void): void {
  promise.then(() => end());
}

function shareOf(session: Session): number {
  return secondsBelow(session, { callers: ['waiter'], leaf: '[await]' }) / session.duration;
}

const profiler = new Profiler().begin();
const session = await new Promise<Session>((resolve) => {
  profiler.within(() => chain(waiter(), () => resolve(profiler.stop())));
});
console.log(JSON.stringify({ name: 'chained', measured: 1, seen: shareOf(session) }));

let seen = 0;
const render = (of: Session): string => {
  seen = shareOf(of);
  return '';
};
await Promise.all([profile(waiter, { renderer: { render } })(), sleep(5)]);
console.log(JSON.stringify({ name: 'awaited with others', measured: 1, seen }));
