import { type ArchiveFileJob, readArchiveSecrets } from '../archiving/job.ts';
import { createFileJobs } from '../archiving/jobs/file-jobs.ts';
import { createRunner, type Runner } from '../archiving/jobs/runner.ts';
import { createSizes } from '../archiving/jobs/sizes.ts';
import { sweepWorkFolders } from '../archiving/jobs/work-folders.ts';
import type { ArchivingConfig } from '../config/archiving.ts';
import type { Config, Secrets } from '../config/config.ts';
import type { Archiver, Clock, FileJobs, Log, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { createArchiverApi } from '../upstream/archiver/archiver-api.ts';
import type { OnCall } from '../upstream/breaker.ts';
import type { Workplace } from './executors.ts';

/** What archiving has besides the engine. */
export interface Archiving {
  readonly archiver: Archiver;
  readonly files: FileJobs;
  readonly runner: Runner;
  /** Removes work folders of projects that archive nothing any more; answers how many. */
  sweepFolders(): Promise<number>;
}

interface Needs {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onCall: OnCall;
  /** Files of this cycle have gone on. */
  readonly changed: (cycleId: string) => void;
  /** Who does the jobs of each kind, and where their files are meanwhile. */
  readonly workplaces: Readonly<Record<'conversions' | 'uploads', Workplace>>;
}

/** Undefined where archiving is switched off. */
export function openArchiving(needs: Needs): Archiving | undefined {
  const { config, secrets, db, clock, onCall } = needs;
  const { conversions, uploads } = needs.workplaces;
  const { archiving } = config;
  if (archiving === undefined || secrets.archiverKey === undefined) return undefined;
  const archiver = createArchiverApi({
    environment: archiving.environment,
    url: archiving.archiver,
    key: secrets.archiverKey,
    ingest: { url: config.ingest.url, token: secrets.ingestToken },
    clock,
    onCall,
  });
  const environment = () => fileSecrets(secrets);
  const equipment = equipmentOf(config, archiving);
  const workFolders = {
    conversion: `${conversions.folder}/archiving`,
    upload: `${uploads.folder}/archiving`,
  };
  const executors = { conversion: conversions.executor, upload: uploads.executor };
  const workshop = { executors, workFolders, equipment };
  const { conversionsAtOnce: conversion, uploadsAtOnce: upload } = archiving.files;
  const runner = createRunner({
    ...needs,
    ...workshop,
    atOnce: { conversion, upload },
    secrets: environment,
  });
  const files = createFileJobs({
    ...needs,
    ...workshop,
    archiver,
    dspUrl: archiving.dsp,
    aapUrl: archiving.aap,
    sizes: createSizes({
      source: equipment.source,
      secrets: async () => readArchiveSecrets(await environment()),
    }),
    procedureFolder: archiving.files.procedureFolder,
    runner,
  });
  const sweepFolders = () => sweepWorkFolders(db, new Set(Object.values(workFolders)));
  return { archiver, files, runner, sweepFolders };
}

/** All that a job needs besides what is planned, without secrets. */
function equipmentOf(
  { uploadArea }: Config,
  { dsp, aap, files }: ArchivingConfig,
): Omit<ArchiveFileJob, 'planned'> {
  const { samtools, fastq2bam, threads } = files;
  return {
    source: {
      endpoint: uploadArea?.endpoint ?? 'https://s3.amazonaws.com',
      region: uploadArea?.region ?? 'us-east-1',
    },
    target: { kind: 'dsp', dspUrl: dsp, aapUrl: aap },
    converter:
      fastq2bam === undefined
        ? { kind: 'samtools', samtools }
        : { kind: 'fastq2bam', fastq2bam, samtools },
    threads,
  };
}

/** As the file archiver calls them; read anew for each run, so that renewed files count. */
async function fileSecrets(secrets: Secrets): Promise<Readonly<Record<string, string>>> {
  const { aap, uploadAccessKey, uploadSecretKey } = secrets;
  return {
    ...(aap && {
      AAP_USERNAME: await aap.username.read(),
      AAP_PASSWORD: await aap.password.read(),
    }),
    ...(uploadAccessKey !== undefined && { AWS_ACCESS_KEY_ID: uploadAccessKey }),
    ...(uploadSecretKey !== undefined && { AWS_SECRET_ACCESS_KEY: uploadSecretKey }),
  };
}
