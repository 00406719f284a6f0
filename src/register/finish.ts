import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { NodeRecording } from '../capture/node/index.ts';
import { workingFolder } from '../capture/node/working-folder.ts';
import { writeSessionFileSync } from '../formats/pyisession/index.ts';
import { consoleReport } from '../renderers/console/console-report.ts';
import type { RecordRequest } from './record-request.ts';
import { writeNow } from './say.ts';

/** Ends the recording and leaves the session where it was asked for, else prints the report on standard output. */
export function finish(recording: NodeRecording, request: RecordRequest | undefined): void {
  if (request !== undefined) {
    // It waits no more, and has said so.
    if (!existsSync(request.folder)) return;
    const session = recording.stop(request.targetDescription);
    writeSessionFileSync(session, freePath(request.folder));
    return;
  }
  const session = recording.stop(`Program: ${process.argv.slice(1).join(' ')}`);
  const color = process.stdout.isTTY && process.stdout.hasColors();
  const options = { unicode: process.platform !== 'win32', color, cwd: workingFolder() };
  for (const piece of consoleReport(session, options)) writeNow(1, piece);
}

/** A program that took the place of another one in the same process leaves that one's session alone. */
function freePath(folder: string): string {
  const name = `${process.pid}-${threadId}`;
  for (let program = 0; ; program++) {
    const path = join(folder, `${name}${program === 0 ? '' : `-${program}`}.pyisession`);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return path;
  }
}
