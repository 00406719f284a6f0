import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Whether a process runs Node. */
export function isNodeProcess(pid: number): boolean {
  try {
    return /^node(?:js)?\d*$/.test(basename(readlinkSync(`/proc/${pid}/exe`)));
  } catch {
    return false;
  }
}
