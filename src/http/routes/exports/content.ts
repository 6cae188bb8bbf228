import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { quoted, rangeOf } from '../../range.ts';

/** Sends what an export made, or the range of it that is asked for. Where it does not, nothing was sent yet. */
export async function sendContent<Not extends string>(
  request: FastifyRequest,
  reply: FastifyReply,
  found: {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly disposition: string;
    read(range: { from: number; to: number }): Promise<Readable | Not | undefined>;
  },
): Promise<'sent' | 'outside' | 'gone' | Not> {
  const { bytes, sha256, name } = found;
  const range = rangeOf(request.headers, { bytes, etag: sha256 });
  if (range === 'outside') {
    reply.header('content-range', `bytes */${bytes}`);
    return range;
  }
  const { from, to } = range ?? { from: 0, to: bytes };
  const content = request.method === 'HEAD' ? undefined : await found.read({ from, to });
  if (typeof content === 'string') return content;
  if (content === undefined && request.method === 'GET') return 'gone';
  if (range !== undefined)
    reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${bytes}`);
  reply
    .headers({
      'accept-ranges': 'bytes',
      'content-disposition': found.disposition,
      'content-length': to - from,
      'content-type': name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream',
      'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
      etag: quoted(sha256),
    })
    .send(content);
  return 'sent';
}
