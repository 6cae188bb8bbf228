import { z } from 'zod';
import { SCHEMAS } from '../conversion/layout.ts';
import { faultInName } from './name.ts';

/** Which file of a lane it is. `index2` may be named, but has no place in the BAM. */
export const ROLES = ['read1', 'read2', 'index1', 'index2'] as const;
const fileName = z.string().refine((name) => faultInName(name) === undefined);

/** A job that can be done: plain data, so that it can be sent to where it is done. */
export const plannedJob = z.object({
  manifestId: fileName,
  submissionId: fileName, // DSP's
  bundleUuid: z.string().optional(), // of DCP1
  inputs: z.array(
    z.object({
      name: fileName,
      url: z.string(), // s3: or https:
      bytes: z.number(),
      role: z.enum(ROLES).optional(), // in a conversion
    }),
  ),
  /** Without one the inputs are uploaded as they are. */
  conversion: z.object({ schema: z.enum(SCHEMAS), output: fileName }).optional(),
  memory: z.number(), // megabytes that it may need
  minutes: z.number(), // that it will take, roughly
});
export type PlannedJob = z.infer<typeof plannedJob>;
export type PlannedInput = PlannedJob['inputs'][number];

/** Names that a job uploads. */
export function outputsOf({ conversion, inputs }: Pick<PlannedJob, 'conversion' | 'inputs'>) {
  return conversion === undefined ? inputs.map(({ name }) => name) : [conversion.output];
}
