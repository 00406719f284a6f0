import type { Transform } from 'node:stream';
import {
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';

export type Compression = 'gzip' | 'zstd';

const MAGIC: Readonly<Record<Compression, readonly number[]>> = {
  gzip: [0x1f, 0x8b],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
};

/** How a file is compressed, by its first bytes; undefined when it is not. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  return (['gzip', 'zstd'] as const).find((kind) => MAGIC[kind].every((byte, at) => head[at] === byte));
}

export function createDecompressor(compression: Compression): Transform {
  return compression === 'gzip' ? createGunzip() : createZstdDecompress();
}

export function decompressSync(compression: Compression, bytes: Uint8Array): Uint8Array {
  return compression === 'gzip' ? gunzipSync(bytes) : zstdDecompressSync(bytes);
}

/** Both formats allow one compressed piece behind the other; pieces of this size cost about a percent. */
const PIECE_BYTES = 4 << 20;

/** The bytes compressed as the extension of the file's name says: `.gz`, `.zst`, or not at all. */
export function* compressChunks(chunks: Iterable<Uint8Array>, path: string): Generator<Uint8Array> {
  const compress = path.endsWith('.gz') ? gzipSync : path.endsWith('.zst') ? zstdCompressSync : undefined;
  if (compress === undefined) {
    yield* chunks;
    return;
  }
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let at = 0;
  for (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; ) {
      const part = chunk.subarray(taken, taken + PIECE_BYTES - at);
      piece.set(part, at);
      at += part.length;
      taken += part.length;
      if (at < PIECE_BYTES) continue;
      yield compress(piece);
      at = 0;
    }
  }
  if (at > 0) yield compress(piece.subarray(0, at));
}
