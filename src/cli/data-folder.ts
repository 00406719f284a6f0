import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Where reports are kept for --load-prev. */
export function reportsFolder(): string {
  return join(dataFolder(), 'reports');
}

/**
 * Makes a folder and those that it is in. Node.js does so too, but never ends where a folder takes no other and the system says that
 * there is none, as in /proc.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (
    let folder = resolve(path);
    !existsSync(folder) && folder !== dirname(folder);
    folder = dirname(folder)
  )
    missing.push(folder);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another callwise may have been faster.
      if (!existsSync(folder)) throw error;
    }
  }
}

/** Where programs of this user keep their data, by the custom of each system. */
function dataFolder(): string {
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'callwise');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'callwise');
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'callwise');
}
