import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportRequest } from '../../../src/exports/request.ts';
import { openBeside } from '../../../src/storage/database.ts';
import { enqueue } from '../../../src/storage/outbox.ts';
import {
  DATA_OPS,
  eventually,
  openWorkspace,
  type Someone,
  type TestWorkspace,
} from '../../support/workspace.ts';

const REQUEST: ExportRequest = {
  ...{ name: 'Again', file_ids: [1], export_format: 'csv', ttl_hours: 48 },
  ...{ include_metadata: true, include_lineage: false, compress: true },
};

/** What a file’s menu offers for these letters, as the page would hold it when it is chosen. */
async function offered(who: Someone, words: string) {
  const modal = await who.modal('Export files');
  const asked = { container: { kind: 'view', viewId: modal.id }, query: words } as const;
  const answer = await who.desk.options({
    ...asked,
    blockId: 'files',
    actionId: 'export-dialog:files',
  });
  if (!answer.ok) throw new Error(answer.error);
  return answer.options;
}

describe('/data-export', () => {
  let workspace: TestWorkspace;
  let fay: Someone;
  let ana: Someone;
  beforeAll(async () => {
    workspace = await openWorkspace();
    fay = workspace.person('fay');
    ana = workspace.person('ana');
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  const say = (text: string, who = fay) => who.say(text, DATA_OPS);
  async function begin(name: string, words: string): Promise<void> {
    await say('/data-export');
    const [file] = await offered(fay, words);
    const answer = await fay.submit('Export files', { Name: name, Files: [file?.value ?? ''] });
    expect(answer).toEqual({ ok: true });
  }

  it('says at each field what is wrong with it, and keeps what was typed', async () => {
    await say('/data-export');
    const nothing = await fay.submit('Export files', {
      Name: 'x',
      'Keep for how many hours?': '24',
    });
    expect(nothing).toEqual({
      ok: false,
      errors: { files: 'Please complete this required field.' }, // Slack’s own words
    });
    const modal = await fay.modal('Export files');
    await fay.desk.dismiss(modal.id);
  });

  it('offers files by a part of their name, and to each person those that they may see', async () => {
    await say('/data-export');
    const found = await offered(fay, 'MARKER');
    expect(found.map(({ text }) => text)).toContain('FetalGut_marker_genes.csv');
    expect(found.every(({ text }) => text.includes('marker'))).toBe(true);
    expect(await offered(fay, 'nothing like this')).toEqual([]);
    await fay.desk.dismiss((await fay.modal('Export files')).id);
  });

  it('is asked for once, however often the dialog is sent', async () => {
    await begin('Sent once', 'cell_annot');
    await fay.sees('Sent once', 'Ready to download');
    const { jobs } = workspace.sandbox.app.exports;
    const actor = { kind: 'person', id: fay.id, roles: ['data-consumers'] } as const;
    const listed = await jobs.list(actor, { limit: 100, offset: 0 });
    expect(listed.filter(({ name }) => name === 'Sent once')).toHaveLength(1);
    const asked = { ...REQUEST, name: 'Twice' };
    const again = await jobs.create(asked, actor, { requestKey: 'the same' });
    const twice = await jobs.create(asked, actor, { requestKey: 'the same' });
    expect(again.ok && twice.ok && again.job.id === twice.job.id).toBe(true);
  });

  it('shows one card, edited in place, and calls whoever asked once', async () => {
    await begin('One card', 'marker');
    await fay.sees('One card', 'Ready to download');
    await fay.sees(`<@${fay.id}>: *One card* is ready`);
    expect(fay.count('*One card*', 'for <@')).toBe(1);
    expect(fay.count('*One card* is ready')).toBe(1);
  });

  it('lets nobody else press, kindly', async () => {
    await begin('Not for Ana', 'marker');
    await ana.sees('Not for Ana', 'Ready to download');
    for (const label of ['Download', 'Extend', 'Delete']) {
      await ana.press(label, 'Not for Ana', 'Ready to download');
      await eventually(() => expect(ana.count('belongs to', fay.id)).toBeGreaterThan(0));
    }
    await fay.press('Delete', 'Not for Ana', 'Ready to download');
    await fay.desk.dismiss((await fay.modal('Delete this export?')).id); // asked of its owner alone
    await fay.sees('Not for Ana', 'Ready to download');
    await say('/data-export status 1', ana);
    await ana.sees('You have no export 1');
  });

  it.each([
    ['/data-export help', 'choose files, or a whole dataset'],
    ['/data-export lsit', 'Did you mean'],
    ['/data-export everything', 'alone begins an export'],
    ['/data-export status', 'Of which export?'],
    ['/data-export status 999', 'You have no export 999'],
    ['/data-export status #1', 'SHA-256'],
    ['/data-export cancel 1', 'had ended already'],
    ['/data-export list', 'export 1'],
    ['/data-export storage', 'of 1.0 GB'],
  ])('%s is answered to whoever typed it', async (text, answer) => {
    await say(text);
    const said = await eventually(() => {
      const found = fay.messages().findLast(({ ephemeral }) => ephemeral);
      expect(JSON.stringify(found)).toContain(answer);
      return found;
    });
    expect(ana.messages().some(({ ts }) => ts === said?.ts)).toBe(false);
  });

  it('shows the card in direct messages where the bot may not write', async () => {
    const { jobs } = workspace.sandbox.app.exports;
    const actor = { kind: 'person', id: fay.id, roles: ['data-consumers'] } as const;
    const place = { person: fay.id, channel: 'C0ELSEWHERE' };
    const created = await jobs.create({ ...REQUEST, name: 'Elsewhere' }, actor, { place });
    expect(created.ok).toBe(true);
    const card = await fay.sees('Elsewhere', 'Ready to download');
    expect(card.channel).toMatch(/^D/);
  });
});

it('an export that cannot be made any more is told to whoever asked, and to nobody else', async () => {
  await using workspace = await openWorkspace();
  const fay = workspace.person('fay');
  const place = { person: fay.id, channel: DATA_OPS };
  const actor = { kind: 'person', id: fay.id, roles: [] } as const;
  const { orders, jobs } = workspace.sandbox.app.exports;
  const order = { key: 'order', name: 'Too late', actor, place };
  const unknown = { ...REQUEST, name: 'Too late', file_ids: [999] };
  expect(await orders.place({ ...order, request: unknown })).toMatchObject({
    why: 'unknown files',
    ids: [999],
  });
  // Taken by the version of us before, or while its files were still to be seen.
  const db = openBeside(workspace.sandbox.config.dataDir);
  for (const [key, request] of Object.entries({ old: { files: [1] }, gone: unknown })) {
    const now = workspace.sandbox.clock.now();
    const errand = { kind: 'make export', order: { ...order, key, request } } as const;
    await enqueue(db, { key, lane: `exports ${key}`, errand, now });
  }
  await db.destroy();
  await eventually(() => {
    workspace.skip(2);
    expect(fay.count('*Too late* was not made: I was updated')).toBe(1);
    expect(fay.count('*Too late* was not made: some of its files are not there any more')).toBe(1);
  });
  expect(workspace.person('ana').count('Too late')).toBe(0);
  expect(await jobs.list(actor, { limit: 10, offset: 0 })).toEqual([]);
});

it('an export of very many files is acknowledged first, and written down afterwards', async () => {
  await using workspace = await openWorkspace();
  const db = openBeside(workspace.sandbox.config.dataDir);
  await sql`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
    INSERT INTO file (name, bytes, area, key, etag, project_id, uploader_id, uploaded_at)
    SELECT 'part-' || i || '.csv', 1000, area, 'nowhere/' || i, 'e', project_id, uploader_id, uploaded_at
    FROM n JOIN file ON file.id = 1`.execute(db);
  await db.destroy();
  const fay = workspace.person('fay');
  const actor = { kind: 'person', id: fay.id, roles: ['data-consumers'] } as const;
  const { files, jobs } = workspace.sandbox.app.exports;
  const project = (await files.find(1, actor))?.project?.id;
  await fay.say('/data-export', DATA_OPS);
  const { id } = await fay.modal('Export files');
  const option = { text: { type: 'plain_text', text: 'It' }, value: String(project) };
  const state = { type: 'external_select', selected_option: option };
  const menu = { blockId: 'project', actionId: 'export-dialog:project', state };
  await fay.pressIn({ kind: 'view', viewId: id }, menu);
  const words = async () => JSON.stringify((await fay.modal('Export files')).blocks);
  await eventually(async () => expect(await words()).toContain('Of this project'));
  const answer = await fay.submit('Export files', {
    ...{ Name: 'Very many', Project: String(project) },
    'Of this project': ['The whole dataset, with all of its files'],
  });
  expect(answer).toEqual({ ok: true });
  expect(fay.desk.snapshot().modals).toEqual([]);
  await fay.sees('Very many', '50,005 files');
  const [job] = await jobs.list(actor, { limit: 1, offset: 0 });
  expect(job).toMatchObject({ name: 'Very many', files: { total: 50_005 } });
  await jobs.cancel(job?.id ?? 0, actor);
});

it('what somebody shared is fetched, registered as theirs, and offered in the dialog', async () => {
  await using workspace = await openWorkspace();
  const fay = workspace.person('fay');
  const csv = Buffer.from('a,b\n1,2\n');
  const ts = fay.desk.share(DATA_OPS, 'mine\u202evsc.csv', csv);
  expect(await fay.desk.shortcut(DATA_OPS, ts, 'export-this-file')).toEqual({ ok: true });
  await eventually(async () => {
    const modal = await fay.modal('Export files');
    expect(JSON.stringify(modal.blocks)).toContain('mine[U+202E]vsc.csv');
    expect(modal.submit).toBe('Export');
  });
  const { files } = workspace.sandbox.app.exports;
  const stranger = { kind: 'person', id: 'U00000ZOE9', roles: [] } as const;
  expect(await files.list(stranger, { limit: 10, offset: 0, name: 'mine' })).toEqual([]);
  const without = fay.desk.share(DATA_OPS, 'gone.csv', csv);
  expect(await fay.desk.shortcut(DATA_OPS, without, 'no-such-shortcut')).toMatchObject({
    ok: false,
  });
});
