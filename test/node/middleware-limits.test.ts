import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { streamText } from 'hono/streaming';
import Koa from 'koa';
import type { Session } from '../../src/api/index.ts';
import {
  expressProfiler,
  fastifyProfiler,
  honoProfiler,
  koaProfiler,
  type MiddlewareOptions,
  profiledHandler,
} from '../../src/middleware/index.ts';
import { temporaryFolder } from '../support/run-callwise.ts';
import { serve } from '../support/serve.ts';

const MOST_SECONDS = 0.2;
const timeout = 20_000;

interface Reports {
  readonly sessions: Session[];
  readonly options: MiddlewareOptions;
}

function reports(options: MiddlewareOptions): Reports {
  const sessions: Session[] = [];
  const render = (session: Session): string => `report ${sessions.push(session)}`;
  return { sessions, options: { allow: () => true, when: () => true, renderer: { render }, ...options } };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 1000; !isSo(); tries--) {
    assert.ok(tries > 0, 'it took too long');
    await sleep(5);
  }
}

function profiled(handler: RequestListener, options: MiddlewareOptions): RequestListener {
  return profiledHandler(handler, options) as RequestListener;
}

test('a profile that is kept ends when its time is up, and the request goes on', {
  timeout,
}, async (context) => {
  const folder = temporaryFolder(context);
  const oldest = join(folder, 'callwise-20000101T000000000-1.txt');
  writeFileSync(oldest, '');
  const { sessions, options } = reports({ folder, keep: 1, mostSeconds: MOST_SECONDS });
  const handler: RequestListener = async (_, response) => {
    response.write('begin ');
    await until(() => sessions.length > 0);
    response.end('end');
  };
  const response = await fetch(await serve(context, profiled(handler, options)));
  assert.equal(await response.text(), 'begin end');
  assert.equal(sessions.length, 1);
  // The report is there, and nothing is done in the folder any more.
  await until(() => !existsSync(oldest));
  assert.ok((sessions[0]?.duration ?? 0) >= MOST_SECONDS * 0.9);
});

/** Each handles a request in which `wait` is awaited before the answer. */
const FRAMEWORKS: Readonly<
  Record<
    string,
    (options: MiddlewareOptions, wait: () => Promise<void>) => RequestListener | Promise<RequestListener>
  >
> = {
  'node:http': (options, wait) =>
    profiled(async (_, response: ServerResponse) => {
      response.flushHeaders();
      await wait();
      response.setHeader('x-late', '1').appendHeader('x-late', '2');
      response.writeHead(200, { 'content-type': 'text/plain' });
      await new Promise<void>((resolve) => response.write('late', () => resolve()));
      await new Promise<void>((resolve) => response.end('late', resolve));
    }, options),
  express: (options, wait) => {
    const app = express();
    app.use(expressProfiler(options));
    app.get('/', async (_, response) => {
      await wait();
      response.cookie('late', '1').status(201).json({ late: true });
    });
    return app;
  },
  fastify: async (options, wait) => {
    const app = fastify();
    fastifyProfiler(app, options);
    app.get('/', async (_, reply) => {
      await wait();
      reply.header('x-late', '1');
      return { late: true };
    });
    await app.ready();
    return (request, response) => app.routing(request, response);
  },
  koa: (options, wait) => {
    const app = new Koa();
    app.use(koaProfiler(options));
    app.use(async (of) => {
      await wait();
      of.set('x-late', '1');
      of.body = { late: true };
    });
    return app.callback();
  },
  hono: (options, wait) => {
    const app = new Hono();
    app.use(honoProfiler(options));
    app.get('/', async (of) => {
      await wait();
      of.header('x-late', '1');
      return of.json({ late: true });
    });
    return getRequestListener(app.fetch);
  },
};

for (const [name, listen] of Object.entries(FRAMEWORKS)) {
  test(`${name}: a report is the answer when its time is up, whatever the handler does then`, {
    timeout,
  }, async (context) => {
    const { options, sessions } = reports({ mostSeconds: MOST_SECONDS });
    const { promise: isAnswered, resolve: answered } = Promise.withResolvers<void>();
    const errors = context.mock.method(console, 'error', () => undefined);
    let isLate = false;
    const listener = await listen(options, async () => {
      await isAnswered;
      isLate = true;
    });
    const base = await serve(context, listener);
    const response = await fetch(base);
    assert.equal(await response.text(), 'report 1');
    assert.equal(response.headers.get('x-late'), null);
    answered();
    await until(() => isLate);
    // An error of the handler would come by now, and the connection is fit for another request.
    assert.equal(await (await fetch(base)).text(), 'report 2');
    assert.equal(sessions.length, 2);
    assert.equal(errors.mock.callCount(), 0);
  });
}

test('an endless stream is given up when its report has been sent', { timeout }, async (context) => {
  const { options } = reports({ mostSeconds: MOST_SECONDS });
  let isAborted = false;
  const app = new Hono();
  app.use(honoProfiler(options));
  app.get('/', (of) =>
    streamText(of, async (stream) => {
      stream.onAbort(() => {
        isAborted = true;
      });
      while (!stream.aborted) await stream.write('more').then(() => sleep(5));
    }),
  );
  const response = await fetch(await serve(context, getRequestListener(app.fetch)));
  assert.equal(await response.text(), 'report 1');
  await until(() => isAborted);
});

test('no more requests are profiled at once than are allowed', { timeout }, async (context) => {
  const { options } = reports({ mostAtOnce: 2 });
  const requests = 5;
  let begun = 0;
  const handler: RequestListener = async (_, response) => {
    begun++;
    await until(() => begun >= requests);
    response.end('done');
  };
  const base = await serve(context, profiled(handler, options));
  const answers = await Promise.all(Array.from({ length: requests }, async () => (await fetch(base)).text()));
  assert.deepEqual(answers.sort(), ['done', 'done', 'done', 'report 1', 'report 2']);
  assert.equal(await (await fetch(base)).text(), 'report 3');
});

test('limits are numbers above 0', () => {
  const handler: RequestListener = (_, response) => response.end();
  const wrongs = [{ mostSeconds: 0 }, { mostSeconds: Number.NaN }, { mostAtOnce: -1 }, { keep: Number.NaN }];
  for (const wrong of wrongs) {
    assert.throws(() => profiledHandler(handler, wrong), RangeError);
  }
  const most = Number.POSITIVE_INFINITY;
  profiledHandler(handler, { mostSeconds: most, mostAtOnce: most, keep: most });
});
