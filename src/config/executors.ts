import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** What can be done elsewhere: exports of files, files for the archives that become BAMs, and those that stay as they are. */
export const WORKS = ['exports', 'conversions', 'uploads'] as const;
export type WorkKind = (typeof WORKS)[number];
export const MEMORY_UNITS = ['KB', 'MB', 'GB'] as const;

interface ClusterPlace {
  /** Shared with every node, under the same path. */
  readonly folder: string;
  readonly atOnce: number; // jobs, at most
  /** Node and this installation as the nodes find them; absent: as here. */
  readonly node?: string | undefined;
  readonly installation?: string | undefined;
}

/** Where each kind of work is done. */
export interface ExecutorsConfig {
  readonly backends: Readonly<Record<WorkKind, 'local' | 'slurm' | 'lsf'>>;
  readonly slurm?:
    | (ClusterPlace & {
        readonly partition?: string | undefined;
        readonly account?: string | undefined;
      })
    | undefined;
  readonly lsf?:
    | (ClusterPlace & {
        readonly queue?: string | undefined;
        readonly project?: string | undefined;
        readonly memoryUnit: (typeof MEMORY_UNITS)[number];
      })
    | undefined;
}

const path = z.string().refine(isAbsolute, 'a path that begins with /');
const word = z.string().regex(/^[\w.@-]+$/, 'letters, digits, _ . @ and -');
const backend = z.enum(['local', 'slurm', 'lsf'], 'local, slurm, or lsf').default('local');
const place = {
  folder: path,
  atOnce: z.int().min(1).max(10_000).default(50),
  node: path.optional(),
  installation: path.optional(),
};

export const executorsSchema = z
  .strictObject({
    exports: backend,
    conversions: backend,
    uploads: backend,
    slurm: z
      .strictObject({ ...place, partition: word.optional(), account: word.optional() })
      .optional(),
    lsf: z
      .strictObject({
        ...place,
        queue: word.optional(),
        project: word.optional(),
        memoryUnit: z.enum(MEMORY_UNITS, 'KB, MB, or GB').default('KB'),
      })
      .optional(),
  })
  .superRefine((given, context) => {
    for (const work of WORKS) {
      const chosen = given[work];
      if (chosen === 'local' || given[chosen] !== undefined) continue;
      const message = `say where ${chosen} is: executors.${chosen}.folder, which the nodes share`;
      context.addIssue({ code: 'custom', path: [work], message });
    }
  });

export function executorsOf(given: z.infer<typeof executorsSchema>): ExecutorsConfig {
  const { exports, conversions, uploads, slurm, lsf } = given;
  return { backends: { exports, conversions, uploads }, slurm, lsf };
}
