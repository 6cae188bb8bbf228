import { z } from 'zod';
import { FAILURES } from './failure.ts';
import { plannedJob } from './plan/planned.ts';

const bucketService = z.object({ endpoint: z.url(), region: z.string() });

/** One job of an upload plan and all that its execution needs but the secrets: plain data for any machine. */
export const archiveFileJob = z.object({
  planned: plannedJob,
  /** Where `s3://` addresses of inputs lead. */
  source: bucketService,
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('dsp'), dspUrl: z.url(), aapUrl: z.url() }),
    bucketService.extend({ kind: z.literal('bucket'), bucket: z.string(), prefix: z.string() }),
  ]),
  converter: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('samtools'), samtools: z.string().default('samtools') }),
    z.object({
      kind: z.literal('fastq2bam'),
      fastq2bam: z.string(),
      samtools: z.string().default('samtools'), // reads back what the other has written
    }),
  ]),
  threads: z.number().int().min(1).default(1),
});
export type ArchiveFileJob = z.infer<typeof archiveFileJob>;
export type Converter = ArchiveFileJob['converter'];

const archivedFile = z.object({
  name: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  reads: z.number().optional(),
});

/** What became of it. */
export const archived = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    outputs: z.array(archivedFile),
    skipped: z.array(z.string()), // were uploaded already
    warnings: z.array(z.string()),
  }),
  z.object({
    ok: z.literal(false),
    kind: z.enum(FAILURES),
    says: z.string(),
    passing: z.boolean(), // the same job may go well another time
  }),
]);
export type Archived = z.infer<typeof archived>;

/** Of the environment that a job runs in, by the names that the file archiver uses. */
const environment = z.object({
  AAP_USERNAME: z.string().optional(),
  AAP_PASSWORD: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  /** Of the bucket that is uploaded to, where it is not the contributors’. */
  TARGET_ACCESS_KEY_ID: z.string().optional(),
  TARGET_SECRET_ACCESS_KEY: z.string().optional(),
});

export interface ArchiveSecrets {
  readonly aap?: Login;
  readonly source?: Keys;
  readonly target?: Keys;
}
export interface Login {
  readonly user: string;
  readonly password: string;
}
export interface Keys {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The secrets of a job from its environment; a pair of which half is missing is none. */
export function readArchiveSecrets(variables: Readonly<Record<string, unknown>>): ArchiveSecrets {
  const given = environment.parse(variables);
  const { AAP_USERNAME: user, AAP_PASSWORD: password } = given;
  const source = keys(given.AWS_ACCESS_KEY_ID, given.AWS_SECRET_ACCESS_KEY);
  const target = keys(given.TARGET_ACCESS_KEY_ID, given.TARGET_SECRET_ACCESS_KEY);
  return {
    ...(user === undefined || password === undefined ? {} : { aap: { user, password } }),
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
  };
}

function keys(accessKey: string | undefined, secretKey: string | undefined): Keys | undefined {
  return accessKey === undefined || secretKey === undefined ? undefined : { accessKey, secretKey };
}
