import type { Downloads } from '../../objects/object-store.ts';
import type { Log } from '../../operations/ports.ts';
import type { App } from '../app.ts';
import type { Behind } from '../auth.ts';
import type { Fault } from '../error-status.ts';
import { sendFault } from '../pages/fault.ts';
import { LINK_FAULTS, NOT_FOUND, STANDING_BY } from '../problems/fault.ts';
import type { Refuse } from '../problems/problem.ts';
import { outside, quoted, rangeOf } from '../range.ts';

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
      const say = (fault: Fault) => sendFault(request, reply, refuse(request, fault));
      const downloads = needs.downloads();
      if (downloads === undefined)
        return say(needs.behind() === undefined ? STANDING_BY : NOT_FOUND);
      const found = await downloads.open(request.url);
      if (typeof found === 'string') return say(LINK_FAULTS[found]);

      const { facts, disposition } = found;
      const range = rangeOf(request.headers, facts);
      if (range === 'outside') {
        reply.header('content-range', `bytes */${facts.bytes}`);
        return say(outside(facts.bytes));
      }
      const { from, to } = range ?? { from: 0, to: facts.bytes };
      const content = request.method === 'HEAD' ? undefined : await found.read({ from, to });
      if (content === undefined && request.method === 'GET') return say(LINK_FAULTS.gone);
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
