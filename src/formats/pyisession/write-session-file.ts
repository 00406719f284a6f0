import { randomBytes } from 'node:crypto';
import {
  closeSync,
  createWriteStream,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { SessionData } from '../../session/session-data.ts';
import { compressionFor, compressSync, createCompressor } from './compression.ts';
import { type Chunks, sessionChunks } from './session-chunks.ts';

/**
 * Writes a session file, compressed when the name ends in `.gz` or `.zst`. The file is written beside its place and moved
 * there when it is whole and on the disk: a failure leaves the old one as it was. Rejects with Node's error.
 */
export async function writeSessionFile(session: SessionData, path: string | URL): Promise<void> {
  const target = await realpath(nameOf(path)).catch(() => nameOf(path));
  const mode = (await stat(target).catch(() => undefined))?.mode;
  const temporary = temporaryName(target);
  try {
    const compression = compressionFor(target);
    const options = { flags: 'wx', ...(mode === undefined ? {} : { mode }) };
    if (compression === undefined) await writePlain(sessionChunks(session), temporary, options);
    else {
      const chunks = Readable.from(sessionChunks(session));
      const file = createWriteStream(temporary, { ...options, flush: true });
      await pipeline(chunks, createCompressor(compression), file);
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

interface FileOptions {
  readonly flags: string;
  readonly mode?: number;
}

/** A piece is made while the one before it is written, in two buffers that take turns. */
async function writePlain(chunks: Chunks, path: string, { flags, mode }: FileOptions): Promise<void> {
  const file = await open(path, flags, mode);
  const early = new EarlySync(file);
  try {
    let writing: Promise<Uint8Array> | undefined;
    let used: Uint8Array | undefined;
    for (let next = chunks.next(); !next.done; next = chunks.next(used)) {
      used = await writing;
      if (used !== undefined) early.sync(used.length);
      writing = writeAll(file, next.value);
    }
    await writing;
    await early.end();
    await file.sync();
  } finally {
    await file.close();
  }
}

const SYNC_BYTES = 16 << 20;

/** Sends what is written on its way to the disk while more is made, so that the end has not to wait for all of it. */
class EarlySync {
  readonly #file: FileHandle;
  #written = 0;
  #pending: Promise<void> | undefined;
  /** The kernel tells of an error once. */
  #failure: unknown;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** After so many more bytes were written. */
  sync(bytes: number): void {
    this.#written += bytes;
    if (this.#written < SYNC_BYTES || this.#pending !== undefined) return;
    this.#written = 0;
    this.#pending = this.#file.datasync().then(
      () => {
        this.#pending = undefined;
      },
      (error: unknown) => {
        this.#failure ??= error;
      },
    );
  }

  /** Throws Node's error when something did not reach the disk. */
  async end(): Promise<void> {
    await this.#pending;
    if (this.#failure !== undefined) throw this.#failure;
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<Uint8Array> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
  return chunk;
}

/** As `writeSessionFile`, before it returns; what is to be compressed is held in memory whole. */
export function writeSessionFileSync(session: SessionData, path: string | URL): void {
  const target = resolveLinks(nameOf(path));
  const mode = statSync(target, { throwIfNoEntry: false })?.mode;
  const temporary = temporaryName(target);
  try {
    const file = openSync(temporary, 'wx', mode);
    try {
      for (const chunk of packedChunks(session, target)) writeWhole(file, chunk);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function packedChunks(session: SessionData, target: string): Iterable<Uint8Array> {
  const compression = compressionFor(target);
  const chunks = sessionChunks(session);
  return compression === undefined ? chunks : [compressSync(compression, Buffer.concat([...chunks]))];
}

function nameOf(path: string | URL): string {
  return typeof path === 'string' ? path : fileURLToPath(path);
}

/** The file that a link leads to is replaced, not the link. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function temporaryName(target: string): string {
  return `${target}.${randomBytes(6).toString('hex')}.tmp`;
}

function writeWhole(file: number, chunk: Uint8Array): void {
  for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
}
