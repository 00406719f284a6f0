import { bodyToItsEnd, readToItsEnd } from './body-end.ts';
import type { MiddlewareOptions } from './request-guard.ts';
import { type ProfiledRequest, RequestProfiler } from './request-profiler.ts';

/** Of a Hono context what is used here. */
export interface HonoContext {
  readonly req: {
    readonly method: string;
    readonly url: string;
    readonly raw: { readonly signal: AbortSignal };
    header(name: string): string | undefined;
  };
  res: Response;
}

/** `app.use(honoProfiler(options))`, before the handlers. */
export function honoProfiler(
  options: MiddlewareOptions,
): (context: HonoContext, next: () => Promise<void>) => Promise<void> {
  const profiler = new RequestProfiler(options);
  return async (context, next) => {
    const { method, url, raw } = context.req;
    const { pathname, search } = new URL(url);
    const header = (name: string): string | undefined => context.req.header(name);
    const profiled = profiler.begin({ method, url: pathname + search, header });
    if (profiled === undefined) return next();
    raw.signal.addEventListener('abort', () => profiled.end(), { once: true });
    const handled = handle(context, next, profiled);
    try {
      await (profiled.answers ? Promise.race([handled, profiled.finished]) : handled);
    } catch (error) {
      profiled.end();
      throw error;
    }
    if (profiled.answers) {
      const report = profiled.finish();
      const headers = { 'content-type': report.contentType, 'cache-control': 'no-store' };
      answer(context, new Response(report.text, { status: report.status, headers }));
      return;
    }
    const { status, headers, body } = context.res;
    if (body === null || body.locked) profiled.end();
    else answer(context, new Response(await bodyToItsEnd(body, profiled), { status, headers }));
  };
}

async function handle(
  context: HonoContext,
  next: () => Promise<void>,
  profiled: ProfiledRequest,
): Promise<void> {
  await profiled.within(next);
  if (profiled.answers) await readToItsEnd(context.res.body, profiled);
}

/** Setting it adds to the headers of the one before, unless that is taken away first. */
function answer(context: HonoContext, response: Response): void {
  Object.assign(context, { res: undefined });
  context.res = response;
}
