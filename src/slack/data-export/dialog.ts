import type { App, ViewSubmitAction } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { misgivingsOf } from '../../domain/data-export/misgiving.ts';
import type { Actor } from '../../domain/role.ts';
import type { FormValues } from '../../domain/runbook/form.ts';
import { exportRequest } from '../../exports/request.ts';
import { within } from '../connection/patience.ts';
import { admit } from '../interaction/admission.ts';
import { readButton } from '../interaction/button-value.ts';
import { redraw } from '../interaction/modal.ts';
import type { Handle } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import { blockOf, COLUMNS_MENU, readColumns } from '../views/data-export/column-menu.ts';
import { NOT_CREATED } from '../views/data-export/created.ts';
import {
  columnOption,
  type DialogMemory,
  EXPORT_CALLBACK,
  exportDialogMemory,
  FILES_MENU,
  fileOption,
  PROJECT_MENU,
} from '../views/data-export/dialog.ts';
import { DATA_EXPORT } from '../views/data-export/help.ts';
import { TELL } from '../views/data-export/tell.ts';
import { extrasIn } from '../views/data-export/transform-fields.ts';
import { readForm, sayingView } from '../views/dialogs/form.ts';
import { refilled } from '../views/dialogs/refilled.ts';
import { count, escaped, fileSize, fromSlack, plain } from '../views/text.ts';
import { asked, chosenIn, faultsAt, formatIn } from './asked.ts';
import { columnsOf, drawn } from './drawn.ts';
import { unknownColumns } from './unknown-columns.ts';

const OPTIONS_MOST = 2000; // milliseconds of real time; Slack’s menus wait three seconds
const OFFERED = 100;
const TITLE = 'Export files';
const OLD_FORM = 'This form is from another version of me. Close it and type the command again.';

/** The dialog of `/data-export`: its menus, and what happens when it is sent. */
export function registerExportDialog(app: App, needs: Needs): void {
  app.options<'block_suggestion'>(PROJECT_MENU, async ({ ack, options, body }) => {
    const actor = await needs.people.actor(body.user.id, body.team?.id);
    const words = fromSlack(options.value).trim();
    await ack({ options: 'refused' in actor ? [] : await projectOptions(needs, actor, words) });
  });

  app.options<'block_suggestion'>(FILES_MENU, async ({ ack, options, body }) => {
    const actor = await needs.people.actor(body.user.id, body.team?.id);
    const memory = readButton(exportDialogMemory, body.view?.private_metadata);
    const name = fromSlack(options.value).trim();
    const found =
      'refused' in actor
        ? []
        : await needs.exports.files.list(actor, {
            limit: OFFERED,
            offset: 0,
            ...(memory?.p === undefined ? {} : { projectId: memory.p }),
            ...(name === '' ? {} : { name }),
          });
    await ack({ options: found.map(fileOption) });
  });

  app.options<'block_suggestion'>(COLUMNS_MENU, async ({ ack, options, body }) => {
    const actor = await needs.people.actor(body.user.id, body.team?.id);
    const memory = readButton(exportDialogMemory, body.view?.private_metadata);
    const words = fromSlack(options.value).trim().toLowerCase();
    const known = 'refused' in actor ? [] : await columnsOf(needs, memory?.f ?? [], actor);
    const found = (known ?? []).filter((name) => name.toLowerCase().includes(words));
    await ack({ options: found.slice(0, OFFERED).map(columnOption) });
  });

  app.view<ViewSubmitAction>(
    { callback_id: EXPORT_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const say = (text: string) =>
        ack({ response_action: 'update', view: sayingView(TITLE, text) });
      const memory = readButton(exportDialogMemory, view.private_metadata);
      if (memory === undefined) return say(OLD_FORM);
      const person = body.user.id;
      const key = `export:${view.id}`;
      const team = body.user.team_id ?? body.team?.id;
      const attempted = DATA_EXPORT.command;
      const admitted = await admit(needs, { key, person, team, attempted });
      if (!admitted.ok) return say(escaped(admitted.why, 500));
      const values = readColumns(readForm(view.state.values));
      const read = exportRequest.safeParse(asked(values, memory));
      const blocks = Object.keys(view.state.values);
      const fault = (errors: Readonly<Record<string, string>>) => {
        const placed = Object.entries(errors).map(([name, says]) => [blockOf(name, blocks), says]);
        return ack({ response_action: 'errors', errors: Object.fromEntries(placed) });
      };
      if (!read.success) return fault(faultsAt(values, read.error.issues));
      const { actor } = admitted;
      const files = chosenIn(values, memory).datasetIds.length > 0 ? memory.f : read.data.file_ids;
      const known = await columnsOf(needs, files ?? [], actor);
      const wrong = known === undefined ? [] : unknownColumns(read.data, known);
      if (wrong.length > 0) return fault(faultsAt(values, wrong));
      const channel = memory.ch === '' ? await needs.chat.direct(person) : memory.ch;
      const refused = await needs.exports.orders.place({
        ...{ key, actor, name: read.data.name, request: read.data },
        place: { person, channel },
        ...(blocks.includes(TELL) ? { tell: (values[TELL] ?? '').split('\n') } : {}),
      });
      if (refused === undefined) return ack();
      const { block, says } = NOT_CREATED[refused.why];
      await fault({ [block]: says });
    },
  );
}

