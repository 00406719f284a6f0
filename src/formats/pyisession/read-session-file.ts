import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { SessionData } from '../../session/session-data.ts';
import { type Compression, compressionOf, createDecompressor, decompressSync } from './compression.ts';
import { SessionFormatError } from './session-format-error.ts';
import { SessionParser } from './session-parser.ts';

const READ_BYTES = 1 << 20;

export interface ReadOptions {
  /** Told now and then how many bytes of the file have been read, of how many; 0 of a pipe, whose length is not known. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads a session file of callwise or pyinstrument, plain or compressed with gzip or zstd, whatever its name. Rejects with
 * Node's error for a file that cannot be read, with a SessionFormatError for one that is not a session.
 */
export async function readSessionFile(path: string | URL, options: ReadOptions = {}): Promise<SessionData> {
  const parser = new SessionParser(sourceOf(path));
  const file = await open(path);
  try {
    const total = (await file.stat()).size;
    const first = parser.window.space(READ_BYTES);
    const { bytesRead } = await file.read(first);
    const compression = compressionOf(first.subarray(0, bytesRead));
    if (compression !== undefined)
      await inflate(file, Buffer.from(first.subarray(0, bytesRead)), { compression, parser, options, total });
    else await readPlain(file, bytesRead, { parser, options, total });
  } finally {
    await file.close();
  }
  return parser.finish();
}

interface Reading {
  readonly parser: SessionParser;
  readonly options: ReadOptions;
  readonly total: number;
}

async function readPlain(
  file: FileHandle,
  firstBytes: number,
  { parser, options, total }: Reading,
): Promise<void> {
  const { window } = parser;
  window.commit(firstBytes);
  let done = 0;
  for (let bytesRead = firstBytes; bytesRead > 0; ) {
    // The next bytes come while these are looked at.
    const next = file.read(window.spare(READ_BYTES));
    next.catch(() => undefined);
    parser.advance();
    done += bytesRead;
    options.onProgress?.(done, total);
    ({ bytesRead } = await next);
    window.commitSpare(bytesRead);
  }
}

async function inflate(
  file: FileHandle,
  head: Uint8Array,
  reading: Reading & { readonly compression: Compression },
): Promise<void> {
  const { parser, options, total, compression } = reading;
  async function* compressed(): AsyncGenerator<Uint8Array> {
    let done = 0;
    for (let chunk = head; chunk.length > 0; ) {
      yield chunk;
      done += chunk.length;
      options.onProgress?.(done, total);
      const next = Buffer.allocUnsafe(READ_BYTES);
      chunk = next.subarray(0, (await file.read(next)).bytesRead);
    }
  }
  await pipeline(compressed, createDecompressor(compression), async (inflated: AsyncIterable<Uint8Array>) => {
    for await (const chunk of inflated) {
      parser.window.append(chunk);
      parser.advance();
    }
  }).catch((error: unknown) => {
    throw damaged(error, parser);
  });
}

/** As `readSessionFile`, before it returns. A compressed file is held in memory whole. */
export function readSessionFileSync(path: string | URL): SessionData {
  const parser = new SessionParser(sourceOf(path));
  const file = openSync(path, 'r');
  try {
    const first = parser.window.space(READ_BYTES);
    const firstBytes = readSync(file, first);
    const compression = compressionOf(first.subarray(0, firstBytes));
    if (compression !== undefined) {
      appendInflated(parser, compression, readRest(file, Buffer.from(first.subarray(0, firstBytes))));
    } else {
      for (let bytes = firstBytes; bytes > 0; bytes = readSync(file, parser.window.space(READ_BYTES))) {
        parser.window.commit(bytes);
        parser.advance();
      }
    }
  } finally {
    closeSync(file);
  }
  return parser.finish();
}

function appendInflated(parser: SessionParser, compression: Compression, bytes: Uint8Array): void {
  try {
    parser.window.append(decompressSync(compression, bytes));
  } catch (error) {
    throw damaged(error, parser);
  }
}

function readRest(file: number, head: Uint8Array): Uint8Array {
  const pieces = [head];
  for (;;) {
    const piece = Buffer.allocUnsafe(Math.max(READ_BYTES, fstatSync(file).size - head.length));
    const bytes = readSync(file, piece);
    if (bytes === 0) return Buffer.concat(pieces);
    pieces.push(piece.subarray(0, bytes));
  }
}

function damaged(error: unknown, parser: SessionParser): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!/^(Z_|ZSTD_|ERR_ZLIB|ERR_ZSTD|ERR_BUFFER_TOO_LARGE)/.test(code)) return error;
  const { window } = parser;
  const expected = `undamaged compressed data (${(error as Error).message})`;
  return new SessionFormatError(
    { source: parser.source, offset: window.offsetOf(window.end), expected },
    { cause: error },
  );
}

function sourceOf(path: string | URL): string {
  return `'${typeof path === 'string' ? path : fileURLToPath(path)}'`;
}
