import { shellLine } from '../domain/shell-word.ts';
import { outputsOf, type PlannedJob } from './plan/planned.ts';

const IMAGE = 'quay.io/ebi-ait/ingest-file-archiver:d2020-30-09.1';
const ALL_MEMORY = 64_000; // megabytes, as the procedure gives all jobs in one

/** A command line of the procedure, and what it is for. */
export interface DryLine {
  readonly says: string;
  readonly line: string;
}

/**
 * What the procedure would have people type for a plan. It is shown, never run; capital letters stand for the
 * secrets, which belong into no command line.
 */
export function dryRun(
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
