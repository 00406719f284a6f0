import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export type Piece = string | Uint8Array;

/** What a file is made of. Iterators are handed back the piece that was written last, whose memory they may use again. */
export type Pieces = Iterable<Piece> | AsyncIterable<Piece>;

/**
 * Writes over a file, or makes it; what can be on a disk is there then. A piece is made while the one before it is written,
 * in two buffers that take turns.
 */
export async function writePieces(path: string, pieces: Pieces): Promise<void> {
  const file = await open(path, 'w');
  const iterator =
    Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  try {
    const early = (await file.stat()).isFile() ? new EarlySync(file) : undefined;
    let writing: Promise<Uint8Array> | undefined;
    let used: Uint8Array | undefined;
    for (let next = await iterator.next(); !next.done; next = await iterator.next(used)) {
      used = await writing;
      if (used !== undefined) early?.sync(used.length);
      writing = writeAll(file, bytesOf(next.value));
      // It may fail long before the next piece is there; then it is awaited.
      writing.catch(() => undefined);
    }
    await writing;
    await early?.end();
  } finally {
    await iterator.return?.();
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
    await this.#file.sync();
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<Uint8Array> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
  return chunk;
}

/** As `writePieces`, before it returns. */
export function writePiecesSync(path: string, pieces: Iterable<Piece>): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of pieces) {
      const chunk = bytesOf(piece);
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    }
    if (fstatSync(file).isFile()) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function bytesOf(piece: Piece): Uint8Array {
  return typeof piece === 'string' ? Buffer.from(piece) : piece;
}
