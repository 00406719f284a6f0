import { factsOf, type IncomingRequest, type OutgoingResponse, watchExchange } from './node-http.ts';
import type { MiddlewareOptions } from './request-guard.ts';
import { RequestProfiler } from './request-profiler.ts';

/** Of a Koa context what is used here. */
export interface KoaContext {
  readonly req: IncomingRequest;
  readonly res: OutgoingResponse;
}

/** `app.use(koaProfiler(options))`, before the others. */
export function koaProfiler(
  options: MiddlewareOptions,
): (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown> {
  const profiler = new RequestProfiler(options);
  return (context, next) => {
    const profiled = profiler.begin(factsOf(context.req));
    if (profiled === undefined) return next();
    watchExchange({ request: context.req, response: context.res }, profiled);
    return profiled.within(next);
  };
}