/** A choice that changes the rest: the format’s options, the project’s files, what is to be thought over. */
export const onDialogChange: Handle = async (press, ack, needs) => {
  await ack();
  const { view } = press;
  const memory = readButton(exportDialogMemory, view?.metadata);
  const actor = await needs.people.actor(press.person, press.team);
  if (view === undefined || memory === undefined || 'refused' in actor) return;
  const values = readColumns(readForm(view.values));
  const project = Number(values['project'] ?? Number.NaN);
  const next: DialogMemory = Number.isInteger(project)
    ? { ch: memory.ch, p: project }
    : { ch: memory.ch };
  const format = formatIn(values);
  const wanted = chosenIn(values, next);
  const chosen = await needs.exports.files.choose(actor, wanted);
  const misgivings = misgivingsOf(chosen, format);
  const state = { memory: next, format, chosen, misgivings, extras: extrasIn(values) };
  const files = chosen.filter(({ id }) => wanted.fileIds.includes(id));
  const fileIds = chosen.map(({ id }) => id);
  const again = await drawn(needs, actor, { ...state, files, fileIds, ...projectIn(view.values) });
  await redraw(needs, view.id, refilled(again, stateIn(view.values)));
};

const project = z.object({
  project: z.record(
    z.string(),
    z.object({ selected_option: z.object({ text: z.object({ text: z.string() }) }).nullish() }),
  ),
});

/** How the menu calls the project that is chosen. */
function projectIn(values: unknown): { readonly project?: string } {
  const read = project.safeParse(values);
  const [menu] = Object.values(read.data?.project ?? {});
  const words = menu?.selected_option?.text.text;
  return words === undefined ? {} : { project: words };
}

/** What every field holds, also nothing: what it opened with and nobody has touched is lost when it is drawn anew. */
function stateIn(values: unknown): FormValues {
  const fields = Object.keys(z.record(z.string(), z.unknown()).parse(values));
  return { ...Object.fromEntries(fields.map((name) => [name, ''])), ...readForm(values) };
}

/** Projects with files that this person may see; ingest knows their names, if it answers in time. */
async function projectOptions(
  needs: Needs,
  actor: Actor,
  words: string,
): Promise<PlainTextOption[]> {
  const [filed, named] = await Promise.all([
    needs.exports.files.projects(actor),
    within(OPTIONS_MOST, needs.findProjects(words), []),
  ]);
  const names = new Map(named.map(({ projectUuid, shortName }) => [projectUuid, shortName]));
  return filed
    .filter(({ uuid }) => names.has(uuid) || uuid.includes(words.toLowerCase()))
    .slice(0, OFFERED)
    .map(({ id, uuid, files, bytes }) => ({
      text: { type: 'plain_text', text: plain(names.get(uuid) ?? uuid, 75) },
      value: String(id),
      description: {
        type: 'plain_text',
        text: plain(`${count(files, 'file')}, ${fileSize(bytes)} · ${uuid}`, 75),
      },
    }));
}
