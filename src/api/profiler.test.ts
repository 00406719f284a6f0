import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { withinTries } from '../../test/support/within-tries.ts';
import { profile, type TextRenderer } from './profile.ts';
import { Profiler, type ProfilerOptions } from './profiler.ts';
import { Session } from './session.ts';
import { SessionRenderer } from './session-renderer.ts';

/** Runs for at least so many milliseconds; gives the seconds that it took. */
function work(millis: number): number {
  const begin = performance.now();
  let sum = 0;
  while (performance.now() < begin + millis) for (let i = 0; i < 1000; i++) sum += Math.sqrt(i + sum);
  return (performance.now() - begin) / 1000 + 0 * sum;
}

/** Seconds of the samples on whose stack all the names are. */
function secondsOf(session: Session, ...names: string[]): number {
  let sum = 0;
  for (const [stack, seconds] of session.frameRecords) {
    const functions = stack.map((text) => text.split(/[\x00\x01]/, 1)[0]);
    if (names.every((name) => functions.includes(name))) sum += seconds;
  }
  return sum;
}

function assertClose(seconds: number, expected: number): void {
  assert.ok(Math.abs(seconds - expected) < 0.2 * expected + 0.01, `${seconds} is not about ${expected}`);
}

test('a profiler is started and stopped, prints, and is reset', async () => {
  await withinTries(async () => {
    const profiler = new Profiler();
    assert.equal(profiler.isRunning, false);
    profiler.start();
    assert.equal(profiler.isRunning, true);
    work(60);
    const session = profiler.stop();
    assert.equal(profiler.lastSession, session);
    assert.match(session.targetDescription, /^Profile at .*profiler\.test\.ts:\d+$/);
    assert.ok(secondsOf(session, 'work') > 0.8 * session.duration);
    assert.match(profiler.outputText(), /work {2}.*profiler\.test\.ts:\d+/);
    assert.equal(profiler.output(new SessionRenderer()), new SessionRenderer().render(session));
    profiler.reset();
    assert.equal(profiler.lastSession, undefined);
  });
});

test('what comes in the wrong order is an error in the words of pyinstrument', () => {
  const profiler = new Profiler();
  assert.throws(() => profiler.stop(), { message: 'This profiler is not currently running.' });
  assert.throws(() => profiler.outputText(), /has not completed a profile session yet/);
  profiler.start();
  assert.throws(() => profiler.start(), { message: 'Profiler is already running.' });
  assert.throws(() => profiler.outputText(), /because this profiler is still running/);
  profiler.stop();
  for (const interval of [0, 1e-7, 0.000_049, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => new Profiler({ interval }), RangeError, `${interval}`);
  }
  const untyped = JSON.parse('{ "asyncMode": "x" }') as ProfilerOptions;
  assert.throws(() => new Profiler(untyped), {
    name: 'RangeError',
    message: 'The asyncMode must be one of enabled, strict, disabled, not x.',
  });
  assert.equal(new Profiler({ interval: 0.000_05 }).interval, 0.000_05);
});

test('sessions of one profiler are combined, and another can be put in their place', () => {
  const profiler = new Profiler();
  profiler.start({ targetDescription: 'first' });
  work(30);
  const first = profiler.stop();
  profiler.start();
  work(30);
  const both = profiler.stop();
  assert.equal(both.targetDescription, 'first');
  assert.ok(both.duration > first.duration && both.frameRecords.length > first.frameRecords.length);
  profiler.lastSession = Session.combine(first, first);
  assert.equal(profiler.lastSession.duration, 2 * first.duration);
  assert.match(profiler.outputText(), /\nfirst\n/);
});

