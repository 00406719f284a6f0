// A function waits, and a callback is chained to its promise, it is awaited with others, or it has a profiler beside another;
// prints the share of the time that the function has.
import { setTimeout as sleep } from 'node:timers/promises';
import { Profiler, profile, type Session } from '../../../src/api/index.ts';
import { secondsBelow } from './seconds-below.ts';

async function waiter(): Promise<void> {
  await sleep(60);
}

function chain(promise: Promise<void>, end: () => void): void {
  promise.then(() => end());
}

/** V8 collects garbage first thing, which takes a quarter of so short a wait where other programs have the processors. */
function shareOf(session: Session, name = 'waiter'): number {
  const collecting = secondsBelow(session, { callers: [], leaf: '(garbage collector)' });
  return secondsBelow(session, { callers: [name], leaf: '[await]' }) / (session.duration - collecting);
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

/** What calls them both awaits the first too, but in none of their contexts. */
async function first(): Promise<Session> {
  const own = new Profiler().start();
  await sleep(40);
  return own.stop();
}

async function second(): Promise<Session> {
  const own = new Profiler().start();
  await sleep(80);
  return own.stop();
}

async function callBoth(): Promise<Session[]> {
  return await Promise.all([first(), second()]);
}

const [, ofSecond] = (await callBoth()) as [Session, Session];
console.log(JSON.stringify({ name: 'beside another', measured: 1, seen: shareOf(ofSecond, 'second') }));
