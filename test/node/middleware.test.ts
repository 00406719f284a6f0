import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { Session, SessionRenderer } from '../../src/api/index.ts';
import {
  expressProfiler,
  fastifyProfiler,
  honoProfiler,
  koaProfiler,
  type MiddlewareOptions,
  profiledHandler,
} from '../../src/middleware/index.ts';
import { temporaryFolder } from '../support/run-callwise.ts';
import { secondsOf, serve } from '../support/serve.ts';
import { withinTries } from '../support/within-tries.ts';

/** Seconds of work by the request that asked for so many milliseconds of it. */
const worked = new Map<string, number>();

function handleWork(millis: string): void {
  const begin = performance.now();
  while (performance.now() < begin + Number(millis));
  worked.set(millis, (performance.now() - begin) / 1000);
}

/** `/80` waits, works for 80 ms and waits again. */
async function answer(url: string): Promise<string> {
  const millis = /\d+/.exec(url)?.[0] ?? '1';
  await sleep(30);
  handleWork(millis);
  await sleep(30);
  return `done ${millis}`;
}

type Listening = (options: MiddlewareOptions) => RequestListener | Promise<RequestListener>;

const FRAMEWORKS: Readonly<Record<string, Listening>> = {
  'node:http': (options) =>
    profiledHandler(async (request, response) => {
      const text = await answer(request.url ?? '');
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': text.length });
      response.write(text);
      response.end();
    }, options),
  express: (options) => {
    const app = express();
    app.use(expressProfiler(options));
    app.get('/:millis', async (request, response) => {
      response.send(await answer(request.url));
    });
    return app;
  },
  fastify: async (options) => {
    const app = fastify();
    fastifyProfiler(app, options);
    app.get('/:millis', (request) => answer(request.url));
    await app.ready();
    return (request, response) => app.routing(request, response);
  },
  koa: (options) => {
    const app = new Koa();
    app.use(koaProfiler(options));
    app.use(async (context) => {
      context.body = await answer(context.url);
    });
    return app.callback();
  },
  hono: (options) => {
    const app = new Hono();
    app.use(honoProfiler(options));
    app.get('/:millis', async (context) => context.text(await answer(context.req.path)));
    return getRequestListener(app.fetch);
  },
};

const allow: MiddlewareOptions['allow'] = (request) => request.header('x-key') === 'secret';
const headers = { 'x-key': 'secret' };

for (const [name, listen] of Object.entries(FRAMEWORKS)) {
  test(`${name}: who may ask gets the report for a response, others what they came for`, async (context) => {
    const base = await serve(
      context,
      await listen({ allow, queryParameter: 'profile', header: 'X-Profile' }),
    );
    const report = await fetch(`${base}/60?profile=1`, { headers });
    assert.equal(report.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(await report.text(), /^<!doctype html>[\s\S]*GET \/60/i);
    const byHeader = await fetch(`${base}/60`, { headers: { ...headers, 'x-profile': '1' } });
    assert.match(byHeader.headers.get('content-type') ?? '', /html/);
    await byHeader.text();
    for (const request of [fetch(`${base}/5?profile=1`), fetch(`${base}/5`, { headers })]) {
      assert.equal(await (await request).text(), 'done 5');
    }
  });

  test(`${name}: concurrent requests each have their own time`, async (context) => {
    await withinTries(async () => {
      const folder = temporaryFolder(context);
      const options = { allow, samplingRate: 1, folder, renderer: new SessionRenderer() };
      const base = await serve(context, await listen(options));
      const wanted = ['91', '47', '72'];
      const answers = await Promise.all(
        wanted.map(async (millis) => (await fetch(`${base}/${millis}`, { headers })).text()),
      );
      assert.deepEqual(
        answers,
        wanted.map((millis) => `done ${millis}`),
      );
      await sleep(200);
      const sessions = readdirSync(folder).map((file) => Session.loadSync(join(folder, file)));
      assert.deepEqual(sessions.map((session) => session.targetDescription).sort(), [
        'GET /47',
        'GET /72',
        'GET /91',
      ]);
      for (const session of sessions) {
        const expected = worked.get(session.targetDescription.slice('GET /'.length)) ?? 0;
        // V8 may have inlined the work by now.
        const waited = secondsOf(session, 'answer', '[await]');
        const inside = secondsOf(session, 'answer') - waited;
        assert.ok(
          Math.abs(inside - expected) < 0.02 + 0.2 * expected,
          `${name}: ${inside} is not ${expected}`,
        );
        assert.ok(waited > 0.05, `${name}: no wait in ${session.targetDescription}`);
      }
    });
  });
}

test('without a guard nothing is profiled, whatever else is set', async (context) => {
  const folder = temporaryFolder(context);
  const options = { queryParameter: 'profile', samplingRate: 1, when: () => true, folder };
  const base = await serve(context, await (FRAMEWORKS['node:http'] as Listening)(options));
  assert.equal(await (await fetch(`${base}/5?profile=1`)).text(), 'done 5');
  assert.deepEqual(readdirSync(folder), []);
});

test('a report for the folder is made when the client has its answer, and has nothing of what comes then', {
  timeout: 20_000,
}, async (context) => {
  const { promise, resolve } = Promise.withResolvers<{ session: Session; written: number }>();
  let written = (): number => 0;
  let [begin, end] = [0, 0];
  const render = (session: Session): string => {
    resolve({ session, written: written() });
    return '';
  };
  const when = (): boolean => {
    begin = performance.now();
    return true;
  };
  const handler: RequestListener = (_, response) => {
    const { socket } = response;
    written = () => socket?.bytesWritten ?? 0;
    handleWork('40');
    response.end('done');
    end = performance.now();
    handleWork('400');
  };
  const folder = temporaryFolder(context);
  const oldest = join(folder, 'callwise-20000101T000000000-1.txt');
  writeFileSync(oldest, '');
  const options = { renderer: { render }, when, folder, keep: 1 };
  assert.equal(await (await ask(context, handler, options)).text(), 'done');
  const { session, written: sent } = await promise;
  assert.ok(sent > 0);
  assert.ok(session.duration > 0.03 && session.duration <= (end - begin) / 1000, `${session.duration}`);
  while (existsSync(oldest)) await sleep(5);
});

test('the newest reports stay in the folder, and what else is in it', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'notes.txt'), '');
  const options = { allow: () => true, when: () => true, folder, keep: 2, renderer: new SessionRenderer() };
  const base = await serve(context, await (FRAMEWORKS['node:http'] as Listening)(options));
  for (const path of ['/1', '/..%2f..%2f2', '/3']) await (await fetch(base + path)).text();
  const expected = /^callwise-\d{8}T\d{9}-2\.pyisession callwise-\d{8}T\d{9}-3\.pyisession notes\.txt$/;
  let files = '';
  for (let tries = 250; !expected.test(files) && tries > 0; tries--) {
    await sleep(20);
    files = readdirSync(folder).sort().join(' ');
  }
  assert.match(files, expected);
});

