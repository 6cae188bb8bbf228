import { shellLine } from '../domain/shell-word.ts';
import type { ArchiveFileJob } from './job.ts';
import { outputsOf, type PlannedJob } from './plan/planned.ts';

const IMAGE = 'quay.io/ebi-ait/ingest-file-archiver:d2020-30-09.1';
const ALL_MEMORY = 64_000; // megabytes, as the procedure gives all jobs in one

/** A command line, and what it is for. */
export interface DryLine {
  readonly says: string;
  readonly line: string;
}

/** What a job would do, and the command line that this bot would begin it with, wherever it has its jobs done. */
export function ownLine(
  { inputs, conversion }: PlannedJob,
  { target, converter }: Pick<ArchiveFileJob, 'target' | 'converter'>,
  command: readonly string[],
): DryLine {
  const tool = converter.kind === 'fastq2bam' ? converter.fastq2bam : converter.samtools;
  const to = target.kind === 'dsp' ? new URL(target.dspUrl).host : target.bucket;
  const made = conversion && `convert ${conversion.schema} to ${conversion.output} with ${tool}`;
  const fetched = `fetch ${inputs.map(({ name }) => name).join(', ')}`;
  return {
    says: [fetched, made, `upload to ${to}`].filter(Boolean).join('; '),
    line: shellLine(command),
  };
}

/**
 * What the procedure would have people type for a plan. It is shown, never run; capital letters stand for the
 * secrets, which belong into no command line.
 */
export function procedureLines(
  jobs: readonly PlannedJob[],
  where: {
    readonly folder: string; // of the project, on the cluster
    readonly plan: string; // the file of the plan in it
    readonly aapUrl: string;
    readonly name: string; // of the project: what the job is called
  },
): readonly DryLine[] {
  const { folder, plan, aapUrl, name } = where;
  const onCluster = (job: string, file: string, memory: number): string => {
    const inside = shellLine([
      ...['singularity', 'run', '-B', `${folder}:/data`, `docker://${IMAGE}`],
      ...['-d=/data', `-f=/data/${file}`, `-l=${aapUrl}`],
      ...['-u=AAP_USERNAME', '-p=AAP_PASSWORD', '-a=AWS_KEY', '-s=AWS_SECRET'],
    ]);
    return shellLine(['bsub', '-J', job, '-M', String(memory), inside]);
  };
  const environment = {
    BASE_DIR: '/data',
    UPLOAD_PLAN_PATH: `/data/${plan}`,
    AAP_USERNAME: 'AAP_USERNAME',
    AAP_PASSWORD: 'AAP_PASSWORD',
    AAP_URL: aapUrl,
    AWS_ACCESS_KEY_ID: 'AWS_KEY',
    AWS_SECRET_ACCESS_KEY: 'AWS_SECRET',
  };
  const variables = Object.entries(environment).flatMap(([variable, value]) => [
    '--env',
    `${variable}=${value}`,
  ]);
  const converted = jobs.some(({ conversion }) => conversion !== undefined);
  return [
    { says: 'all jobs, one after the other', line: onCluster(`${name}_upload`, plan, ALL_MEMORY) },
    ...jobs.map((job, at) => {
      const output = outputsOf(job)[0] ?? job.manifestId;
      return { says: output, line: onCluster(output, `job${at}.json`, job.memory) };
    }),
    ...(converted
      ? []
      : [
          {
            says: 'without a cluster: nothing is converted',
            line: shellLine(['docker', 'run', '-v', `${folder}:/data`, ...variables, IMAGE]),
          },
        ]),
  ];
}
