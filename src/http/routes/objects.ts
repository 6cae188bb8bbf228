import type { IncomingHttpHeaders } from 'node:http';
import type { Download, Downloads } from '../../objects/object-store.ts';
import type { Log } from '../../operations/ports.ts';
import type { App } from '../app.ts';
import type { Behind } from '../auth.ts';
import type { Fault } from '../error-status.ts';
import { NOT_FOUND, STANDING_BY } from '../problems/fault.ts';
import { type Refuse, sendProblem } from '../problems/problem.ts';

const FAULTS: Readonly<Record<'altered' | 'expired' | 'gone', Fault>> = {
  altered: {
    code: 'link altered',
    status: 403,
    title: 'This link is not whole',
    detail: 'Copy it again, to its very end, from where it was given to you.',
  },
  expired: {
    code: 'link expired',
    status: 410,
    title: 'This link has expired',
    detail: 'Ask for a new one where it was given to you.',
  },
  gone: {
    code: 'file gone',
    status: 404,
    title: 'This file is not there any more',
    detail: 'Ask for it anew where the link was given to you.',
  },
};

/** Files of the folder, for whoever has a signed link: that is all a browser brings, so no key is asked for. */
export function objectRoutes(
  app: App,
  needs: {
    readonly behind: () => Behind | undefined;
    readonly downloads: () => Downloads | undefined;
    readonly refuse: Refuse;
    readonly log: Log;
  },
): void {
  const { refuse, log } = needs;
  app.route({
    method: ['GET', 'HEAD'],
    url: '/objects/*',
    config: { access: 'open' },
    schema: { hide: true }, // for people; programs are described at /api/openapi.json
    async handler(request, reply) {
      const say = (fault: Fault) => sendProblem(reply, refuse(request, fault));
      const downloads = needs.downloads();
      if (downloads === undefined)
        return say(needs.behind() === undefined ? STANDING_BY : NOT_FOUND);
      const found = await downloads.open(request.url);
      if (typeof found === 'string') return say(FAULTS[found]);

      const { facts, disposition } = found;
      const range = rangeOf(request.headers, facts);
      if (range === 'outside') {
        reply.header('content-range', `bytes */${facts.bytes}`);
        return say(outside(facts.bytes));
      }
      const { from, to } = range ?? { from: 0, to: facts.bytes };
      const content = request.method === 'HEAD' ? undefined : await found.read({ from, to });
      if (content === undefined && request.method === 'GET') return say(FAULTS.gone);
      if (range !== undefined)
        reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${facts.bytes}`);
      else if (content !== undefined)
        reply.raw.once('finish', () => log.info('downloaded', { key: facts.key, bytes: to }));
      return reply
        .headers({
          'accept-ranges': 'bytes',
          'content-disposition': disposition,
          'content-length': to - from,
          'content-type': facts.contentType,
          etag: quoted(facts.etag),
          'last-modified': facts.modifiedAt.toUTCString(),
        })
        .send(content);
    },
  });
}

/**
 * From the first byte to before the last; undefined where all of it is sent, as for several ranges, and where a part is
 * wanted of what has changed meanwhile.
 */
function rangeOf(
  headers: IncomingHttpHeaders,
  { bytes, etag }: Download['facts'],
): { readonly from: number; readonly to: number } | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const only = headers['if-range'];
  if (first + last === '' || (only !== undefined && only !== quoted(etag))) return undefined;
  if (first === '') return inside(Math.max(0, bytes - Number(last)), bytes, bytes);
  if (last !== '' && Number(last) < Number(first)) return undefined;
  return inside(Number(first), last === '' ? bytes : Math.min(bytes, Number(last) + 1), bytes);
}

function inside(from: number, to: number, bytes: number) {
  return from < bytes ? { from, to } : ('outside' as const);
}

const quoted = (etag: string): string => `"${etag}"`;

const outside = (bytes: number): Fault => ({
  code: 'range outside',
  status: 416,
  title: 'The file ends before that',
  detail: `It has ${bytes} bytes.`,
});
