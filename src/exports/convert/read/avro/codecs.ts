import { promisify } from 'node:util';
import { crc32, inflateRaw, zstdDecompress } from 'node:zlib';
import { uncompress } from 'snappyjs';

/** Of one block. A file that asks for more was made to ask for it. */
const MOST_BYTES = 256 * 1024 * 1024;

type Decode = (block: Buffer) => Promise<Buffer>;
type Codec = (block: Buffer, done: (cause: Error | null, plain?: Buffer) => void) => void;

const DECODERS: Readonly<Record<string, Decode>> = {
  null: async (block) => block,
  deflate: (block) => promisify(inflateRaw)(block, { maxOutputLength: MOST_BYTES }),
  snappy: async (block) => {
    const plain = Buffer.from(uncompress(block.subarray(0, -4), MOST_BYTES));
    if (crc32(plain) !== block.readUInt32BE(block.length - 4)) throw new Error('wrong checksum');
    return plain;
  },
  zstandard: (block) => promisify(zstdDecompress)(block, { maxOutputLength: MOST_BYTES }),
};

/** In the library's own form. */
export const CODECS: Record<string, Codec> = Object.fromEntries(
  Object.entries(DECODERS).map(([name, decode]): [string, Codec] => [
    name,
    (block, done) => {
      decode(block).then(
        (plain) => done(null, plain),
        (cause) => done(cause instanceof Error ? cause : new Error(String(cause))),
      );
    },
  ]),
);
