import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Whether a process runs Node, maybe one that was replaced since then by an upgrade. */
export function isNodeProcess(pid: number): boolean {
  try {
    return /^node(?:js)?\d*(?: \(deleted\))?$/.test(basename(readlinkSync(`/proc/${pid}/exe`)));
  } catch {
    return false;
  }
}
