import { readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isRunning } from '../capture/python/process-status.ts';
import { RecordingLog } from '../formats/recording/recording-log.ts';
import { localTimestamp } from '../model/local-timestamp.ts';
import type { RecordingRequest } from '../session/recording-parts.ts';
import { makeFolder, reportsFolder } from './data-folder.ts';
import { hint } from './hint.ts';

const EXTENSION = '.recording';
/** Behind the time and the process that records. */
const LOG_NAME = /-(\d+)\.recording$/;

/** A log among the kept reports, for a recording that begins. Those that others left behind are told of. */
export function beginLog(request: RecordingRequest): RecordingLog {
  const folder = reportsFolder();
  keepCutShort();
  try {
    makeFolder(folder);
  } catch {
    // Then there is no log.
  }
  const name = `${localTimestamp(Date.now() / 1000)}-${process.pid}${EXTENSION}`;
  return new RecordingLog(join(folder, name), request);
}

/** Makes reports of the logs that others left behind when they were killed, and tells of them. */
export function keepCutShort(): void {
  const folder = reportsFolder();
  for (const name of listFolder(folder)) {
    const pid = LOG_NAME.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    keepLog(join(folder, name), 'A recording was cut short.');
  }
}

/** Makes a report like the others of a log, for `reason`. */
export function keepLog(path: string, reason: string): void {
  const identifier = basename(path, EXTENSION);
  try {
    renameSync(path, join(reportsFolder(), `${identifier}.pyisession`));
    hint(`${reason} To view it, run:\n    callwise --load-prev ${identifier}\n`);
  } catch {
    // Another callwise was faster, or the file is not ours to move.
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
