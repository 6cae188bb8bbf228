import { z } from 'zod';
import type { Shared } from '../../../exports/sharing/shares.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt, callerOf } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { answerOnce, maybeIdempotent } from '../../idempotency.ts';
import { NO_EXPORT } from '../../problems/fault.ts';
import { problems, type Refuse, sendProblem } from '../../problems/problem.ts';
import {
  createdShape,
  downloadShape,
  readWith,
  shareOf,
  shareRequest,
  shareShape,
} from './shapes.ts';

const whichJob = z.object({ id: z.coerce.number().int().min(1) });
const whichShare = z.object({ share: z.string().max(40) });

const NO_SHARE: Fault = {
  code: 'unknown share',
  status: 404,
  title: 'There is no such share',
  detail: 'GET /api/data-export/jobs/{id}/shares lists those of an export.',
};

/** Exports that are shared: with whom, for how long, and who came. Another’s are as none. */
export function shareRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  const shares = () => behindIt(needs.behind).exports.shares;

  app.post(
    '/api/data-export/jobs/:id/shares',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'Share an export with a person, a user group, or whoever has the link',
        headers: maybeIdempotent,
        params: whichJob,
        body: shareRequest,
        response: { 201: createdShape, ...problems(400, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const behind = behindIt(needs.behind);
      const { with: given, hours, single_use: singleUse, note } = request.body;
      const wanted = { jobId: request.params.id, with: readWith(given), hours, singleUse };
      // The link is added to each answer: what is kept for repetitions does not hold it.
      const complete = (body: unknown) => {
        const { id } = z.object({ id: z.string() }).parse(body);
        return { ...shareShape.parse(body), link: shares().link({ id }) };
      };
      return answerOnce({ behind, refuse, complete }, request, request.headers, reply, async () => {
        const { actor } = callerOf(request);
        const shared = await shares().create({ ...wanted, note: note ?? undefined }, actor);
        if (!shared.ok) return { fault: notShared(shared) };
        return { status: 201, body: shareOf(shared.share) };
      });
    },
  );

  app.get(
    '/api/data-export/jobs/:id/shares',
    {
      config: { access: 'exports:read', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'With whom an export was shared, newest first',
        params: whichJob,
        response: { 200: z.array(shareShape), ...problems(400, 404, 422) },
      },
    },
    async (request, reply) => {
      const found = await shares().list(request.params.id, callerOf(request).actor);
      if (found === undefined) return sendProblem(reply, refuse(request, NO_EXPORT));
      return reply.code(200).send(found.map(shareOf));
    },
  );

  app.post(
    '/api/data-export/shares/:share/revoke',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'End a share: its link opens nothing any more',
        params: whichShare,
        response: { 200: shareShape, ...problems(400, 404, 422) },
      },
    },
    async (request, reply) => {
      const found = await shares().revoke(request.params.share, callerOf(request).actor);
      if (found === undefined) return sendProblem(reply, refuse(request, NO_SHARE));
      return reply.code(200).send(shareOf(found));
    },
  );

  app.get(
    '/api/data-export/shares/:share/downloads',
    {
      config: { access: 'exports:read', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'The downloads by way of a share, newest first',
        params: whichShare,
        response: { 200: z.array(downloadShape), ...problems(400, 404, 422) },
      },
    },
    async (request, reply) => {
      const found = await shares().downloads(request.params.share, callerOf(request).actor);
      if (found === undefined) return sendProblem(reply, refuse(request, NO_SHARE));
      const shown = found.map(({ at, from, agent, file }) => ({
        at: at.toISOString(),
        from,
        agent,
        file: file ?? null,
      }));
      return reply.code(200).send(shown);
    },
  );
}

function notShared(refused: Exclude<Shared, { ok: true }>): Fault {
  switch (refused.why) {
    case 'unknown export':
      return NO_EXPORT;
    case 'nothing to download':
      return {
        code: 'nothing to download',
        status: 409,
        title: 'There is nothing to download',
        detail: 'Only an export that has completed, and whose time is not over, can be shared.',
      };
    case 'not offered':
      return {
        code: 'not offered',
        status: 403,
        title: 'This installation does not share so',
        detail: `Sharing with ${WITH[refused.kind]} is switched off: see sharing in its configuration.`,
      };
    case 'not a member':
      return {
        code: 'not a member',
        status: 422,
        title: 'This person can’t be sent it',
        detail: refused.says,
        errors: { 'with.slack_user': 'no full member of this workspace' },
      };
  }
}

const WITH = {
  person: 'persons',
  group: 'groups',
  'anyone with the link': 'anyone who has the link',
} as const;
