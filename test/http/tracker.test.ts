import { rmSync } from 'node:fs';
import ExcelJs from 'exceljs';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hours } from '../../src/domain/duration.ts';
import { aTree, of, tsv } from '../tracker/tree.ts';
import { type Bench, openBench } from './bench.ts';

const READ = ['tracker:read'] as const;
const WRITE = ['tracker:read', 'tracker:write'] as const;
const idf = (title: string, ...rows: readonly (readonly string[])[]) =>
  tsv(['Investigation Title', title], ...rows);

let tree: ReturnType<typeof aTree>;
let bench: Bench;
let reader: string;
let writer: string;
beforeEach(async () => {
  tree = aTree({
    'loading/E-CURD-7.idf.txt': idf(
      '=1+2',
      ['Comment[SecondaryAccession]', 'GSE5'],
      ['Comment[EACurator]', 'Ana'],
    ),
    'loading/E-MTAB-1/x': '',
    'ext/E-GEOD-5.idf.txt': idf('Five\u0001', ['Comment[EACurator]', 'ben']),
  });
  const sources = tree.put(
    'sources_config.json',
    JSON.stringify({
      [tree.at('loading')]: { stage: ['loading'], tech: ['bulk', 'sc'] },
      [tree.at('ext')]: of('external'),
    }),
  );
  bench = await openBench({ sources });
  reader = await bench.key({ scopes: [...READ] });
  writer = await bench.key({ scopes: [...WRITE], roles: ['wrangler'] });
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  tree[Symbol.dispose]();
});

const started = z.object({ id: z.number() });
/** Starts one, and waits until it has ended. */
async function crawl(): Promise<number> {
  const { body } = await bench.post('/api/tracker/runs', writer, {});
  const { id } = started.parse(body);
  for (;;) {
    const run = await bench.get(`/api/tracker/runs/${id}`, reader);
    if (run.body['state'] !== 'crawling') return id;
  }
}
const board = z.looseObject({ datasets: z.array(z.looseObject({ accession: z.string() })) });
async function shown(query: string): Promise<readonly string[]> {
  const { body } = await bench.get(`/api/tracker/datasets?${query}`, reader);
  return board.parse(body).datasets.map(({ accession }) => accession);
}
async function file(path: string): Promise<Response> {
  return fetch(bench.url + path, { headers: { authorization: `Bearer ${reader}` } });
}

describe('a crawl', () => {
  it('is started by whoever may, and answered when it has begun', async () => {
    expect((await bench.post('/api/tracker/runs', reader, {})).status).toBe(403);
    const { status, body } = await bench.post('/api/tracker/runs', writer, {});
    expect([status, body['state']]).toEqual([202, 'crawling']);
  });

  it('tells what it found, and what changed', async () => {
    const id = await crawl();
    expect((await bench.get('/api/tracker/runs', reader)).body['runs']).toMatchObject([
      { id, state: 'done', datasets: 3, changes: { appeared: 3 }, troubles: 0 },
    ]);
    const { body } = await bench.get(
      `/api/tracker/runs/${id}/changes?kind=appeared&limit=1`,
      reader,
    );
    expect(body['changes']).toMatchObject([
      { run: id, change: { kind: 'appeared', accession: 'E-CURD-7', status: 'loading' } },
    ]);
  });

  it('is refused with the faults of the configuration, each with its place', async () => {
    tree.put('sources_config.json', '{"/x": {"stage": ["lodaing"], "tech": []}}');
    const { status, body } = await bench.post('/api/tracker/runs', writer, {});
    expect(status).toBe(409);
    expect(body['detail']).toContain('sources_config.json:1 /x stage 0: "lodaing" is no stage');
  });
});

