import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { SessionData } from '../session/session-data.ts';
import { detectCpuprofile } from './cpuprofile/detect-cpuprofile.ts';
import { readCpuprofileFile, readCpuprofileFileSync } from './cpuprofile/read-cpuprofile.ts';
import { compressionOf } from './pyisession/compression.ts';
import { type ReadOptions, readSessionFile, readSessionFileSync } from './pyisession/index.ts';
import { detectRecording, readRecording, readRecordingSync } from './recording/read-recording.ts';

interface ReadableFormat {
  /** Whether a file that begins with these bytes, which are not compressed any more, is meant to be of the format. */
  readonly detect: (head: Uint8Array) => boolean;
  readonly read: (path: string | URL, options: ReadOptions) => Promise<SessionData>;
  readonly readSync: (path: string | URL) => SessionData;
}

/** Session files come last: they take what no other format knows, and say what is wrong with it. */
const FORMATS: readonly ReadableFormat[] = [
  { detect: detectCpuprofile, read: readCpuprofileFile, readSync: readCpuprofileFileSync },
  { detect: detectRecording, read: readRecording, readSync: readRecordingSync },
];
const SESSION: ReadableFormat = { detect: () => true, read: readSessionFile, readSync: readSessionFileSync };

const HEAD_BYTES = 4096;
/** zstd gives nothing before the end of a block, which has at most 128 KiB behind the headers of the frame and its own. */
const ZSTD_HEAD_BYTES = 2 ** 17 + 64;
/** What few bytes become may not fill the memory. */
const MOST_INFLATED = 2 ** 26;

/**
 * Reads a file of any format that callwise knows, told by its first bytes and not by its name. What can be read only once,
 * as a pipe, is taken for a session file. Rejects with Node's error for a file that cannot be read, with a
 * SessionFormatError for one of no such format.
 */
export async function readProfileFile(path: string | URL, options: ReadOptions = {}): Promise<SessionData> {
  const head = Buffer.alloc(ZSTD_HEAD_BYTES);
  let length = 0;
  if ((await stat(path)).isFile()) {
    const file = await open(path);
    try {
      length = (await file.read(head)).bytesRead;
    } finally {
      await file.close();
    }
  }
  return formatOf(head.subarray(0, length)).read(path, options);
}

/** As `readProfileFile`, before it returns. */
export function readProfileFileSync(path: string | URL): SessionData {
  const head = Buffer.alloc(ZSTD_HEAD_BYTES);
  let length = 0;
  if (statSync(path).isFile()) {
    const file = openSync(path, 'r');
    try {
      length = readSync(file, head);
    } finally {
      closeSync(file);
    }
  }
  return formatOf(head.subarray(0, length)).readSync(path);
}

function formatOf(head: Uint8Array): ReadableFormat {
  const inflated = inflateHead(head);
  return FORMATS.find(({ detect }) => detect(inflated)) ?? SESSION;
}

/** What the beginning of a file becomes, if it is compressed; as it is when it is damaged, which its reader will say. */
function inflateHead(head: Uint8Array): Uint8Array {
  try {
    switch (compressionOf(head)) {
      case 'gzip':
        return gunzipSync(head.subarray(0, HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
      case 'zstd':
        return zstdDecompressSync(head, {
          finishFlush: constants.ZSTD_e_flush,
          maxOutputLength: MOST_INFLATED,
        });
      case undefined:
        return head;
    }
  } catch {
    return head;
  }
}
