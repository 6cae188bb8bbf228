import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { openWorkplaces } from '../../src/app/executors.ts';
import { procedureLines } from '../../src/archiving/dry-run.ts';
import { executorsOf, executorsSchema } from '../../src/config/executors.ts';
import { systemClock } from '../../src/config/system.ts';
import { shellLine } from '../../src/domain/shell-word.ts';
import { aConfig } from '../support/config.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { aSite } from '../upstream/archiver/site.ts';
import { CYCLE, openFiles, place } from './jobs/bench.ts';

const inputs = [{ name: 'a.fastq.gz', url: 's3://area/a.fastq.gz', bytes: 1 }];
const plain = { manifestId: 'm1', submissionId: 's1', inputs, memory: 1000, minutes: 1 };
const lane = {
  ...plain,
  memory: 12_000,
  conversion: { schema: '10xV3' as const, output: 'm1_1.bam' },
};
const where = {
  folder: '/nfs/production/hca/laurenti',
  plan: 'upload_info.json',
  aapUrl: 'https://api.aai.ebi.ac.uk/auth',
  name: 'laurenti',
};
const OUTER =
  'singularity run -B /nfs/production/hca/laurenti:/data docker://quay.io/ebi-ait/ingest-file-archiver:d2020-30-09.1 -d=/data';
const LOGIN =
  '-l=https://api.aai.ebi.ac.uk/auth -u=AAP_USERNAME -p=AAP_PASSWORD -a=AWS_KEY -s=AWS_SECRET';

test('the procedure’s own command lines are shown, with placeholders for the secrets', () => {
  expect(procedureLines([lane], where)).toEqual([
    {
      says: 'all jobs, one after the other',
      line: `bsub -J laurenti_upload -M 64000 '${OUTER} -f=/data/upload_info.json ${LOGIN}'`,
    },
    { says: 'm1_1.bam', line: `bsub -J m1_1.bam -M 12000 '${OUTER} -f=/data/job0.json ${LOGIN}'` },
  ]);
});

test('without a conversion, also the one that needs no cluster', () => {
  expect(procedureLines([plain], where).at(-1)?.line).toMatch(
    /^docker run -v \/nfs\/production\/hca\/laurenti:\/data --env BASE_DIR=\/data .*--env AAP_PASSWORD=AAP_PASSWORD/,
  );
});

test('a shell takes every word as it is', () => {
  const words = ['a b', "it's", '$(id)', '`id`', 'a;b', '', '*', '\\', 'x\ny', '"', '-n'];
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${shellLine(words)}`], {
    encoding: 'utf8',
  });
  expect(printed.split('\0').slice(0, -1)).toEqual(words);
});

test('a folder with a strange name stays one word, within the line that is passed on, too', () => {
  const [first] = procedureLines([], { ...where, folder: "/data/o'neill $(id)" });
  const inner = execFileSync('sh', ['-c', `bsub() { printf %s "$5"; }; ${first?.line}`], {
    encoding: 'utf8',
  });
  const folder = execFileSync('sh', ['-c', `singularity() { printf %s "$3"; }; ${inner}`], {
    encoding: 'utf8',
  });
  expect(folder).toBe("/data/o'neill $(id):/data");
});

describe('what this installation would run', () => {
  const quiet = () => undefined;
  const linesOn = async (backend: 'local' | 'slurm' | 'lsf') => {
    await using site = await aSite();
    using folder = aDataFolder();
    const shared = `${folder.path}/shared`;
    const places = { slurm: { folder: shared, partition: 'main' }, lsf: { folder: shared } };
    const { conversions } = openWorkplaces({
      config: aConfig({
        dataDir: folder.path,
        executors: executorsOf(executorsSchema.parse({ conversions: backend, ...places })),
      }),
      clock: systemClock,
      log: { info: quiet, warn: quiet, error: quiet },
    });
    const { dspUuid } = await site.built();
    await using bench = await openFiles(place(site.world), { folder, workplace: conversions });
    expect(await bench.files.commands(CYCLE)).toBeUndefined();
    await bench.files.plan({ cycleId: CYCLE, dspUuid });
    const { own = [], procedure = [] } = (await bench.files.commands(CYCLE)) ?? {};
    expect(procedure[0]?.line).toMatch(/^bsub -J RetinaMixSim_upload /);
    expect(site.world.archiving.uploads).toEqual([]);
    return own.map(({ says, line }) => ({ says, line: line.replaceAll(folder.path, 'DATA') }));
  };

  test('is told for each job: what it does, and the command line that it is begun with', async () => {
    const [lane, , plain] = await linesOn('local');
    expect(lane?.says).toMatch(
      /^fetch RetA_S1_L001_R1_001\.fastq\.gz, .*; convert 10xV3 to \w+_1\.bam with samtools; upload to 127\.0\.0\.1:\d+$/,
    );
    expect(lane?.line).toMatch(
      /node\S* --max-old-space-size=\d+ \S+\/job-main\.ts DATA\/runs\/archive-1-1-RUN$/,
    );
    expect(plain?.says).not.toContain('convert');
  });

  test('on Slurm, with the memory and the time that it is given', async () => {
    const [lane] = await linesOn('slurm');
    expect(lane?.line).toMatch(
      /^sbatch --parsable --job-name=archive-1-1-RUN-\w{8} .*--mem=9538M --cpus-per-task=\d+ --ntasks=1 --time=360 --partition=main DATA\/shared\/runs\/archive-1-1-RUN\/job\.sh$/,
    );
  });

  test('on LSF', async () => {
    const [lane] = await linesOn('lsf');
    expect(lane?.line).toMatch(
      /^bsub -J archive-1-1-RUN-\w{8} -n \d+ -W 360 -M 9766602 .*'\/bin\/sh DATA\/shared\/runs\/archive-1-1-RUN\/job\.sh'$/,
    );
  });
});
