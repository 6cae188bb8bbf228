import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Random } from '../../../operations/ports.ts';
import type { App } from '../../app.ts';
import type { Behind } from '../../auth.ts';
import { sendPage } from '../../pages/page.ts';
import {
  closedPage,
  goneFilePage,
  noCookiePage,
  type Page,
  sharePage,
  standingByPage,
} from '../../pages/share.ts';
import { type Refuse, sendProblem } from '../../problems/problem.ts';
import { outside } from '../../range.ts';
import { sendContent } from '../exports/content.ts';

const COOKIE = 'handoff_visitor';
const COOKIE_LASTS = 7 * 24 * 3600; // seconds: no share lasts longer
/** Presses of one link. */
const PRESSES_A_MINUTE = 120;

const token = z.string().max(100);
const which = z.object({ token });
/** Whether it was sent back for its cookie before. */
const pressed = z.object({ again: z.string().optional() });
const whichFile = z.object({ token, file: z.coerce.number().int().min(1).optional() });

/**
 * The page of a share, for people with its link. To look counts nothing, so previews and prefetchers may; a download
 * begins with a press, and is read by the browser that pressed.
 */
export async function sharePageRoutes(
  app: App,
  needs: {
    readonly behind: () => Behind | undefined;
    readonly random: Pick<Random, 'secret'>;
    readonly refuse: Refuse;
  },
): Promise<void> {
  const open = { access: 'open' } as const;

  app.route({
    method: ['GET', 'HEAD'],
    url: '/share/:token',
    config: open,
    schema: { hide: true, params: which },
    async handler(request, reply) {
      const exports = needs.behind()?.exports;
      if (exports === undefined) return standBy(reply);
      const { token } = request.params;
      const cookie = cookieIn(request);
      const visit = await exports.visits.look({ token, cookie: cookie ?? '' });
      if (visit.state !== 'open') return sendPage(reply, closedPage(visit.state));
      if (cookie === undefined) giveCookie(reply, token, needs.random.secret(), exports.address);
      const { fingerprint, timeZone } = exports;
      return sendPage(reply, sharePage(visit, { token, timeZone, fingerprint }));
    },
  });

  // A form without fields: its body is read to the end and left.
  await app.register(async (forms: App) => {
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 1024 },
      (_request, _body, done) => done(null, undefined),
    );
    forms.post(
      '/share/:token/download/:file?',
      {
        config: {
          ...open,
          rateLimit: {
            max: PRESSES_A_MINUTE,
            timeWindow: '1 minute',
            keyGenerator: (request: FastifyRequest) => which.parse(request.params).token,
          },
        },
        schema: { hide: true, params: whichFile, querystring: pressed },
      },
      async (request, reply) => {
        const exports = needs.behind()?.exports;
        if (exports === undefined) return standBy(reply);
        const { token, file } = request.params;
        const cookie = cookieIn(request);
        const path = file === undefined ? '' : `/${file}`;
        // It could not read what it is given, and a link for one download would be spent for nothing: it is given a
        // cookie, and is to bring it at once.
        if (cookie === undefined) {
          const visit = await exports.visits.look({ token, cookie: '' });
          if (visit.state !== 'open') return sendPage(reply, closedPage(visit.state));
          if (request.query.again !== undefined) return sendPage(reply, noCookiePage(token));
          giveCookie(reply, token, needs.random.secret(), exports.address);
          return reply.redirect(`/share/${token}/download${path}?again`, 307);
        }
        const agent = request.headers['user-agent'] ?? 'unknown';
        const what = { file, address: request.ip, agent };
        const claimed = await exports.visits.claim({ token, cookie }, what);
        if (claimed === 'no such file') return sendPage(reply, closedPage('unknown'));
        if (claimed !== 'claimed') return sendPage(reply, closedPage(claimed));
        giveCookie(reply, token, cookie, exports.address); // from here on it lasts as long again
        return reply.redirect(`/share/${token}/file${path}`, 303);
      },
    );
  });

  app.route({
    method: ['GET', 'HEAD'],
    url: '/share/:token/file/:file?',
    config: open,
    schema: { hide: true, params: whichFile },
    async handler(request, reply) {
      const exports = needs.behind()?.exports;
      if (exports === undefined) return standBy(reply);
      const { token, file } = request.params;
      const found = await exports.visits.open({ token, cookie: cookieIn(request) ?? '' }, file);
      if (found === undefined) return sendPage(reply, goneFilePage(token));
      const sent = await sendContent(request, reply, found);
      if (sent === 'sent') return reply;
      if (sent === 'outside')
        return sendProblem(reply, needs.refuse(request, outside(found.bytes)));
      return sendPage(reply, goneFilePage(token));
    },
  });
}

function standBy(reply: FastifyReply): FastifyReply {
  return sendPage(reply.header('retry-after', '2'), standingByPage satisfies Page);
}

function cookieIn({ headers }: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|; )${COOKIE}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1];
}

/** Tells this browser from others while the link is used; it says nothing of who it is. */
function giveCookie(reply: FastifyReply, token: string, value: string, address: string): void {
  const secure = address.startsWith('https:') ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${COOKIE}=${value}; Path=/share/${token}; Max-Age=${COOKIE_LASTS}; HttpOnly; SameSite=Lax${secure}`,
  );
}
