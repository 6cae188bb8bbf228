import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  DATA_OPS,
  eventually,
  openWorkspace,
  type Someone,
  type TestWorkspace,
} from '../../support/workspace.ts';

const TITLE = 'Export files';
const ACTOR = { kind: 'person', id: '', roles: ['data-consumers'] } as const;

let workspace: TestWorkspace;
let fay: Someone;
let file: number;
beforeAll(async () => {
  workspace = await openWorkspace();
  fay = workspace.person('fay');
  const content = Readable.from([Buffer.from('gene,padj,log2fc\nTP53,0.01,2\nMYC,0.2,1\n')]);
  const actor = { ...ACTOR, id: fay.id };
  file = (await workspace.sandbox.app.exports.files.upload({ name: 'degs.csv', content, actor }))
    .id;
});
afterAll(() => workspace[Symbol.asyncDispose]());

/** An export as somebody asked for it in the dialog. */
async function asked(name: string, more: object): Promise<void> {
  const { jobs } = workspace.sandbox.app.exports;
  const created = await jobs.create(
    {
      ...{ name, file_ids: [file], export_format: 'csv', ttl_hours: 24 },
      ...{ include_metadata: true, include_lineage: true, compress: true },
      ...more,
    },
    { ...ACTOR, id: fay.id },
    { place: { person: fay.id, channel: DATA_OPS } },
  );
  if (!created.ok) throw new Error(created.why);
}

it('what does not fit is said, and changed in a dialog that holds all of it', async () => {
  const conditions = [
    { column: 'padj', operator: '<', value: '0.05' },
    { column: 'log2fc', operator: '>=', value: 'abc' },
  ];
  await asked('Only what is up', {
    description: 'For the paper',
    export_options: { delimiter: ';', include_header: false },
    columns: ['padj', 'gene'],
    transform: { filter: { all: conditions }, rename: { padj: 'FDR' } },
  });
  const card = await fay.sees('Only what is up', 'No file could be exported');
  const words = JSON.stringify(card.blocks);
  expect(words).toContain(
    'The filter compares “log2fc” with \\"abc\\": this column needs a number',
  );
  expect(words).not.toContain('Retry failed files');
  expect(words).not.toContain('Rebuild');
  await fay.sees('The card above says why for each file. What does not fit can be changed there');

  await fay.press('Edit and export again', 'Only what is up');
  await fay.modal(TITLE);
  expect(await fay.submit(TITLE, { 'Value 2': '1.5' })).toEqual({ ok: true });
  await fay.sees('Only what is up', 'Ready to download', '1 row', '2 columns', 'columns renamed');
  const { jobs } = workspace.sandbox.app.exports;
  const [job] = await jobs.list({ ...ACTOR, id: fay.id }, { limit: 1, offset: 0 });
  const [first, second] = conditions;
  expect(job).toMatchObject({
    ...{ name: 'Only what is up', description: 'For the paper', columns: ['padj', 'gene'] },
    options: { delimiter: ';', include_header: false, quote_char: '"' },
    transform: { filter: { all: [first, { ...second, value: '1.5' }] }, rename: { padj: 'FDR' } },
    ...{ includeLineage: true, ttlHours: 24, files: { total: 1, failed: 0 } },
  });
});

it('a whole dataset stays one', async () => {
  const { files, jobs } = workspace.sandbox.app.exports;
  const actor = { ...ACTOR, id: fay.id };
  const [project] = await files.projects(actor);
  const dataset = { file_ids: [], dataset_ids: [project?.id], project_id: project?.id };
  await asked('All of it', { ...dataset, columns: ['no such column'] });
  await fay.sees('All of it', 'No file could be exported');
  await fay.press('Edit and export again', 'All of it');
  await fay.modal(TITLE);
  expect(await fay.submit(TITLE, { Name: 'All of it again' })).toEqual({ ok: true });
  await fay.sees('All of it again', 'for <@');
  const [job] = await jobs.list(actor, { limit: 1, offset: 0 });
  expect(job).toMatchObject({ name: 'All of it again', datasetIds: [project?.id] });
});

it('a column that the files have not is refused in the dialog, with what may be meant', async () => {
  await asked('Named wrongly', {
    transform: { rename: { pajd: 'FDR' }, split: { column: 'cel' } },
  });
  await fay.sees('Named wrongly', 'There is no column “pajd”. Did you mean “padj”?');
  await fay.press('Edit and export again', 'Named wrongly');
  await fay.modal(TITLE);
  const refused = await fay.submit(TITLE, { 'How many, or which column': 'gen' });
  expect(refused).toEqual({
    ok: false,
    errors: {
      rename_columns: 'There is no column “pajd”. Did you mean “padj”?',
      split_value: 'There is no column “gen”. Did you mean “gene”?',
    },
  });
  const right = { 'New names': 'padj = FDR', 'How many, or which column': 'gene' };
  expect(await fay.submit(TITLE, right)).toEqual({ ok: true });
  await eventually(() => fay.sees('Named wrongly', 'Ready to download', 'in parts'));
});
