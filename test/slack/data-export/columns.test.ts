import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { DeskView } from '../../../src/sandbox/desk/page-contract.ts';
import { DATA_OPS, eventually, openWorkspace, type Someone } from '../../support/workspace.ts';
import { optionsOf } from './dialogs.ts';

const TITLE = 'Export files';
const FILES = 'export-dialog:files';
const COLUMNS = 'export-dialog:columns';

/** Chooses this file of so many bytes; the dialog is drawn anew with it. */
async function choose(fay: Someone, name: string, bytes: string): Promise<DeskView> {
  const modal = await fay.modal(TITLE);
  const [option] = await optionsOf(fay, modal, 'files', FILES, name);
  const state = { type: 'multi_external_select', selected_options: [option ?? {}] };
  const menu = { blockId: 'files', actionId: FILES, state };
  await fay.pressIn({ kind: 'view', viewId: modal.id }, menu);
  return eventually(async () => {
    const now = await fay.modal(TITLE);
    expect(JSON.stringify(now.blocks)).toContain(`1 file, ${bytes}`);
    return now;
  });
}

const blockOf = ({ blocks }: DeskView, begins: string): string =>
  /"block_id":"([^"]+)"/.exec(
    JSON.stringify(blocks).match(new RegExp(`"block_id":"${begins}[^"]*"`))?.[0] ?? '',
  )?.[1] ?? '';

it('columns are chosen from a menu where the file tells them, and typed where it does not', async () => {
  await using workspace = await openWorkspace();
  const fay = workspace.person('fay');
  const { files, jobs, columns } = workspace.sandbox.app.exports;
  const actor = { kind: 'person', id: fay.id, roles: ['data-consumers'] } as const;
  const wide = Array.from({ length: 150 }, (_, n) => `gene ${n}`);
  const csv = Buffer.from(`${['cell, id', ...wide].join(';')}\n${'1;'.repeat(150)}1\n`);
  await files.upload({ name: 'wide.csv', content: Readable.from([csv]), actor });
  await files.upload({
    name: 'later.json',
    content: Readable.from([Buffer.from('[{"a":1}]')]),
    actor,
  });

  await fay.say('/data-export', DATA_OPS);
  expect(blockOf(await fay.modal(TITLE), 'columns')).toBe('columns');
  const typed = await choose(fay, 'later.json', '9 bytes');
  expect(blockOf(typed, 'columns')).toBe('columns');
  const modal = await choose(fay, 'wide.csv', '1.6 kB');
  const block = blockOf(modal, 'columns');
  expect(block).not.toBe('columns');
  expect(await optionsOf(fay, modal, block, COLUMNS, '')).toHaveLength(100);
  const found = await optionsOf(fay, modal, block, COLUMNS, 'GENE 14');
  expect(found.map(({ text }) => text)).toContain('gene 149');
  const [file] = await optionsOf(fay, modal, 'files', FILES, 'wide');
  const answer = await fay.submit(TITLE, {
    ...{ Name: 'Two columns', Files: [file?.value ?? ''] },
    Columns: ['gene 149', 'cell, id'],
  });
  expect(answer).toEqual({ ok: true });
  await fay.sees('Two columns', 'Ready to download', '2 columns');
  const [job] = await jobs.list(actor, { limit: 1, offset: 0 });
  expect(job?.columns).toEqual(['gene 149', 'cell, id']);
  expect(await columns([Number(file?.value)], { ...actor, id: 'U00000ZOE9', roles: [] })).toBe(
    undefined,
  );
});