describe('the board', () => {
  it('is empty of everything before the first crawl, and says so', async () => {
    const { status, body } = await bench.get('/api/tracker/datasets', reader);
    expect([status, body['type']]).toEqual([404, 'urn:handoff:no-crawl']);
  });

  it('is filtered, sorted and paged', async () => {
    await crawl();
    expect(await shown('')).toEqual(['E-CURD-7', 'E-GEOD-5', 'E-MTAB-1']);
    expect(await shown('state=loading')).toEqual(['E-CURD-7', 'E-MTAB-1']);
    expect(await shown('tech=sc&curator=ana')).toEqual(['E-CURD-7']);
    expect(await shown('external=true')).toEqual(['E-GEOD-5']);
    expect(await shown('sort=state&order=descending&limit=2')).toEqual(['E-CURD-7', 'E-MTAB-1']);
    expect(await shown('limit=2&offset=2')).toEqual(['E-MTAB-1']);
    expect((await bench.get('/api/tracker/datasets?limit=1', reader)).body['total']).toBe(3);
  });

  it('shows what has not moved for long', async () => {
    await crawl();
    await bench.clock.advance(hours(3));
    tree.put('loading/E-MTAB-2/x');
    await crawl();
    expect(await shown('stuck_hours=3')).toEqual(['E-CURD-7', 'E-GEOD-5', 'E-MTAB-1']);
    expect(await shown('stuck_hours=4')).toEqual([]);
  });

  it('shows any time before', async () => {
    await crawl();
    const then = bench.clock.now().toISOString();
    await bench.clock.advance(hours(1));
    tree.put('loading/E-MTAB-2/x');
    await crawl();
    expect(await shown(`as_of=${then}`)).toHaveLength(3);
    expect(await shown('')).toHaveLength(4);
    const later = new Date(bench.clock.now().getTime() + hours(1)).toISOString();
    const toCome = await bench.get(`/api/tracker/datasets?as_of=${later}`, reader);
    expect([toCome.status, toCome.body['type']]).toEqual([400, 'urn:handoff:not-yet']);
  });
});

describe('a dataset', () => {
  it('says where it stands, with its metadata, and how it got there', async () => {
    await crawl();
    expect((await bench.get('/api/tracker/datasets/E-CURD-7', reader)).body).toMatchObject({
      status: 'loading',
      title: '=1+2',
      secondaryAccessions: ['GSE5'],
      location: tree.at('loading'),
      runbooks: [],
    });
    const { body } = await bench.get('/api/tracker/datasets/E-CURD-7/history', reader);
    expect(body).toMatchObject({
      versions: [{ run: 1, status: 'loading' }],
      changes: [{ change: { kind: 'appeared' } }],
    });
    expect((await bench.get('/api/tracker/datasets/E-MTAB-9', reader)).status).toBe(404);
    expect((await bench.get('/api/tracker/datasets/nonsense', reader)).status).toBe(400);
  });

  it('is one with the project of the same name that a runbook carries', async () => {
    await bench.station.submit(bench.outside.addProject(1));
    tree.put('loading/E-MTAB-3.idf.txt', idf('Three', ['Comment[SecondaryAccession]', 'Sim1']));
    await crawl();
    expect((await bench.get('/api/tracker/datasets/E-MTAB-3', reader)).body).toMatchObject({
      runbooks: [{ shortName: 'Sim1', state: 'exporting' }],
    });
  });
});

describe('duplicates', () => {
  it('are shown side by side until somebody says why they are none', async () => {
    await crawl();
    expect((await bench.get('/api/tracker/duplicates', reader)).body).toMatchObject({
      open: [{ external: 'E-GEOD-5', internal: [{ accession: 'E-CURD-7', names: ['GSE5'] }] }],
      decided: [],
    });
    const check = async (name: string) =>
      (await bench.get(`/api/tracker/check?name=${name}`, reader)).body;
    expect(await check('GSE5')).toMatchObject({
      isFree: false,
      here: [{ accession: 'E-CURD-7', says: expect.stringContaining('External accession GSE5') }],
      external: ['E-GEOD-5'],
    });
    expect(await check('GSE6')).toMatchObject({ isFree: true, accessions: ['E-GEOD-6'] });
    expect(await check('GSE6x')).toMatchObject({ isFree: false, here: [] }); // a slip of the pen
    const verdict = {
      accessions: ['E-GEOD-5', 'E-CURD-7'],
      verdict: 'not a duplicate',
      reason: 'Another tissue.',
    };
    const decide = (key: string, body: object) =>
      bench.post('/api/tracker/duplicates/verdicts', key, body);
    const without = await bench.key({ scopes: [...WRITE] });
    expect((await decide(without, verdict)).status).toBe(403);
    expect((await decide(writer, { ...verdict, reason: ' ' })).status).toBe(400);
    expect((await decide(writer, verdict)).status).toBe(201);
    const second = await decide(writer, { ...verdict, reason: 'So say I.' });
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ detail: expect.stringContaining('“Another tissue.”') });
    expect((await bench.get('/api/tracker/duplicates', reader)).body).toMatchObject({
      open: [],
      decided: [{ reason: 'Another tissue.' }],
    });
  });
});

