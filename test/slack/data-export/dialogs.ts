import { z } from 'zod';
import type { DeskView } from '../../../src/sandbox/desk/page-contract.ts';
import { DATA_OPS, eventually, type Someone, type TestWorkspace } from '../../support/workspace.ts';

/** An export of somebody’s that has completed, with its card; answers its number. */
export async function anExport(
  workspace: TestWorkspace,
  who: Someone,
  name: string,
  ttlHours = 48,
): Promise<number> {
  const created = await workspace.sandbox.app.exports.jobs.create(
    {
      ...{ name, file_ids: [1], export_format: 'csv', ttl_hours: ttlHours },
      ...{ include_metadata: true, include_lineage: false, compress: true },
    },
    { kind: 'person', id: who.id, roles: ['data-consumers'] },
    { place: { person: who.id, channel: DATA_OPS } },
  );
  if (!created.ok) throw new Error(created.why);
  await eventually(() => who.sees(name, 'Ready to download'), 30_000);
  return created.job.id;
}

/** What a menu of the dialog offers for these letters. */
export async function optionsOf(
  who: Someone,
  modal: DeskView,
  blockId: string,
  actionId: string,
  query: string,
) {
  const container = { kind: 'view', viewId: modal.id } as const;
  const answer = await who.desk.options({ container, blockId, actionId, query });
  if (!answer.ok) throw new Error(answer.error);
  return answer.options;
}

const radio = z.looseObject({
  block_id: z.string(),
  element: z.looseObject({
    type: z.literal('radio_buttons'),
    action_id: z.string(),
    options: z.array(z.looseObject({ text: z.looseObject({ text: z.string() }) })),
  }),
});

/** Presses a radio button that changes the rest of the dialog. */
export async function chooseInDialog(
  who: Someone,
  title: string,
  block: string,
  label: string,
): Promise<void> {
  const modal = await who.modal(title);
  const found = modal.blocks.flatMap((raw) => radio.safeParse(raw).data ?? []);
  const { block_id: blockId = '', element } = found.find((one) => one.block_id === block) ?? {};
  const option = element?.options.find(({ text }) => text.text === label);
  if (element === undefined || option === undefined) throw new Error(`${title} has no ${label}`);
  const { action_id: actionId, type } = element;
  const state = { type, selected_option: option };
  await who.pressIn({ kind: 'view', viewId: modal.id }, { blockId, actionId, state });
}
