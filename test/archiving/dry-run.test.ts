import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { dryRun } from '../../src/archiving/dry-run.ts';
import { shellLine } from '../../src/domain/shell-word.ts';

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
  expect(dryRun([lane], where)).toEqual([
    {
      says: 'all jobs, one after the other',
      line: `bsub -J laurenti_upload -M 64000 '${OUTER} -f=/data/upload_info.json ${LOGIN}'`,
    },
    { says: 'm1_1.bam', line: `bsub -J m1_1.bam -M 12000 '${OUTER} -f=/data/job0.json ${LOGIN}'` },
  ]);
});

test('without a conversion, also the one that needs no cluster', () => {
  expect(dryRun([plain], where).at(-1)?.line).toMatch(
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
  const [first] = dryRun([], { ...where, folder: "/data/o'neill $(id)" });
  const inner = execFileSync('sh', ['-c', `bsub() { printf %s "$5"; }; ${first?.line}`], {
    encoding: 'utf8',
  });
  const folder = execFileSync('sh', ['-c', `singularity() { printf %s "$3"; }; ${inner}`], {
    encoding: 'utf8',
  });
  expect(folder).toBe("/data/o'neill $(id):/data");
});
