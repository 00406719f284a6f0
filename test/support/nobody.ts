import { spawnSync } from 'node:child_process';
import { CALLWISE } from './run-callwise.ts';

/** The id of a user with no rights over the processes of others. */
export const NOBODY = 65_534;

/** The value for a test's `skip`: the reason when callwise cannot be run as that user. */
export function whyNotAsNobody(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root can run callwise as another user';
  const canRead = spawnSync(process.execPath, ['-e', `fs.accessSync(${JSON.stringify(CALLWISE)})`], {
    uid: NOBODY,
  });
  return canRead.status === 0 ? false : 'other users cannot read this folder';
}