/** What a handler of `node:http` answers to one request that is allowed and asks, with the options on top of that. */
async function ask(
  context: TestContext,
  handler: RequestListener,
  options: MiddlewareOptions = {},
): Promise<Response> {
  const all = { allow: () => true, queryParameter: 'profile', ...options };
  const base = await serve(context, profiledHandler(handler, all) as RequestListener);
  return fetch(`${base}/5?profile=1`, { method: 'POST', body: 'body', signal: AbortSignal.timeout(5000) });
}

const simple: RequestListener = (_, response) => response.end('done');

test('a guard that fails or gives a promise allows nothing', async (context) => {
  const warned = once(process, 'warning');
  const failing = (): boolean => {
    throw new Error('in the guard');
  };
  assert.equal(await (await ask(context, simple, { allow: failing })).text(), 'done');
  assert.match(String((await warned)[0]), /in the guard/);
  const late = (async () => false) as unknown as () => boolean;
  assert.equal(await (await ask(context, simple, { allow: late })).text(), 'done');
});

test('a report that cannot be made fails no request that did not come for it', async (context) => {
  const renderer = {
    render: () => {
      throw new Error('in the renderer');
    },
  };
  const answered = await ask(context, simple, { renderer });
  assert.equal(answered.status, 500);
  assert.doesNotMatch(await answered.text(), /in the renderer/);
  const folder = temporaryFolder(context);
  assert.equal(await (await ask(context, simple, { renderer, folder })).text(), 'done');
  assert.throws(() => profiledHandler(simple, { interval: 0 }), RangeError);
});

test('a handler that waits for what it wrote goes on when the report takes its place', async (context) => {
  let isOver = false;
  const report = await ask(context, async (_, response) => {
    await new Promise<void>((resolve) => response.write('some', () => resolve()));
    await new Promise<void>((resolve) => response.end('more', resolve));
    isOver = true;
  });
  assert.match(await report.text(), /^<!doctype html>/i);
  assert.ok(isOver);
});

test('what a handler does with the events of the body belongs to the request', async (context) => {
  await withinTries(async () => {
    let session: Session | undefined;
    const render = (of: Session): string => {
      session = of;
      return '';
    };
    const handler: RequestListener = (request, response) => {
      request.resume().on('end', async () => response.end(await answer('/60')));
    };
    await (await ask(context, handler, { renderer: { render } })).text();
    assert.ok(session !== undefined);
    const inside = secondsOf(session, 'answer');
    assert.ok(inside > 0.8 * session.duration, `${inside} of ${session.duration}`);
  });
});

test('requests beyond what V8 profiles at once are answered all the same', async (context) => {
  const requests = 120;
  const { promise: allAreHere, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  const handler: RequestListener = async (_, response) => {
    if (++arrived === requests) resolve();
    await allAreHere;
    response.end('done');
  };
  const renderer = { render: () => 'report' };
  const options = { allow, queryParameter: 'profile', renderer, mostAtOnce: requests };
  const base = await serve(context, profiledHandler(handler, options) as RequestListener);
  const answers = await Promise.all(
    Array.from({ length: requests }, async () => (await fetch(`${base}/?profile=1`, { headers })).text()),
  );
  assert.deepEqual(new Set(answers), new Set(['report', 'done']));
});
