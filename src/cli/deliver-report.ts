import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWholeFile } from '../formats/whole-file.ts';
import type { SessionData } from '../session/session-data.ts';
import { withoutTrackRoots } from '../session/track-roots.ts';
import { openInBrowser } from './open-in-browser.ts';
import { describeProblem, notWritable } from './output-file.ts';
import type { PreparedReport } from './prepare-report.ts';
import { writeOutput } from './standard-output.ts';

/** Writes the report where it was asked for. */
export async function deliverReport(whole: SessionData, report: PreparedReport): Promise<void> {
  const { opensBrowser, together } = report;
  const outputPath = report.outputPath ?? (opensBrowser ? temporaryPage() : undefined);
  const session = together ? withoutTrackRoots(whole) : whole;
  if (outputPath === undefined) {
    for await (const piece of report.pieces(session)) await writeOutput(piece);
    return;
  }
  try {
    await writeWholeFile(outputPath, report.pieces(session));
  } catch (error) {
    throw isOfSystem(error) ? notWritable(outputPath, describeProblem(error), error) : error;
  }
  if (opensBrowser) await openInBrowser(outputPath);
}

/** Anything else is the renderer's. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** A file that stays: the browser may be slow, and the page is worth keeping. */
function temporaryPage(): string {
  return join(mkdtempSync(join(tmpdir(), 'callwise-')), 'report.html');
}