describe('the sheets', () => {
  it('are a workbook: frozen bold header, red warnings, and text that is never a formula', async () => {
    await crawl();
    const book = new ExcelJs.Workbook();
    await book.xlsx.load(await (await file('/api/tracker/workbook.xlsx')).arrayBuffer());
    expect(book.worksheets.map(({ name }) => name)).toEqual([
      'Discover Experiments',
      'Track Ingested Experiments',
    ]);
    const [discover, track] = book.worksheets;
    expect(discover?.views).toMatchObject([{ state: 'frozen', ySplit: 1 }]);
    expect(discover?.getCell('A1')).toMatchObject({
      value: 'Accession',
      style: { font: { bold: true }, alignment: { horizontal: 'center' } },
    });
    expect(discover?.getColumn(1).width).toBe(26);
    expect(discover?.getCell('D2').value).toBe('Five ');
    expect(discover?.getCell('M2')).toMatchObject({
      value: 'WARNING Already Ingested. See E-CURD-7',
      fill: { fgColor: { argb: 'FFFF0000' } },
    });
    expect(track?.getCell('D2')).toMatchObject({ value: '=1+2', type: ExcelJs.ValueType.String });
    expect(track?.rowCount).toBe(3);
  });

  it('are CSV, in which nothing is a formula', async () => {
    await crawl();
    const text = await (await file('/api/tracker/sheets/track/csv')).text();
    const [header, first, ...rest] = text.trimEnd().split('\n');
    expect(header).toBe(
      'Accession,Status,Discovery Location,Investigation Title,Analysis Type,Organism,Secondary Accessions,IDF,SDRF,Last Modified,Atlas Eligibility,Tech Type,Web Link,Experiment Type,Single-cell Experiment Type,GeneQuantSoft,GQSVersion,MappingSoft,MappingSoftVersion,E!Version,TransQuantSoft,TQSVersion,Curator',
    );
    expect(first).toContain(`E-CURD-7,loading,${tree.at('loading')},'=1+2,`);
    expect(rest).toHaveLength(1);
  });

  it('are Parquet, each text as it is', async () => {
    await crawl();
    const parquet = await (await file('/api/tracker/sheets/track/parquet')).arrayBuffer();
    expect(await parquetReadObjects({ file: parquet, compressors })).toMatchObject([
      { Accession: 'E-CURD-7', 'Investigation Title': '=1+2', 'Tech Type': 'bulk & sc' },
      { Accession: 'E-MTAB-1', 'Investigation Title': '' },
    ]);
  });

  it('of no datasets is Parquet with its columns and no row', async () => {
    rmSync(tree.at('ext/E-GEOD-5.idf.txt'));
    await crawl();
    const parquet = await (await file('/api/tracker/sheets/discover/parquet')).arrayBuffer();
    expect(await parquetReadObjects({ file: parquet, compressors })).toEqual([]);
    const { schema } = parquetMetadata(parquet);
    expect(schema.slice(1, 4).map(({ name }) => name)).toEqual([
      'Accession',
      'Status',
      'Discovery Location',
    ]);
  });
});

it('a bot without a tracker says that it is switched off', async () => {
  await using other = await openBench();
  const key = await other.key({ scopes: [...READ] });
  for (const path of ['runs', 'datasets', 'duplicates', 'workbook.xlsx']) {
    const { status, body } = await other.get(`/api/tracker/${path}`, key);
    expect([path, status, body['type']]).toEqual([path, 404, 'urn:handoff:switched-off']);
  }
});

it('what databases say is told, also where none is asked', async () => {
  await crawl();
  expect((await bench.get('/api/tracker/look-ups', reader)).body).toEqual({
    questions: [],
    candidates: { count: 0, accessions: [] },
  });
});
