import type { Database } from '../../../src/storage/database.ts';
import { beginRun, completeRun } from '../../../src/storage/tracker/runs.ts';
import { saveBatch, type Version } from '../../../src/storage/tracker/versions.ts';
import { isExternal } from '../../../src/tracker/dataset/dataset.ts';
import { STAGES } from '../../../src/tracker/state/stage.ts';
import { contentOf } from '../../../src/tracker/tracking/version.ts';
import { aDataset } from '../../tracker/datasets.ts';

/** A run that found of so many datasets, one in each of so many, something else than the one before. */
export async function saveRun(
  database: Database,
  its: { datasets: number; edition: number; every: number; at: Date },
): Promise<void> {
  const { datasets, edition, every, at } = its;
  const by = 'a benchmark';
  const run = await beginRun(database, { by, at });
  const numbers = Array.from({ length: Math.ceil(datasets / every) }, (_, n) => n * every);
  for (let from = 0; from < numbers.length; from += 500) {
    const begun = numbers.slice(from, from + 500).map((n) => versionOf(n, edition, at));
    const ended = edition === 0 ? [] : begun.map(({ accession }) => accession);
    await database
      .transaction()
      .execute((transaction) => saveBatch(transaction, run.id, { ended, begun, changes: [] }));
  }
  const nothing = { changes: {}, troubles: [], troubled: 0, unread: [] };
  const findings = { ...nothing, datasets, filesRead: 0 };
  await completeRun(database, run, findings, at, async () => undefined);
}

/** As many of each stage. */
function versionOf(n: number, edition: number, since: Date): Version {
  const stage = STAGES[n % STAGES.length] ?? 'external';
  const path = `/nfs/production/${stage}/E-MTAB-${n}/E-MTAB-${n}`;
  const dataset = aDataset(`E-MTAB-${n}`, stage, {
    idf: `${path}.idf.txt`,
    sdrf: `${path}.sdrf.txt`,
    modifiedAt: '2026-03-02T09:00:00.000Z',
    title: `Transcription profiling of dataset ${n}, edition ${edition}, by high-throughput sequencing`,
    experimentType: 'rnaseq_mrna_baseline',
    analysisTypes: ['RNA-seq of coding RNA'],
    curators: ['ana'],
    secondaryAccessions: [`ERP${n}`],
    organisms: ['Mus musculus'],
    libraries: ['10xV2'],
  });
  const { accession, status, reach, tech, curators } = dataset;
  const content = contentOf(dataset);
  const modifiedAt = new Date('2026-03-02T09:00:00Z');
  const external = isExternal(dataset);
  return {
    ...{ accession, status, reach, tech, curators, content, since, modifiedAt },
    isExternal: external,
  };
}
