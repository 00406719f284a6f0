import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { streamSSE, streamText } from 'hono/streaming';
import type { Session } from '../../src/api/index.ts';
import { honoProfiler } from '../../src/middleware/index.ts';
import { temporaryFolder } from '../support/run-callwise.ts';
import { secondsOf, serve } from '../support/serve.ts';
import { withinTries } from '../support/within-tries.ts';

function makePart(): string {
  const end = performance.now() + 30;
  while (performance.now() < end);
  return 'part ';
}

const PARTS = 4;
const TEXT = 'part '.repeat(PARTS);

const STREAMS: Readonly<Record<string, (context: Context) => Response>> = {
  streamText: (context) =>
    streamText(context, async function produce(stream) {
      for (let part = 0; part < PARTS; part++) {
        await sleep(5);
        await stream.write(makePart());
      }
    }),
  'a stream that is pulled': () => {
    let part = 0;
    async function produce(controller: ReadableStreamDefaultController): Promise<void> {
      await sleep(5);
      controller.enqueue(new TextEncoder().encode(makePart()));
      if (++part === PARTS) controller.close();
    }
    return new Response(new ReadableStream({ pull: produce }), { headers: { 'content-type': 'text/plain' } });
  },
};

interface Served {
  readonly url: string;
  /** What was profiled, in the order of its end. */
  readonly sessions: readonly Session[];
  /** Where reports are kept. */
  readonly folder: string | undefined;
}

/** Reports go to a folder, or are the answer. */
const WAYS = ['kept', 'the answer'] as const;

async function serveHono(
  context: TestContext,
  handler: (context: Context) => Response | Promise<Response>,
  way: (typeof WAYS)[number] = 'kept',
): Promise<Served> {
  const sessions: Session[] = [];
  const render = (session: Session): string => `report ${sessions.push(session)}`;
  const folder = way === 'kept' ? temporaryFolder(context) : undefined;
  const options = { allow: () => true, when: () => true, renderer: { render } };
  const app = new Hono();
  app.use(honoProfiler(folder === undefined ? options : { ...options, folder }));
  app.get('/', handler);
  return { url: await serve(context, getRequestListener(app.fetch)), sessions, folder };
}

async function firstOf({ sessions, folder }: Served): Promise<Session> {
  for (let tries = 1000; tries > 0; tries--) {
    const [session] = sessions;
    const isKept = folder === undefined || readdirSync(folder).some((name) => name.startsWith('callwise-'));
    if (session !== undefined && isKept) return session;
    await sleep(5);
  }
  throw new Error('no report came');
}

for (const way of WAYS) {
  for (const [name, handler] of Object.entries(STREAMS)) {
    test(`${name}: its making is in the profile, where the report is ${way}`, async (context) => {
      await withinTries(async () => {
        const served = await serveHono(context, handler, way);
        const response = await fetch(served.url);
        assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
        assert.equal(await response.text(), way === 'kept' ? TEXT : 'report 1');
        const session = await firstOf(served);
        // V8 may have inlined the making by now.
        const seconds = secondsOf(session, 'produce') - secondsOf(session, 'produce', '[await]');
        assert.ok(seconds > 0.8 * PARTS * 0.03, `${seconds} of ${session.duration}`);
      });
    });
  }
}

test('a stream is sent on while it is made', { timeout: 20_000 }, async (context) => {
  const { promise: isRead, resolve } = Promise.withResolvers<void>();
  const served = await serveHono(context, (of) =>
    streamText(of, async (stream) => {
      await stream.write('first');
      await isRead;
      await stream.write('last');
    }),
  );
  const response = await fetch(served.url);
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    resolve();
  }
  assert.equal(text, 'firstlast');
  await firstOf(served);
});

test('a body that is there at once keeps its length', async (context) => {
  const served = await serveHono(context, (of) => of.text('done'));
  const response = await fetch(served.url);
  assert.equal(response.headers.get('content-length'), '4');
  assert.equal(await response.text(), 'done');
  await firstOf(served);
});

for (const way of WAYS) {
  const name = `where the report is ${way}`;
  test(`the profile ends with the client, ${name}, while the handler waits for ever`, {
    timeout: 20_000,
  }, async (context) => {
    const { promise: isHere, resolve: come } = Promise.withResolvers<void>();
    const handler = (): Promise<Response> => {
      come();
      return new Promise<Response>(() => undefined);
    };
    const served = await serveHono(context, handler, way);
    const client = new AbortController();
    const request = fetch(served.url, { signal: client.signal });
    await isHere;
    client.abort();
    await assert.rejects(request);
    await firstOf(served);
  });

  test(`the profile ends with the client, ${name}, and an endless stream learns that it went`, {
    timeout: 20_000,
  }, async (context) => {
    const { promise: isAborted, resolve: abort } = Promise.withResolvers<void>();
    const { promise: hasBegun, resolve: begin } = Promise.withResolvers<void>();
    const handler = (of: Context): Response =>
      streamSSE(of, async (stream) => {
        stream.onAbort(abort);
        while (!stream.aborted) {
          await stream.writeSSE({ data: 'more' });
          await sleep(5);
          begin();
        }
      });
    const served = await serveHono(context, handler, way);
    const client = new AbortController();
    const request = fetch(served.url, { signal: client.signal }).then((response) => response.text());
    await hasBegun;
    client.abort();
    await assert.rejects(request);
    await isAborted;
    await firstOf(served);
  });
}
