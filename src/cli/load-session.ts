import { readProfileFile } from '../formats/registry.ts';
import { CallwiseError } from '../model/callwise-error.ts';
import type { SessionData } from '../session/session-data.ts';
import { showProgress } from './loading-progress.ts';

/** Reads a saved session, showing how far it is. Rejects with a CallwiseError that names the file. */
export async function loadSession(path: string): Promise<SessionData> {
  const progress = showProgress(`Loading ${path}`);
  try {
    return await readProfileFile(path, { onProgress: progress.update });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new CallwiseError('file-not-found', `There is no file '${path}'.`, { cause: error });
    const reason = REASONS.get(code ?? '');
    if (reason === undefined) throw error;
    throw new CallwiseError('file-not-readable', `'${path}' cannot be read: ${reason}.`, { cause: error });
  } finally {
    progress.end();
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['ELOOP', 'its links lead in a circle'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EIO', 'the device reports an error'],
]);
