import { readlinkSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * The kernel may end a wait 50 us late to save wake-ups, and let others run first when all cores are taken; the calling
 * thread wants to be on time, and takes little. Neither is granted everywhere.
 */
export function askForPunctuality(): void {
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
    writeFileSync(`/proc/${thread}/timerslack_ns`, '1');
  } catch {}
  try {
    // On Linux this is the calling thread alone.
    setPriority(constants.priority.PRIORITY_HIGHEST);
  } catch {}
}