test('profilers within others see their own time', async () => {
  await withinTries(async () => {
    const [outer, inner] = [new Profiler(), new Profiler()];
    outer.start();
    const before = work(40);
    inner.start();
    const inside = work(60);
    inner.stop();
    const after = work(40);
    outer.stop();
    assertClose(inner.lastSession?.duration ?? 0, inside);
    // The stop of the inner one is the outer one's time.
    assert.ok((outer.lastSession?.duration ?? 0) >= before + inside + after - 0.005);
  });
});

interface Answer {
  readonly session: Session;
  readonly worked: number;
  readonly waited: number;
}

async function request(millis: number): Promise<Answer> {
  const profiler = new Profiler({ asyncMode: 'strict' });
  profiler.start();
  const begin = performance.now();
  await sleep(millis);
  const worked = work(millis);
  await sleep(millis);
  const waited = (performance.now() - begin) / 1000 - worked;
  return { session: profiler.stop(), worked, waited };
}

test('profilers in async contexts of their own do not see each other', async () => {
  await withinTries(async () => {
    for (const { session, worked, waited } of await Promise.all([request(80), request(40), request(60)])) {
      const seen = secondsOf(session, 'request', '[await]');
      assertClose(seen, waited);
      assertClose(secondsOf(session, 'request') - seen - secondsOf(session, '[out-of-context]'), worked);
    }
  });
});

test('a profiler that an async function starts for its caller sees what that awaits', async () => {
  await withinTries(async () => {
    const profiler = new Profiler({ asyncMode: 'strict' });
    const setUp = async (): Promise<void> => {
      profiler.start();
      await sleep(5);
    };
    const useIt = async (): Promise<Session> => {
      await setUp();
      await sleep(60);
      return profiler.stop();
    };
    const session = await useIt();
    assert.ok(secondsOf(session, 'useIt', '[await]') > 0.7 * session.duration);
  });
});

test('a profiler sees those that one after the other are started and stopped in it', async () => {
  await withinTries(async () => {
    const outer = new Profiler({ asyncMode: 'strict' }).start();
    await sleep(1);
    const begin = (): Profiler => new Profiler().start();
    for (let round = 0; round < 2; round++) {
      const inner = begin();
      work(40);
      inner.stop();
    }
    const seconds = secondsOf(outer.stop(), '[out-of-context]');
    assert.ok(seconds < 0.03, `${seconds} are not seen`);
  });
});

class Shop {
  readonly name = 'shop';
  worked = 0;
  waited = 0;

  sell(millis: number, what: string): string {
    this.worked = work(millis);
    return `${this.name} ${what}`;
  }

  async send(millis: number): Promise<number> {
    const begin = performance.now();
    await sleep(millis);
    this.waited = (performance.now() - begin) / 1000;
    return millis;
  }

  *list(count: number): Generator<number, string> {
    for (let item = 0; item < count; item++) {
      this.worked += work(20);
      yield item;
    }
    return 'all';
  }

  async *stream(count: number): AsyncGenerator<number> {
    for (let item = 0; item < count; item++) {
      const begin = performance.now();
      await sleep(40);
      this.waited += (performance.now() - begin) / 1000;
      yield item;
    }
  }

  fail(): never {
    throw new Error('closed');
  }
}

/** Keeps the sessions that would have been printed. */
class Kept implements TextRenderer {
  readonly sessions: Session[] = [];

  render(session: Session): string {
    this.sessions.push(session);
    return '';
  }
}

test('of awaits that go on together the first has waited, however deep the others are', async () => {
  await withinTries(async () => {
    const gates: Promise<unknown>[] = [];
    const gate = (round: number): Promise<unknown> => {
      gates[round] ??= sleep(10);
      return gates[round];
    };
    const first = async (): Promise<void> => {
      for (let round = 0; round < 20; round++) await gate(round);
    };
    const deep = async (round: number, depth: number): Promise<void> => {
      await (depth === 0 ? gate(round) : deep(round, depth - 1));
    };
    const second = async (): Promise<void> => {
      for (let round = 0; round < 20; round++) await deep(round, 10);
    };
    const callFirst = async (): Promise<void> => await first();
    const profiler = new Profiler();
    await profiler.begin().within(async () => {
      const both = [callFirst(), second()];
      for (const one of both) await one;
    });
    const session = profiler.stop();
    const seconds = secondsOf(session, 'first', '[await]');
    assert.ok(seconds > 0.8 * session.duration, `${seconds} of ${session.duration}`);
  });
});

