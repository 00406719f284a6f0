import type { SessionData } from '../../session/session-data.ts';
import { breakLine } from './break-line.ts';
import type { ConsoleOptions } from './console-options.ts';
import { consolePieces } from './render-console.ts';
import { samplingNote } from './sampling-note.ts';

/** The report as it is printed: with what the sampler says of itself, if it does. */
export function* consoleReport(session: SessionData, options: ConsoleOptions): Generator<string> {
  yield* consolePieces(session, options);
  const note = samplingNote(session);
  if (note !== undefined) yield `${note.split('\n').map(breakLine).join('\n')}\n\n`;
}
