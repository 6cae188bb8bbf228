/** views.*: modals and the Home of the app. */
import { z } from 'zod';
import { complaints } from '../blocks/complaints.ts';
import { nameParts } from '../blocks/interactive.ts';
import { homeView, modalView, type View, view } from '../blocks/surfaces.ts';
import { viewOutput } from '../delivery/slack-views.ts';
import type { Office } from '../office.ts';
import type { Trigger } from '../workspace/tickets.ts';
import { deepestStack, type OpenView } from '../workspace/views.ts';
import { invalidArguments, json, type Method, method, SlackError } from './method.ts';

/** A view as the app gave it, with names for all its parts. */
export function readView(office: Office, raw: unknown, schema: z.ZodType<View> = view): View {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw invalidArguments(complaints(parsed.error, '/view'));
  nameParts(parsed.data.blocks, () => office.sequence.id('b'));
  return parsed.data;
}

function redeem(office: Office, id: string | undefined): Trigger {
  const exchange = office.triggers.exchange(id ?? '');
  if (!exchange.ok) throw new SlackError(exchange.error);
  return exchange.trigger;
}

function requireNewExternalId(office: Office, { external_id }: View, self?: OpenView): void {
  if (external_id === undefined) return;
  const other = office.views.byExternalId(external_id);
  if (other !== undefined && other.id !== self?.id) throw new SlackError('duplicate_external_id');
}

function requireHash(hash: string | undefined, current: OpenView | undefined): void {
  if (hash !== undefined && current !== undefined && hash !== current.hash)
    throw new SlackError('hash_conflict');
}

function answer(office: Office, open: OpenView): object {
  office.changed();
  return { view: viewOutput(office, open, {}) };
}

const triggered = {
  trigger_id: z.string().optional(),
  interactivity_pointer: z.string().optional(),
  view: json,
};

export const views: Readonly<Record<string, Method>> = {
  'views.open': method({
    arguments: triggered,
    run: (given, office) => {
      const opened = readView(office, given.view, modalView);
      requireNewExternalId(office, opened);
      const { personId } = redeem(office, given.trigger_id ?? given.interactivity_pointer);
      return answer(office, office.views.open(personId, opened));
    },
  }),
  'views.push': method({
    arguments: triggered,
    run: (given, office) => {
      const pushed = readView(office, given.view, modalView);
      requireNewExternalId(office, pushed);
      const { personId, viewId } = redeem(office, given.trigger_id ?? given.interactivity_pointer);
      const stack = office.views.stack(personId);
      if (!stack.some((each) => each.id === viewId)) throw new SlackError('view_not_found');
      if (stack.length >= deepestStack) throw new SlackError('push_limit_reached');
      return answer(office, office.views.push(personId, pushed));
    },
  }),
  'views.update': method({
    arguments: {
      view_id: z.string().optional(),
      external_id: z.string().optional(),
      hash: z.string().optional(),
      view: json,
    },
    run: (given, office) => {
      const open =
        given.view_id === undefined
          ? office.views.byExternalId(given.external_id ?? '')
          : office.views.find(given.view_id);
      const updated = readView(office, given.view);
      if (open === undefined) throw new SlackError('not_found');
      if (open.view.type !== updated.type) throw new SlackError('view_type_mismatch');
      requireHash(given.hash, open);
      requireNewExternalId(office, updated, open);
      return answer(office, office.views.update(open, updated));
    },
  }),
  'views.publish': method({
    arguments: { user_id: z.string(), hash: z.string().optional(), view: json },
    run: (given, office) => {
      const published = readView(office, given.view, homeView);
      if (!office.manifest.homeTab) throw new SlackError('not_enabled');
      if (office.directory.person(given.user_id) === undefined)
        throw new SlackError('user_not_found');
      const current = office.views.home(given.user_id);
      requireHash(given.hash, current);
      requireNewExternalId(office, published, current);
      return answer(office, office.views.publish(given.user_id, published));
    },
  }),
};
