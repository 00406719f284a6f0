import { readdirSync, readlinkSync, renameSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { isRunning } from '../capture/python/process-status.ts';
import { RecordingLog } from '../formats/recording/recording-log.ts';
import { localTimestamp } from '../model/local-timestamp.ts';
import type { RecordingRequest } from '../session/recording-parts.ts';
import { makeFolder, reportsFolder } from './data-folder.ts';
import { hint } from './hint.ts';

const EXTENSION = '.recording';
/** Behind the time: the process that records, and where its number means something. */
const LOG_NAME = /-(\d+)@(.+)\.recording$/;
/** Nobody can see whether a process elsewhere runs: a log that was last written so many milliseconds ago is over. */
const LONG_AGO = 24 * 60 * 60 * 1000;

/** A log among the kept reports, for a recording that begins. Those that others left behind are told of. */
export function beginLog(request: RecordingRequest): RecordingLog {
  const folder = reportsFolder();
  keepCutShort();
  try {
    makeFolder(folder);
  } catch {
    // Then there is no log.
  }
  const name = `${localTimestamp(Date.now() / 1000)}-${process.pid}@${placeOfPids()}${EXTENSION}`;
  return new RecordingLog(join(folder, name), request);
}

/** Makes reports of the logs that others left behind when they were killed, and tells of them. */
export function keepCutShort(): void {
  const folder = reportsFolder();
  for (const name of listFolder(folder)) {
    const [, pid, place] = LOG_NAME.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, name);
    const isOver = place === placeOfPids() ? !isRunning(Number(pid)) : isOld(path);
    if (isOver) keepLog(path, 'A recording was cut short.');
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

/** The home of a user may be that of several hosts and containers, each with processes of the same numbers. */
function placeOfPids(): string {
  const host = hostname().replace(/[^\w.-]/g, '_');
  try {
    return `${host}-${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return host;
  }
}

function isOld(path: string): boolean {
  try {
    return statSync(path).mtimeMs < Date.now() - LONG_AGO;
  } catch {
    return false;
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
