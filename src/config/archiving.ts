import { z } from 'zod';
import { ARCHIVE_ENVIRONMENTS, type ArchiveEnvironment } from '../domain/archiving/archive.ts';

/** Where archiving goes to, and where its key comes from. */
export interface ArchivingConfig {
  readonly environment: ArchiveEnvironment;
  readonly archiver: string; // address
  readonly dsp: string; // without /api
  readonly aap: string; // whole: where a token is got
  readonly excludeTypes: readonly string[]; // of DSP, that are not made
  /** Absent: ARCHIVER_API_KEY. */
  readonly secretsManager?:
    | (SecretPlace & {
        /** Where it holds the account for files, too; absent: AAP_USERNAME and AAP_PASSWORD. */
        readonly aapUsernameKey?: string | undefined;
        readonly aapPasswordKey?: string | undefined;
      })
    | undefined;
  readonly files: FilesConfig;
}

/** How the files of a submission are converted and uploaded. */
export interface FilesConfig {
  readonly conversionsAtOnce: number;
  readonly uploadsAtOnce: number; // without conversion
  readonly threads: number; // of one conversion
  readonly samtools: string; // the program
  /** Converts instead of samtools, which reads back what it has written. */
  readonly fastq2bam?: string | undefined;
  /** Where the procedure has people work, on the cluster: for the command lines that are shown. */
  readonly procedureFolder: string;
}

/** A value in the JSON of a secret of AWS Secrets Manager. */
export interface SecretPlace {
  readonly region: string;
  readonly secretId: string;
  readonly jsonKey: string;
  readonly endpoint?: string | undefined;
}

const TEST = {
  dsp: 'https://submission-test.ebi.ac.uk',
  aap: 'https://explore.api.aai.ebi.ac.uk/auth',
};
const DEFAULTS: Readonly<
  Record<ArchiveEnvironment, Pick<ArchivingConfig, 'archiver' | 'dsp' | 'aap'>>
> = {
  dev: { archiver: 'https://archiver.ingest.dev.archive.data.humancellatlas.org', ...TEST },
  staging: { archiver: 'https://archiver.ingest.staging.archive.data.humancellatlas.org', ...TEST },
  prod: {
    archiver: 'https://archiver.ingest.archive.data.humancellatlas.org',
    dsp: 'https://submission.ebi.ac.uk',
    aap: 'https://api.aai.ebi.ac.uk/auth',
  },
};
const INGESTS: Readonly<Record<ArchiveEnvironment, string>> = {
  dev: 'https://api.ingest.dev.archive.data.humancellatlas.org',
  staging: 'https://api.ingest.staging.archive.data.humancellatlas.org',
  prod: 'https://api.ingest.archive.data.humancellatlas.org',
};

const address = z.url({
  protocol: /^https?$/,
  error: 'an address such as https://api.example.org',
});

const atOnce = z.int().min(1).max(1000);

/** The module as people write it: switched off unless they say otherwise. */
export const archivingSchema = z.strictObject({
  enabled: z.boolean().default(false),
  environment: z.enum(ARCHIVE_ENVIRONMENTS, 'dev, staging, or prod').optional(),
  archiver: address.optional(),
  dsp: address.optional(),
  aap: address.optional(),
  excludeTypes: z.array(z.string().regex(/^[A-Za-z]+$/)).default([]),
  secretsManager: z
    .strictObject({
      region: z.string().min(1).default('us-east-1'),
      secretId: z.string().min(1).default('ingest/archiver/wrangler/secrets'),
      jsonKey: z.string().min(1).optional(),
      aapUsernameKey: z.string().min(1).optional(),
      aapPasswordKey: z.string().min(1).optional(),
      endpoint: address.optional(),
    })
    .optional(),
  files: z
    .strictObject({
      conversionsAtOnce: atOnce.default(2),
      uploadsAtOnce: atOnce.default(4),
      threads: z.int().min(1).max(64).default(1),
      samtools: z.string().min(1).default('samtools'),
      fastq2bam: z.string().startsWith('/', 'the whole path of the program').optional(),
      procedureFolder: z.string().startsWith('/').default('/nfs/production/hca'),
    })
    .prefault({}),
});
export type ArchivingGiven = z.infer<typeof archivingSchema>;

/** What is meant by it; undefined while it is switched off. */
export function archivingOf(given: ArchivingGiven): ArchivingConfig | undefined {
  const { enabled, environment, secretsManager } = given;
  if (!enabled || environment === undefined) return undefined;
  const defaults = DEFAULTS[environment];
  return {
    environment,
    archiver: given.archiver ?? defaults.archiver,
    dsp: given.dsp ?? defaults.dsp,
    aap: given.aap ?? defaults.aap,
    excludeTypes: given.excludeTypes,
    files: given.files,
    ...(secretsManager === undefined
      ? {}
      : {
          secretsManager: {
            ...secretsManager,
            jsonKey: secretsManager.jsonKey ?? `${environment}_archiver_api_key`,
          },
        }),
  };
}

/**
 * What contradicts itself: an archiver of one environment with ingest, DSP or AAP of another would write made-up data
 * into the real archives, or real data into those that are wiped. Addresses that nobody knows are believed.
 */
export function contradictionsIn(
  given: ArchivingGiven,
  ingestUrl: string,
): readonly { readonly path: readonly string[]; readonly message: string }[] {
  if (!given.enabled) return [];
  const { environment } = given;
  if (environment === undefined) {
    return [
      { path: ['archiving', 'enabled'], message: 'say the environment: dev, staging, or prod' },
    ];
  }
  const addresses = [
    { path: ['ingest', 'url'], url: ingestUrl, known: INGESTS },
    ...(['archiver', 'dsp', 'aap'] as const).map((name) => ({
      path: ['archiving', name],
      url: given[name],
      known: {
        dev: DEFAULTS.dev[name],
        staging: DEFAULTS.staging[name],
        prod: DEFAULTS.prod[name],
      },
    })),
  ];
  return addresses.flatMap(({ path, url, known }) => {
    const environments = url === undefined ? [] : environmentsOf(url, known);
    if (environments.length === 0 || environments.includes(environment)) return [];
    const says = `this is of ${environments.join(' and ')}, and archiving.environment is ${environment}`;
    return [{ path, message: says }];
  });
}

function environmentsOf(
  url: string,
  known: Readonly<Record<ArchiveEnvironment, string>>,
): readonly ArchiveEnvironment[] {
  const { hostname } = new URL(url);
  return ARCHIVE_ENVIRONMENTS.filter((name) => new URL(known[name]).hostname === hostname);
}
