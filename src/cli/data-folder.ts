import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where reports are kept for --load-prev. */
export function reportsFolder(): string {
  return join(dataFolder(), 'reports');
}

/** Where programs of this user keep their data, by the custom of each system. */
function dataFolder(): string {
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'callwise');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'callwise');
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'callwise');
}
