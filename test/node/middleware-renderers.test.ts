import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { type MiddlewareRenderer, profiledHandler } from '../../src/middleware/index.ts';
import { serve } from '../support/serve.ts';

/** As written without types. */
const RENDERERS: Readonly<Record<string, () => unknown>> = {
  'a promise': async () => 'later',
  'a promise that fails': async () => {
    throw new Error('later');
  },
  nothing: () => undefined,
};

for (const [name, render] of Object.entries(RENDERERS)) {
  for (const mostSeconds of [60, 0.1]) {
    const when = mostSeconds < 1 ? 'when its time is up' : 'with the response';
    test(`a renderer that gives ${name} is warned of, ${when}, and the server goes on`, {
      timeout: 20_000,
    }, async (context) => {
      const warned = once(process, 'warning');
      const handler: RequestListener = (_, response) => {
        if (mostSeconds > 1) response.end('done');
      };
      const listener = profiledHandler(handler, {
        allow: () => true,
        queryParameter: 'profile',
        renderer: { render } as unknown as MiddlewareRenderer,
        mostSeconds,
      }) as RequestListener;
      const response = await fetch(`${await serve(context, listener)}?profile`);
      assert.equal(response.status, 500);
      assert.match(await response.text(), /could not be made/);
      assert.match(String(await warned), /has to return text/);
    });
  }
}
