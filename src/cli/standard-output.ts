import { CallwiseError } from '../model/callwise-error.ts';

/**
 * Writes to standard output. Whoever reads it may stop early (`| head`) and a terminal may be
 * closed: then the rest is dropped without a word.
 * Other failures throw a CallwiseError.
 */
export function writeOutput(text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EPIPE' || error.code === 'EIO') resolve();
      else
        reject(
          new CallwiseError('file-not-writable', `Standard output cannot be written: ${error.message}.`, {
            cause: error,
          }),
        );
    };
    process.stdout.once('error', fail);
    process.stdout.write(text, (error) => {
      if (error) return fail(error);
      process.stdout.off('error', fail);
      resolve();
    });
  });
}
