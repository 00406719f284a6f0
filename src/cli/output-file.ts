import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileBehind } from '../formats/whole-file.ts';
import { CallwiseError } from '../model/callwise-error.ts';

/** Throws a CallwiseError `file-not-writable` while there is still time: before a program has run for hours. */
export function checkWritable(path: string): void {
  try {
    const target = fileBehind(path);
    const existing = statSync(target, { throwIfNoEntry: false });
    if (existing?.isDirectory()) throw notWritable(path, 'it is a folder');
    if (existing !== undefined) accessSync(target, constants.W_OK);
    else accessSync(dirname(target), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw error instanceof CallwiseError ? error : notWritable(path, describeProblem(error), error);
  }
}

export function notWritable(path: string, reason: string, cause?: unknown): CallwiseError {
  return new CallwiseError('file-not-writable', `'${path}' cannot be written: ${reason}.`, { cause });
}

export function describeProblem(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOSPC') return 'there is no space left';
  if (code === 'ELOOP') return 'links lead in a circle';
  if (code === 'ENAMETOOLONG') return 'the name is too long';
  if (code === 'EROFS') return 'the file system is read-only';
  return code ?? String(error);
}
