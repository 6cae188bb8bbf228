import type { App } from '../../app.ts';
import type { Behind } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { LINK_FAULTS, STANDING_BY } from '../../problems/fault.ts';
import { type Refuse, sendProblem } from '../../problems/problem.ts';
import { outside, quoted, rangeOf } from '../../range.ts';

const USED: Fault = {
  code: 'link used',
  status: 410,
  title: 'This link was good for one download',
  detail: 'Ask for a new one where it was given to you.',
};

/** What exports made, for whoever has a signed link: a browser brings nothing else, so no key is asked for. */
export function downloadRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/data-export/download',
    config: { access: 'open' },
    schema: { hide: true }, // its parameters are ours alone
    async handler(request, reply) {
      const say = (fault: Fault) => sendProblem(reply, refuse(request, fault));
      const behind = needs.behind();
      if (behind === undefined) return say(STANDING_BY);
      const found = await behind.exports.downloads.open(request.query);
      if (!found.ok) return say(LINK_FAULTS[found.why]);
      const { bytes, sha256, name } = found;
      const range = rangeOf(request.headers, { bytes, etag: sha256 });
      if (range === 'outside') {
        reply.header('content-range', `bytes */${bytes}`);
        return say(outside(bytes));
      }
      const { from, to } = range ?? { from: 0, to: bytes };
      const content = request.method === 'HEAD' ? undefined : await found.read({ from, to });
      if (content === 'used') return say(USED);
      if (content === undefined && request.method === 'GET') return say(LINK_FAULTS.gone);
      if (range !== undefined)
        reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${bytes}`);
      return reply
        .headers({
          'accept-ranges': 'bytes',
          'content-disposition': found.disposition,
          'content-length': to - from,
          'content-type': name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream',
          'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
          etag: quoted(sha256),
        })
        .send(content);
    },
  });
}
