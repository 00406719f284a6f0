import { HTMLRenderer } from '../api/html-renderer.ts';
import type { ConsoleOptions } from '../renderers/console/console-options.ts';
import type { HtmlOptions } from '../renderers/html/html-options.ts';
import type { SessionData } from '../session/session-data.ts';

/** The page, which begins with what the options of the command line ask for. */
export function htmlReport(
  session: SessionData,
  { timeline, ...options }: ConsoleOptions & HtmlOptions,
): Iterable<string> {
  return new HTMLRenderer({ ...(timeline ? { view: 'timeline' } : {}), ...options }).renderPieces(session);
}
