// Programs that wait in every way there is and measure it themselves; prints, for each, the share of the time in which
// the awaiting function waited, as measured and as the profile has it.

import { AsyncLocalStorage } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { Profiler } from '../../../src/api/index.ts';
import { secondsBelow } from './seconds-below.ts';

const ROUNDS = 5;

function work(millis: number): void {
  const end = performance.now() + millis;
  let sum = 0;
  while (performance.now() < end) for (let i = 0; i < 1000; i++) sum += Math.sqrt(i + sum);
}

/** What the program itself measured, in milliseconds. */
class Waited {
  millis = 0;

  async during<Result>(wait: Promise<Result>): Promise<Result> {
    const begin = performance.now();
    const result = await wait;
    this.millis += performance.now() - begin;
    return result;
  }

  /** Likewise, without the time in which Node itself worked for it. */
  async inNode<Result>(wait: Promise<Result>): Promise<Result> {
    const [begin, before] = [performance.now(), cpuMillis()];
    const result = await this.during(wait);
    const idling = (performance.now() - begin) * cpuShareOfWaiting;
    this.millis -= Math.max(0, cpuMillis() - before - idling);
    return result;
  }
}

function cpuMillis(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** V8's sampler interrupts a thread that waits too, and that is no work for what it waits for. */
let cpuShareOfWaiting = 0;

async function measureWaiting(): Promise<void> {
  const profiler = new Profiler().start();
  await sleep(50);
  const [begin, before] = [performance.now(), cpuMillis()];
  await sleep(200);
  cpuShareOfWaiting = (cpuMillis() - before) / (performance.now() - begin);
  profiler.stop();
}

type Case = (waited: Waited) => Promise<void>;

async function fetchRow(millis: number): Promise<number> {
  await sleep(millis);
  return millis;
}

async function* rows(millis: number): AsyncGenerator<number> {
  for (let row = 0; row < 3; row++) {
    await sleep(millis);
    yield row;
  }
}

async function drain(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

const storage = new AsyncLocalStorage<number>();

const CASES: Readonly<Record<string, Case>> = {
  async nested(waited) {
    await waited.during(fetchRow(30));
    work(20);
  },
  async timers(waited) {
    await waited.during(new Promise((resolve) => setTimeout(resolve, 25)));
    work(15);
    await waited.during(immediate());
  },
  async chain(waited) {
    await waited.during(
      sleep(10)
        .then(() => sleep(15))
        .then(() => 1)
        .finally(() => undefined),
    );
    work(15);
  },
  async all(waited) {
    await waited.during(Promise.all([fetchRow(10), fetchRow(20), fetchRow(30)]));
    work(15);
  },
  async race(waited) {
    await waited.during(Promise.race([fetchRow(20), fetchRow(25)]));
    work(20);
  },
  async events(waited) {
    const emitter = new EventEmitter();
    setTimeout(() => emitter.emit('done'), 25);
    await waited.during(once(emitter, 'done'));
    work(20);
  },
  async streams(waited) {
    const stream = new PassThrough();
    setTimeout(() => stream.end('x'), 25);
    await waited.during(once(stream.resume(), 'end'));
    work(20);
  },
  async files(waited) {
    const folder = mkdtempSync(join(tmpdir(), 'callwise-waits-'));
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    setTimeout(() => writeFileSync(pipe, 'x'), 40);
    await waited.inNode(readFile(pipe));
    work(20);
    rmSync(folder, { recursive: true });
  },
  async fetching(waited) {
    const server = createServer((_, response) => void setTimeout(() => response.end('x'), 150)).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const response = await waited.inNode(fetch(`http://127.0.0.1:${port}`));
    await waited.inNode(response.text());
    work(20);
    server.close();
    server.closeAllConnections();
  },
  async contexts(waited) {
    await storage.run(1, () => waited.during(fetchRow(25)));
    work(20);
  },
  async generators(waited) {
    const iterator = rows(10);
    while ((await waited.during(iterator.next())).done !== true) work(5);
  },
  async iterating(waited) {
    await waited.inNode(drain(Readable.from(rows(50))));
    work(10);
  },
};

async function main(): Promise<void> {
  await measureWaiting();
  for (const [name, run] of Object.entries(CASES)) {
    // What the first profile makes Node load and V8 collect is over with it.
    await new Profiler().begin().within(() => run(new Waited()));
    const waited = new Waited();
    const profiler = new Profiler();
    profiler.start();
    const begin = performance.now();
    for (let round = 0; round < ROUNDS; round++) await run(waited);
    const millis = performance.now() - begin;
    const session = profiler.stop();
    const seen = secondsBelow(session, { callers: ['main', name], leaf: '[await]' });
    console.log(JSON.stringify({ name, measured: waited.millis / millis, seen: seen / session.duration }));
  }
}

await main();
