import type { Patch } from '../../proof/bot/planted.ts';

/** A mistake of the system that this one follows, put into ours; and the test that has to see it. */
export interface PlantedFault {
  readonly name: string;
  readonly test: string; // the beginning of its name
  readonly file?: string; // where it is, besides the list of faults
  readonly patches: readonly Patch[];
}

const jobs = 'src/exports/jobs.ts';
const choice = 'src/exports/files.ts';
const end = 'src/exports/run/end.ts';
const convert = 'src/exports/run/convert.ts';
const publish = 'src/exports/run/publish.ts';
const papers = 'src/exports/run/papers.ts';
const run = 'src/exports/run/run.ts';
const records = 'src/storage/exports/jobs.ts';
const files = 'src/storage/exports/job-files.ts';
const infer = 'src/exports/convert/infer.ts';
const inference = 'test/exports/convert/inference.test.ts';

export const FAULTS: readonly PlantedFault[] = [
  {
    name: 'files are copied and called converted',
    test: '1: ',
    patches: [
      {
        file: convert,
        from: "const unchanged = job.format === 'zip';",
        to: 'const unchanged = true;',
      },
      { file: convert, from: "if (format === 'zip' || ", to: "if (format !== 'zip' || " },
    ],
  },
  {
    name: 'datasets are ignored',
    test: '2: ',
    patches: [
      {
        file: choice,
        from: 'filesOfProjects(db, datasetIds,',
        to: 'filesOfProjects(db, [],',
      },
    ],
  },
  {
    name: 'lineage is ignored',
    test: '2: ',
    patches: [{ file: papers, from: 'job.includeLineage ? await', to: 'false ? await' }],
  },
  {
    name: 'options are ignored',
    test: 'files are converted by the real worker',
    file: 'test/exports/real.test.ts',
    patches: [{ file: convert, from: 'options: { ...job.options },', to: 'options: {},' }],
  },
  {
    name: 'without compression only the first file is stored',
    test: '3: ',
    patches: [{ file: publish, from: 'path } of all) {', to: 'path } of all.slice(0, 1)) {' }],
  },
  {
    name: 'files of one name overwrite each other',
    test: '4: ',
    patches: [
      { file: 'src/exports/plan.ts', from: 'file.id}_', to: "''}" },
      {
        file: 'migrations/0006-data-exports.sql',
        from: '  UNIQUE (job_id, file_id),\n  UNIQUE (job_id, member)\n',
        to: '  UNIQUE (job_id, file_id)\n',
      },
    ],
  },
  {
    name: 'an export in which all failed is completed',
    test: '5: ',
    patches: [{ file: run, from: "if (status === 'failed') return", to: 'if (false) return' }],
  },
  {
    name: 'a worker ends what was cancelled',
    test: '6: ',
    patches: [
      { file: jobs, from: 'if (ended) needs.stop(job.id);', to: '' },
      { file: end, from: 'await endFiles(trx, job.id, status, message);', to: '' },
      { file: jobs, from: 'await dropWork(trx, job.id);', to: '' },
      {
        file: run,
        from: 'if (current === undefined || !isOpen(current.status)) return;',
        to: '',
      },
      {
        file: run,
        from: 'if (job === undefined || !isOpen(job.status)) {\n      await finishWork(db, work);\n      return;\n    }\n    await startJob',
        to: 'if (job === undefined) return;\n    await startJob',
      },
      {
        file: records,
        from: "    .where('id', '=', job.id)\n    .where(isOpen)\n",
        to: "    .where('id', '=', job.id)\n",
      },
    ],
  },
  {
    name: 'anybody exports anybody’s files',
    test: '7: ',
    patches: [
      {
        file: choice,
        from: 'const named = await findFiles(db, ids, sightOf(actor));',
        to: 'const named = await findFiles(db, ids);',
      },
    ],
  },
  {
    name: 'cleaning up is open to all',
    test: '8: ',
    patches: [
      {
        file: 'src/http/routes/exports/service.ts',
        from: "if (!mayAct(actor, ['ingest-operations', 'developers']))",
        to: 'if (false)',
      },
    ],
  },
  {
    name: 'the time to live counts from the beginning',
    test: '9: ',
    patches: [
      {
        file: records,
        from: 'expiryOf(end.now, job.ttlHours)',
        to: 'expiryOf(job.createdAt, job.ttlHours)',
      },
    ],
  },
  {
    name: 'a link is never made anew',
    test: '10: ',
    patches: [
      {
        file: 'src/exports/downloads.ts',
        from: 'Math.min(now + LINK_LASTS,',
        to: 'Math.min(job.createdAt.getTime() + LINK_LASTS,',
      },
    ],
  },
  {
    name: 'sizes have 32 bits',
    test: '11: ',
    patches: [
      {
        file: 'src/storage/exports/job-row.ts',
        from: 'bytes: row.output_size,',
        to: 'bytes: row.output_size | 0,',
      },
    ],
  },
  {
    name: 'a key is made of the second',
    test: '12: ',
    patches: [
      {
        file: jobs,
        from: 'needs.random.secret()}`',
        to: 'Math.floor(clock.now().getTime() / 1000)}`',
      },
    ],
  },
  {
    name: 'work folders stay',
    test: '13: ',
    patches: [
      {
        file: run,
        from: '      needs.news();\n      await tidy(needs, work);\n',
        to: '      needs.news();\n',
      },
    ],
  },
  {
    name: 'nothing is tried again',
    test: '14: ',
    patches: [
      { file: 'src/storage/exports/work.ts', from: 'MOST_ATTEMPTS = 3', to: 'MOST_ATTEMPTS = 1' },
    ],
  },
  {
    name: 'cleaning up removes the record',
    test: '15: ',
    patches: [
      {
        file: jobs,
        from: 'await markRemoved(trx, job.id, clock.now());',
        to: "await trx.deleteFrom('export_file').where('job_id', '=', job.id).execute(); await forgetWork(trx, job.id); await trx.deleteFrom('export_job').where('id', '=', job.id).execute();",
      },
    ],
  },
  {
    name: 'what never ends is left',
    test: '16: ',
    patches: [
      {
        file: jobs,
        from: 'of await listUnended(db, new Date(now.getTime() - LONGEST_LIFE))',
        to: 'of []',
      },
    ],
  },
  {
    name: 'failed files do not count',
    test: '17: ',
    patches: [
      { file: files, from: "status: 'failed', fraction: 1,", to: "status: 'failed', fraction: 0," },
    ],
  },
  {
    name: 'to look changes something',
    test: '18: ',
    patches: [
      {
        file: jobs,
        from: 'list: (actor, wanted) => listJobs(',
        to: "list: async (actor, wanted) => (await db.transaction().execute((trx) => appendJournal(trx, { at: clock.now(), event: 'looked', actor: actorName(actor), detail: {} }))) ?? listJobs(",
      },
    ],
  },
  {
    name: 'an empty text in quotes is no cell',
    test: 'CSV stays the same, cell for cell',
    file: inference,
    patches: [
      {
        file: 'src/exports/convert/read/csv.ts',
        from: 'allow_quoted_nulls = false',
        to: 'allow_quoted_nulls = true',
      },
    ],
  },
  {
    name: 'every cell is taken for a whole number',
    test: 'a column of numbers comes back',
    file: inference,
    patches: [
      {
        file: infer,
        from: 'AS BIGINT)`,\n  fits: (x, value) =>',
        to: "AS BIGINT)`,\n  fits: (x, value) => 'TRUE' ||",
      },
    ],
  },
  {
    name: 'a double is thought to have all digits',
    test: 'a column of numbers comes back',
    file: inference,
    patches: [{ file: infer, from: '<= 15 AND abs(', to: '<= 99 AND abs(' }],
  },
];
