/** A view as the Web API and the interaction payloads show it. */
import type { Office } from '../office.ts';
import type { ViewValues } from '../page-contract.ts';
import type { OpenView } from '../workspace/views.ts';
import { appId } from '../workspace/workspace.ts';

export function viewOutput(office: Office, open: OpenView, values: ViewValues): object {
  const { bot, team } = office.directory.workspace;
  const { view } = open;
  const modal = view.type === 'modal' ? view : undefined;
  return {
    id: open.id,
    team_id: team.id,
    app_id: appId,
    app_installed_team_id: team.id,
    bot_id: bot.botId,
    type: view.type,
    callback_id: view.callback_id ?? '',
    external_id: view.external_id ?? '',
    private_metadata: view.private_metadata ?? '',
    title: modal?.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    submit: modal?.submit ?? null,
    close: modal?.close ?? null,
    clear_on_close: modal?.clear_on_close ?? false,
    notify_on_close: modal?.notify_on_close ?? false,
    blocks: view.blocks,
    state: { values },
    hash: open.hash,
    root_view_id: open.rootId,
    previous_view_id: open.previousId,
  };
}
