import { pipeline, Readable, type Transform } from 'node:stream';
import {
  createGunzip,
  createGzip,
  createZstdCompress,
  createZstdDecompress,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import type { Pieces } from '../write-pieces.ts';

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

/** How a file of this name is to be compressed; undefined: not at all. */
export function compressionFor(path: string): Compression | undefined {
  const name = path.toLowerCase();
  if (name.endsWith('.gz')) return 'gzip';
  return name.endsWith('.zst') ? 'zstd' : undefined;
}

/** What fails to be made fails whoever reads this. */
export function compressed(compression: Compression, pieces: Pieces): AsyncIterable<Uint8Array> {
  const compressor = compression === 'gzip' ? createGzip() : createZstdCompress();
  return pipeline(Readable.from(pieces), compressor, () => {});
}

export function compressSync(compression: Compression, bytes: Uint8Array): Uint8Array {
  return compression === 'gzip' ? gzipSync(bytes) : zstdCompressSync(bytes);
}
