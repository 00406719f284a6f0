import type { MiddlewareOptions } from './request-guard.ts';
import { RequestProfiler } from './request-profiler.ts';

/** Of a Hono context what is used here. */
export interface HonoContext {
  readonly req: { readonly method: string; readonly url: string; header(name: string): string | undefined };
  res: Response;
}

/** `app.use(honoProfiler(options))`, before the handlers. */
export function honoProfiler(
  options: MiddlewareOptions,
): (context: HonoContext, next: () => Promise<void>) => Promise<void> {
  const profiler = new RequestProfiler(options);
  return async (context, next) => {
    const { method, url } = context.req;
    const { pathname, search } = new URL(url);
    const header = (name: string): string | undefined => context.req.header(name);
    const profiled = profiler.begin({ method, url: pathname + search, header });
    if (profiled === undefined) return next();
    let report: ReturnType<typeof profiled.finish> | undefined;
    try {
      await profiled.within(next);
    } finally {
      report = profiled.finish();
    }
    if (!profiled.answers) return;
    const headers = { 'content-type': report.contentType, 'cache-control': 'no-store' };
    // Setting it adds to the headers of the one before, unless that is taken away first.
    Object.assign(context, { res: undefined });
    context.res = new Response(report.text, { status: report.status, headers });
  };
}
