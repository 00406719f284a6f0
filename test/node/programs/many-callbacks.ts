// Callbacks without end in one context, and in two that take turns; prints the bytes that a callback of the first takes, and of
// the time of one of the two which shares were seen in its code and in that of the other.
import { Profiler, type Session } from '../../../src/api/index.ts';
import { secondsBelow } from './seconds-below.ts';

const MILLIS = 400;

function callBack(): Promise<number> {
  const end = performance.now() + MILLIS;
  let calls = 0;
  return new Promise((resolve) => {
    const call = (): void => {
      calls++;
      if (performance.now() < end) setImmediate(call);
      else resolve(calls);
    };
    call();
  });
}

const bytesBefore = process.memoryUsage().arrayBuffers;
const alone = new Profiler().begin();
const calls = await alone.within(callBack);
const bytes = Math.max(0, process.memoryUsage().arrayBuffers - bytesBefore);
alone.stop();

function spin(micros: number): void {
  const end = performance.now() + micros / 1000;
  while (performance.now() < end);
}

function ofOne(): void {
  spin(15);
}

function ofOther(): void {
  spin(30);
}

async function takeTurns(work: () => void): Promise<void> {
  const end = performance.now() + MILLIS;
  await new Promise<void>((resolve) => {
    const call = (): void => {
      work();
      if (performance.now() < end) setImmediate(call);
      else resolve();
    };
    setImmediate(call);
  });
}

const [one, other] = [
  new Profiler({ asyncMode: 'strict' }).begin(),
  new Profiler({ asyncMode: 'strict' }).begin(),
];
await Promise.all([one.within(() => takeTurns(ofOne)), other.within(() => takeTurns(ofOther))]);
const session: Session = one.stop();
other.stop();
const shareOf = (name: string): number => secondsBelow(session, { callers: [name] }) / session.duration;
console.log(
  JSON.stringify({ calls, bytesACall: bytes / calls, own: shareOf('ofOne'), others: shareOf('ofOther') }),
);
