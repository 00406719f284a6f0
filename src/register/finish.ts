import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { NodeRecording } from '../capture/node/index.ts';
import { writeSessionFileSync } from '../formats/pyisession/index.ts';
import { consoleReport } from '../renderers/console/console-report.ts';
import type { RecordRequest } from './record-request.ts';

/** Ends the recording and leaves the session where it was asked for, else prints the report on standard output. */
export function finish(recording: NodeRecording, request: RecordRequest | undefined): void {
  if (request !== undefined) {
    const session = recording.stop(request.targetDescription);
    writeSessionFileSync(session, join(request.folder, `${process.pid}-${threadId}.pyisession`));
    return;
  }
  const session = recording.stop(`Program: ${process.argv.slice(1).join(' ')}`);
  const color = process.stdout.isTTY && process.stdout.hasColors();
  const options = { unicode: process.platform !== 'win32', color, cwd: process.cwd() };
  for (const piece of consoleReport(session, options)) print(piece);
}

/** Whole, and before it returns, though a pipe may not take it all at once. */
function print(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
