import { writeFile } from 'node:fs/promises';
import { sessionChunks, writeSessionFile } from '../formats/pyisession/index.ts';
import { consolePieces } from '../renderers/console/render-console.ts';
import { samplingNote } from '../renderers/console/sampling-note.ts';
import type { SessionData } from '../session/session-data.ts';
import { describeProblem, isSpecialFile, notWritable } from './output-file.ts';
import type { PreparedReport } from './prepare-report.ts';
import { writeOutput } from './standard-output.ts';

/** Writes the report where it was asked for. */
export async function deliverReport(session: SessionData, report: PreparedReport): Promise<void> {
  const { renderer, outputPath } = report;
  if (outputPath === undefined) return writePieces(session, report);
  try {
    // A session file takes the place of the old one, which a pipe or a device cannot have taken.
    if (renderer === 'session' && !isSpecialFile(outputPath)) await writeSessionFile(session, outputPath);
    else await writeFile(outputPath, piecesOf(session, report));
  } catch (error) {
    throw notWritable(outputPath, describeProblem(error), error);
  }
}

async function writePieces(session: SessionData, report: PreparedReport): Promise<void> {
  for (const piece of piecesOf(session, report)) await writeOutput(piece);
}

function* piecesOf(session: SessionData, report: PreparedReport): Iterable<string | Uint8Array> {
  if (report.renderer === 'session') {
    yield* sessionChunks(session);
    return;
  }
  yield* consolePieces(session, report.console);
  const note = samplingNote(session);
  if (note !== undefined) yield `${note}\n\n`;
}
