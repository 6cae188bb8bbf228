import type { App, MessageShortcut } from '@slack/bolt';
import { z } from 'zod';
import type { DataFile } from '../../domain/data-export/file.ts';
import { misgivingsOf } from '../../domain/data-export/misgiving.ts';
import type { Actor } from '../../domain/role.ts';
import type { SlackFile } from '../connection/shared-files.ts';
import { admit } from '../interaction/admission.ts';
import type { Needs } from '../needs.ts';
import { EXPORT_SHORTCUT } from '../views/data-export/help.ts';
import { fetchingView, notFetchedWords, type Unfetched } from '../views/data-export/shared-file.ts';
import { sayingView } from '../views/dialogs/form.ts';
import { count, escaped } from '../views/text.ts';
import { drawn } from './drawn.ts';

const MOST_FILES = 10; // of one message

const shared = z.object({
  files: z
    .array(z.object({ name: z.string(), size: z.int(), url_private_download: z.string() }))
    .default([]),
});
const opened = z.object({ view: z.object({ id: z.string() }) });

/** *Export this file…*, on a message: fetches what was shared there, and opens the dialog with it. */
export function registerExportShortcut(app: App, needs: Needs): void {
  app.shortcut<MessageShortcut>(
    { callback_id: EXPORT_SHORTCUT.callback, type: 'message_action' },
    async ({ ack, shortcut }) => {
      await ack();
      const { user, team, trigger_id: trigger, channel } = shortcut;
      const attempted = EXPORT_SHORTCUT.name;
      const key = `shortcut:${trigger}`;
      const admitted = await admit(needs, { key, person: user.id, team: team?.id, attempted });
      const read = shared.safeParse(shortcut.message);
      const files = read.data?.files.slice(0, MOST_FILES) ?? [];
      const first = admitted.ok
        ? fetchingView(files)
        : sayingView('Export files', escaped(admitted.why, 500));
      // The trigger lives three seconds, a file may take longer: so the dialog says first that it comes.
      const { view } = opened.parse(
        await needs.client.views.open({ trigger_id: trigger, view: first }),
      );
      if (!admitted.ok || files.length === 0) return;
      const next = await fetched(needs, files, admitted.actor, channel.id);
      await needs.client.views.update({ view_id: view.id, view: next });
    },
  );
}

async function fetched(needs: Needs, files: readonly SlackFile[], actor: Actor, channel: string) {
  const made: DataFile[] = [];
  for (const file of files) {
    const one = await fetchOne(needs, file, actor);
    if (typeof one === 'string') return sayingView('Export files', notFetchedWords(file.name, one));
    made.push(one);
  }
  needs.log.info('files fetched from slack', { files: count(made.length, 'file') });
  return drawn(needs, actor, {
    memory: { ch: channel },
    format: 'csv',
    chosen: made,
    misgivings: misgivingsOf(made, 'csv'),
    files: made,
    fileIds: made.map(({ id }) => id),
  });
}

async function fetchOne(
  { readShared, exports, log }: Needs,
  file: SlackFile,
  actor: Actor,
): Promise<DataFile | Unfetched> {
  try {
    const found = await readShared(file);
    if (!found.ok) return found.why;
    return await exports.files.upload({
      name: file.name,
      content: found.content,
      actor,
    });
  } catch (error) {
    log.warn('file not fetched from slack', { message: String(error) });
    return 'failed';
  }
}
