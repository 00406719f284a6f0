import type { SessionData } from '../../session/session-data.ts';
import { fileBehind, writeWholeFile, writeWholeFileSync } from '../whole-file.ts';
import { compressed, compressionFor, compressSync } from './compression.ts';
import { sessionChunks } from './session-chunks.ts';

/** Writes a session file, as `writeWholeFile` does, compressed when the name ends in `.gz` or `.zst`. */
export async function writeSessionFile(session: SessionData, path: string | URL): Promise<void> {
  const compression = compressionFor(fileBehind(path));
  const chunks = sessionChunks(session);
  await writeWholeFile(path, compression === undefined ? chunks : compressed(compression, chunks));
}

/** As `writeSessionFile`, before it returns; what is to be compressed is held in memory whole. */
export function writeSessionFileSync(session: SessionData, path: string | URL): void {
  const compression = compressionFor(fileBehind(path));
  const chunks = sessionChunks(session);
  writeWholeFileSync(
    path,
    compression === undefined ? chunks : [compressSync(compression, Buffer.concat([...chunks]))],
  );
}
