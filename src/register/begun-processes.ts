import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const EXTENSION = '.begun';

/** Leaves word that this process will leave its sessions there. False when nobody waits for them any more. */
export function sayBegun(folder: string): boolean {
  try {
    writeFileSync(join(folder, `${process.pid}${EXTENSION}`), '');
    return true;
  } catch {
    return false;
  }
}

/** Their process ids. */
export function begunProcesses(folder: string): number[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => Number(name.slice(0, -EXTENSION.length)));
}
