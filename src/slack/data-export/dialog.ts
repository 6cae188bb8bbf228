import type { App, ViewSubmitAction } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import { EXPORT_FORMATS, type ExportFormat } from '../../domain/data-export/format.ts';
import { misgivingsOf } from '../../domain/data-export/misgiving.ts';
import type { Actor } from '../../domain/role.ts';
import type { FormValues } from '../../domain/runbook/form.ts';
import { exportRequest } from '../../exports/request.ts';
import { within } from '../connection/patience.ts';
import { slackCode } from '../connection/slack-error.ts';
import { admit } from '../interaction/admission.ts';
import { readButton } from '../interaction/button-value.ts';
import type { Handle } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import {
  type DialogMemory,
  EXPORT_CALLBACK,
  exportDialog,
  exportDialogMemory,
  FILES_MENU,
  fileOption,
  PROJECT_MENU,
} from '../views/data-export/dialog.ts';
import { optionBlock, readOptions } from '../views/data-export/format-fields.ts';
import { DATA_EXPORT } from '../views/data-export/help.ts';
import { extrasIn, readTransform, transformBlock } from '../views/data-export/transform-fields.ts';
import { readForm, sayingView } from '../views/dialogs/form.ts';
import { count, escaped, fileSize, fromSlack, plain } from '../views/text.ts';

const OPTIONS_MOST = 2000; // milliseconds of real time; Slack’s menus wait three seconds
const OFFERED = 100;
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

  app.view<ViewSubmitAction>(
    { callback_id: EXPORT_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const say = (text: string) =>
        ack({ response_action: 'update', view: sayingView('Export files', text) });
      const memory = readButton(exportDialogMemory, view.private_metadata);
      if (memory === undefined) return say(OLD_FORM);
      const person = body.user.id;
      const key = `export:${view.id}`;
      const team = body.user.team_id ?? body.team?.id;
      const attempted = DATA_EXPORT.command;
      const admitted = await admit(needs, { key, person, team, attempted });
      if (!admitted.ok) return say(escaped(admitted.why, 500));
      const values = readForm(view.state.values);
      const read = exportRequest.safeParse(asked(values, memory));
      if (!read.success)
        return ack({ response_action: 'errors', errors: faultsAt(values, read.error.issues) });
      const channel = memory.ch === '' ? await needs.chat.direct(person) : memory.ch;
      const created = await needs.exports.jobs.create(read.data, admitted.actor, {
        requestKey: key,
        place: { person, channel },
      });
      if (created.ok) return ack();
      const why =
        created.why === 'unknown files'
          ? 'Some of these are not there any more, or not for you to see. Choose again.'
          : 'This project has no files that you may see. Choose another.';
      const block = created.why === 'unknown files' ? 'files' : 'project';
      await ack({ response_action: 'errors', errors: { [block]: why } });
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
  const values = readForm(view.values);
  const project = Number(values['project'] ?? Number.NaN);
  const next: DialogMemory = Number.isInteger(project)
    ? { ch: memory.ch, p: project }
    : { ch: memory.ch };
  const format = formatIn(values);
  const chosen = await needs.exports.files.choose(actor, chosenIn(values, next));
  const misgivings = misgivingsOf(chosen, format);
  const drawn = exportDialog({
    ...{ memory: next, format, chosen, misgivings },
    extras: extrasIn(values),
  });
  await needs.client.views.update({ view_id: view.id, view: drawn }).catch((error: unknown) => {
    if (slackCode(error) !== 'not_found') throw error; // closed meanwhile
  });
};

function formatIn(values: FormValues): ExportFormat {
  return EXPORT_FORMATS.find((format) => format === values['format']) ?? 'csv';
}

function chosenIn(values: FormValues, memory: DialogMemory) {
  const fileIds = (values['files'] ?? '')
    .split('\n')
    .filter((id) => id !== '')
    .map(Number);
  const whole = memory.p !== undefined && values['whole'] !== undefined;
  return { fileIds, datasetIds: whole && memory.p !== undefined ? [memory.p] : [] };
}

/** What was filled in, as the REST interface takes it: it checks the same things. */
function asked(values: FormValues, memory: DialogMemory): Readonly<Record<string, unknown>> {
  const format = formatIn(values);
  const { fileIds, datasetIds } = chosenIn(values, memory);
  const columns = (values['columns'] ?? '').split(/[\n,]/).map((name) => name.trim());
  const named = columns.filter((name) => name !== '');
  const included = (values['include'] ?? '').split('\n');
  return {
    name: values['name'] ?? '',
    description: values['description'] ?? null,
    project_id: memory.p ?? null,
    file_ids: fileIds,
    dataset_ids: datasetIds,
    export_format: format,
    export_options: readOptions(format, values),
    columns: named.length === 0 ? null : named,
    transform: format === 'zip' ? null : readTransform(values),
    include_metadata: included.includes('metadata'),
    include_lineage: included.includes('lineage'),
    compress: included.includes('compress'),
    ttl_hours: Number(values['ttl_hours'] ?? 48),
  };
}

/** What is wrong, at the field that it is about. */
function faultsAt(
  values: FormValues,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { path, message } of issues) {
    const [field = 'name', ...deeper] = path.map(String);
    const [option] = deeper;
    const block =
      field === 'transform'
        ? transformBlock(values, deeper)
        : field === 'export_options' && option !== undefined
          ? optionBlock(formatIn(values), option)
          : (BLOCK_OF[field] ?? 'name');
    const says = field === 'file_ids' ? 'Choose a file, or a whole dataset.' : sentence(message);
    faults[block] ??= says;
  }
  return faults;
}

const BLOCK_OF: Readonly<Record<string, string>> = {
  name: 'name',
  description: 'description',
  file_ids: 'files',
  dataset_ids: 'project',
  project_id: 'project',
  export_format: 'format',
  columns: 'columns',
  ttl_hours: 'ttl_hours',
};

const sentence = (message: string): string =>
  `It ${message}`.replace(/^It (Too|Invalid|[A-Z])/, '$1').slice(0, 150);

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
