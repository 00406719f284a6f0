import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SessionData } from '../../session/session-data.ts';
import { compressionOf, decompressSync } from '../pyisession/compression.ts';
import { notAProfile, parseCpuprofile } from './parse-cpuprofile.ts';
import { sessionFromProfile } from './session-from-profile.ts';

/**
 * Reads a CPU profile as Node.js, Chrome and VS Code write it, plain or compressed. Rejects with Node's error for a file
 * that cannot be read, with a SessionFormatError for one that is not a CPU profile.
 */
export async function readCpuprofileFile(path: string | URL): Promise<SessionData> {
  const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
  return sessionFromBytes(bytes, path, mtimeMs);
}

/** As `readCpuprofileFile`, before it returns. */
export function readCpuprofileFileSync(path: string | URL): SessionData {
  return sessionFromBytes(readFileSync(path), path, statSync(path).mtimeMs);
}

function sessionFromBytes(bytes: Uint8Array, path: string | URL, modifiedMs: number): SessionData {
  const name = typeof path === 'string' ? path : fileURLToPath(path);
  const source = `'${name}'`;
  return sessionFromProfile(parseCpuprofile(inflate(bytes, source), source), {
    source,
    targetDescription: `CPU profile: ${basename(name)}`,
    endTime: modifiedMs / 1000,
  });
}

function inflate(bytes: Uint8Array, source: string): Uint8Array {
  const compression = compressionOf(bytes);
  if (compression === undefined) return bytes;
  try {
    return decompressSync(compression, bytes);
  } catch (cause) {
    throw notAProfile(source, 'undamaged compressed data', { cause });
  }
}
