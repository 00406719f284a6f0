import { factsOf, type IncomingRequest, type OutgoingResponse, watchExchange } from './node-http.ts';
import type { MiddlewareOptions } from './request-guard.ts';
import { RequestProfiler } from './request-profiler.ts';

/** Of a Fastify instance what is used here. */
export interface FastifyApp {
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: IncomingRequest },
      reply: { readonly raw: OutgoingResponse },
      done: () => void,
    ) => void,
  ): unknown;
}

/** `fastifyProfiler(app, options)`, before the routes. */
export function fastifyProfiler(app: FastifyApp, options: MiddlewareOptions): void {
  const profiler = new RequestProfiler(options);
  app.addHook('onRequest', (request, reply, done) => {
    const profiled = profiler.begin(factsOf(request.raw));
    if (profiled === undefined) return done();
    watchExchange({ request: request.raw, response: reply.raw }, profiled);
    profiled.within(done);
  });
}
