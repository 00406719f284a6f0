import type { ConsoleOptions } from '../renderers/console/console-options.ts';
import { consolePieces } from '../renderers/console/render-console.ts';
import { samplingNote } from '../renderers/console/sampling-note.ts';
import type { SessionData } from '../session/session-data.ts';

/** The report as it is printed: with a line on what the sampler missed, if it did. */
export function* consoleReport(session: SessionData, options: ConsoleOptions): Generator<string> {
  yield* consolePieces(session, options);
  const note = samplingNote(session);
  if (note !== undefined) yield `${note}\n\n`;
}
