import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { CompressionType, compressionRegistry } from 'apache-arrow';
import { decompress } from 'lz4js';

/** Of one buffer of a batch. A file that asks for more was made to ask for it. */
const MOST_BYTES = 512 * 1024 * 1024;

compressionRegistry.set(CompressionType.ZSTD, {
  encode: (data) => zstdCompressSync(data),
  decode: (data) => zstdDecompressSync(data, { maxOutputLength: MOST_BYTES }),
});
compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (data) => decompress(data) });

export { CompressionType };
