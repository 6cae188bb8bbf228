import { z } from 'zod';

const file = z.object({
  name: z.string(),
  read_index: z.string().optional(),
  cloud_url: z.string().optional(),
});

/** A job of the file archiver as the archiver service writes it. */
export const givenJob = z.object({
  dsp_api_url: z.url(),
  submission_url: z.url(),
  manifest_id: z.string(),
  files: z.array(file),
  dcp_bundle_uuid: z.string().nullish(), // of DCP1
  conversion: z
    .object({
      output_name: z.string(),
      schema: z.string().nullish(), // the service does not always know it
      inputs: z.array(file),
    })
    .nullish(),
});
export type GivenJob = z.infer<typeof givenJob>;

/** `{jobs: […]}`, and while the service is still building it `{jobs: {jobs: []}}`. Jobs are judged one by one. */
export const givenPlan = z
  .object({ jobs: z.union([z.array(z.unknown()), z.object({ jobs: z.array(z.unknown()) })]) })
  .transform(({ jobs }) => (Array.isArray(jobs) ? jobs : jobs.jobs));