test('what awaits several promises that no function makes has its async callers all the time', async () => {
  await withinTries(async () => {
    const timer = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));
    const gather = async (): Promise<unknown> => await Promise.all([timer(60), timer(120), timer(180)]);
    const callGather = async (): Promise<unknown> => await gather();
    const profiler = new Profiler();
    await profiler.begin().within(callGather);
    const session = profiler.stop();
    assertClose(secondsOf(session, 'callGather', 'gather', '[await]'), session.duration);
  });
});

test('a wrapped function keeps what it is, and reports each call', async () => {
  await withinTries(async () => {
    const renderer = new Kept();
    const shop = new Shop();
    const sell = profile(shop.sell, { renderer });
    const send = profile(shop.send, { renderer });
    assert.deepEqual([sell.name, sell.length], ['sell', 2]);
    assert.equal(sell.call(shop, 40, 'tea'), 'shop tea');
    assert.equal(await send.call(shop, 50), 50);
    const [sold, sent] = renderer.sessions;
    assert.ok(sold && sent);
    assert.match(sold.targetDescription, /^Function sell at .*profiler\.test\.ts:\d+$/);
    assertClose(sold.duration, shop.worked);
    assertClose(secondsOf(sent, 'send', '[await]'), shop.waited);
    shop.waited = 0;
    assert.throws(() => profile(shop.fail, { renderer })(), { message: 'closed' });
    assert.equal(renderer.sessions.length, 3);
  });
});

test('a wrapped generator is profiled while it works', async () => {
  await withinTries(async () => {
    const renderer = new Kept();
    const shop = new Shop();
    const list = profile(shop.list, { renderer, asyncMode: 'strict' }).call(shop, 3);
    const items: number[] = [];
    let outside = 0;
    for (const item of list) {
      items.push(item);
      outside += work(20);
    }
    const streamed: number[] = [];
    for await (const item of profile(shop.stream, { renderer }).call(shop, 2)) streamed.push(item);
    assert.deepEqual(
      [items, streamed],
      [
        [0, 1, 2],
        [0, 1],
      ],
    );
    const [listed, stream] = renderer.sessions;
    assert.ok(listed && stream);
    assertClose(secondsOf(listed, '[out-of-context]'), outside);
    assertClose(listed.duration - secondsOf(listed, '[out-of-context]'), shop.worked);
    assertClose(secondsOf(stream, 'stream', '[await]'), shop.waited);
  });
});

test('a block is profiled until its end', () => {
  const renderer = new Kept();
  const block = profile({ renderer });
  work(30);
  block[Symbol.dispose]();
  const [session] = renderer.sessions;
  assert.match(session?.targetDescription ?? '', /^Block at .*profiler\.test\.ts:\d+$/);
  assert.equal(block.profiler.lastSession, session);
});

test('more profilers than V8 takes at once are refused, and those that run are not harmed', () => {
  const profilers = Array.from({ length: 100 }, () => new Profiler().begin());
  const beyond = new Profiler();
  assert.throws(() => beyond.start(), /^Error: Too many profilers are running/);
  assert.equal(beyond.isRunning, false);
  for (const profiler of profilers) profiler.stop();
  beyond.start().stop();
});

test('the CPU time is that of the program, without what starting and stopping take', () => {
  const before = process.cpuUsage();
  const { cpuTime } = new Profiler().start().stop();
  const { user, system } = process.cpuUsage(before);
  assert.ok(cpuTime < (user + system) / 1e6 / 2, `${cpuTime} s of ${user + system} us`);
});
