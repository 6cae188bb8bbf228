import { z } from 'zod';
import {
  type KeptTarget,
  NOTIFIED_OF,
  TARGET_KINDS,
} from '../../../domain/data-export/notification.ts';
import type { Objections } from '../../../exports/notifications/notifications.ts';
import { targets } from '../../../exports/request.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt, callerOf } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { NO_EXPORT } from '../../problems/fault.ts';
import { problems, type Refuse, sendProblem } from '../../problems/problem.ts';

const which = z.object({ id: z.coerce.number().int().min(1) });
const given = z.strictObject({ notify: targets });

const shown = z.array(
  z.object({
    kind: z.enum(TARGET_KINDS),
    to: z.string().describe('Shortened: a…@example.org, or the host of a webhook'),
    about: z.array(z.enum(NOTIFIED_OF)),
  }),
);
const preferenceShape = z.object({ notify: shown }).meta({ id: 'NotificationPreference' });
const reportShape = z
  .object({
    notify: shown.describe('In place of the owner’s own, where there are any'),
    sent: z.array(
      z.object({
        about: z.enum(NOTIFIED_OF),
        kind: z.enum(TARGET_KINDS),
        to: z.string(),
        status: z.enum(['waiting', 'sent', 'given up']),
        attempts: z.int().describe('That failed'),
        since: z.iso.datetime(),
        fault: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ExportNotifications' });

/** Where people are told of their exports besides Slack: of all of them, or of a single one. */
export function notificationRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  const notifications = () => behindIt(needs.behind).exports.notifications;

  app.get(
    '/api/data-export/notifications',
    {
      config: { access: 'exports:read' },
      schema: {
        tags: ['exports'],
        summary: 'Where this key is told of its exports',
        response: { 200: preferenceShape, ...problems() },
      },
    },
    async (request) => ({
      notify: (await notifications().preference(callerOf(request).actor)).map(targetOf),
    }),
  );

  app.put(
    '/api/data-export/notifications',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'Be told of all exports of this key there, in place of what was named before',
        body: given,
        response: { 200: preferenceShape, ...problems(400, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const objections = await notifications().prefer(request.body.notify, actor);
      if (objections.size > 0) return sendProblem(reply, refuse(request, unusable(objections)));
      const kept = await notifications().preference(actor);
      return reply.code(200).send({ notify: kept.map(targetOf) });
    },
  );

  app.get(
    '/api/data-export/notifications/secret',
    {
      config: { access: 'exports:write' },
      schema: {
        tags: ['exports'],
        summary: 'What the webhooks of this key are signed with',
        response: {
          200: z.object({ secret: z.string() }).meta({ id: 'WebhookSecret' }),
          ...problems(),
        },
      },
    },
    async (request) => ({ secret: notifications().signingSecret(callerOf(request).actor) }),
  );

  app.get(
    '/api/data-export/jobs/:id/notifications',
    {
      config: { access: 'exports:read', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'Where this export is told of, and what was sent',
        params: which,
        response: { 200: reportShape, ...problems(400, 404, 422) },
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const { id } = request.params;
      const kept = await notifications().ofJob(id, actor);
      const sent = await notifications().sent(id, actor);
      if (kept === undefined || sent === undefined)
        return sendProblem(reply, refuse(request, NO_EXPORT));
      return reply.code(200).send({
        notify: kept.map(targetOf),
        sent: sent.map((one) => ({
          ...one,
          since: one.since.toISOString(),
          fault: one.fault ?? null,
        })),
      });
    },
  );

  app.patch(
    '/api/data-export/jobs/:id',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'Be told of this export there, in place of what was named before',
        params: which,
        body: given,
        response: { 200: preferenceShape, ...problems(400, 404, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const { id } = request.params;
      const objections = await notifications().setForJob(id, request.body.notify, actor);
      if (objections === undefined) return sendProblem(reply, refuse(request, NO_EXPORT));
      if (objections.size > 0) return sendProblem(reply, refuse(request, unusable(objections)));
      const kept = (await notifications().ofJob(id, actor)) ?? [];
      return reply.code(200).send({ notify: kept.map(targetOf) });
    },
  );
}

function targetOf({ kind, shown: to, about }: KeptTarget) {
  return { kind, to, about: [...about] };
}

/** By the place of each in the list. */
export function unusable(objections: Objections): Fault {
  const errors = [...objections].map(([index, says]) => [`notify.${index}.to`, says] as const);
  return {
    code: 'form',
    status: 422,
    title: 'Some fields need another look',
    detail: 'See errors, by field. Nothing was changed.',
    errors: Object.fromEntries(errors),
  };
}
