import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// What a recorded process says by empty files in the folder for its sessions.

const BEGUN = '.begun';
const ENDS = '.ends';

/** It will leave its sessions there. False when nobody waits for them any more. */
export function sayBegun(folder: string): boolean {
  return mark(folder, BEGUN);
}

/** Their process ids. */
export function begunProcesses(folder: string): number[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(BEGUN))
    .map((name) => Number(name.slice(0, -BEGUN.length)));
}

/** It writes its session. */
export function sayEnds(folder: string): void {
  mark(folder, ENDS);
}

/** It would not be ended by that signal without callwise either. */
export function sayListens(folder: string, signal: NodeJS.Signals): void {
  mark(folder, `.${signal}`);
}

/** Whether a signal will have the effect on a process that it would have without callwise. */
export function heeds(folder: string, pid: number, signal: NodeJS.Signals): boolean {
  return [ENDS, `.${signal}`].some((extension) => existsSync(join(folder, `${pid}${extension}`)));
}

function mark(folder: string, extension: string): boolean {
  try {
    writeFileSync(join(folder, `${process.pid}${extension}`), '');
    return true;
  } catch {
    return false;
  }
}
