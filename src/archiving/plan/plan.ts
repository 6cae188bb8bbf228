import { SCHEMAS } from '../conversion/layout.ts';
import { estimate } from './estimate.ts';
import { faultIn, inputsOf, submissionIn } from './faults.ts';
import { type GivenJob, givenJob, givenPlan } from './given.ts';
import { outputsOf, type PlannedInput, type PlannedJob, ROLES } from './planned.ts';

export type UploadPlan =
  | { readonly kind: 'building' } // DSP has no jobs for us yet
  | { readonly kind: 'unreadable'; readonly says: string }
  | {
      readonly kind: 'plan';
      readonly jobs: readonly PlannedJob[];
      readonly refused: readonly RefusedJob[];
    };

/** A job that is not begun, and why. */
export interface RefusedJob {
  readonly number: number; // in the plan, from 1
  readonly manifestId?: string;
  readonly kind: 'unsupported' | 'input';
  readonly says: string;
}

export interface PlanNeeds {
  /** The DSP of this environment: no secret of ours goes to another. */
  readonly dspUrl: string;
  /** Bytes of an input; undefined where there is nothing. */
  sizeOf(url: string): Promise<number | undefined>;
}

/** Judges an upload plan before anything runs: what can be done with how much, and what cannot. */
export async function readUploadPlan(given: unknown, needs: PlanNeeds): Promise<UploadPlan> {
  const plan = givenPlan.safeParse(given);
  if (!plan.success) return { kind: 'unreadable', says: 'The upload plan holds no list of jobs.' };
  if (plan.data.length === 0) return { kind: 'building' };
  const jobs: PlannedJob[] = [];
  const refused: RefusedJob[] = [];
  const made = new Map<string, string>();
  for (const [at, one] of plan.data.entries()) {
    const judged = await judge(one, needs, made);
    if ('says' in judged) refused.push({ number: at + 1, ...judged });
    else jobs.push(judged);
  }
  return { kind: 'plan', jobs, refused };
}

/** `made`: the names that jobs before this one upload, and of what. */
async function judge(
  one: unknown,
  { dspUrl, sizeOf }: PlanNeeds,
  made: Map<string, string>,
): Promise<PlannedJob | Omit<RefusedJob, 'number'>> {
  const parsed = givenJob.safeParse(one);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.map(String).join('.');
    return { kind: 'input', says: `The job is not as it should be${at ? ` at ${at}` : ''}.` };
  }
  const job = parsed.data;
  const refused = (kind: RefusedJob['kind'], says: string) => ({
    kind,
    says,
    manifestId: job.manifest_id.slice(0, 100),
  });
  const fault = faultIn(job, dspUrl);
  if (fault !== undefined) return refused('input', fault);
  const conversion = conversionOf(job);
  if (conversion !== undefined && 'unsupported' in conversion)
    return refused('unsupported', conversion.unsupported);

  const inputs: PlannedInput[] = [];
  const sizes = await Promise.all(inputsOf(job).map(({ cloud_url = '' }) => sizeOf(cloud_url)));
  for (const [at, { name, cloud_url: url = '', read_index }] of inputsOf(job).entries()) {
    const bytes = sizes[at];
    if (bytes === undefined) return refused('input', `${name} is not where the plan says.`);
    const role = ROLES.find((known) => known === read_index);
    inputs.push({ name, url, bytes, ...(role === undefined ? {} : { role }) });
  }
  const what = { inputs, ...(conversion === undefined ? {} : { conversion }) };
  for (const name of outputsOf(what)) {
    const from =
      conversion === undefined ? inputs.find((file) => file.name === name)?.url : undefined;
    const before = made.get(name);
    // The same file may belong to two bundles; it is uploaded once.
    if (before !== undefined && before !== from)
      return refused('input', `${name} is made by another job of this plan, too.`);
    made.set(name, from ?? '');
  }
  return {
    manifestId: job.manifest_id,
    submissionId: submissionIn(job.submission_url),
    ...(job.dcp_bundle_uuid == null ? {} : { bundleUuid: job.dcp_bundle_uuid }),
    ...what,
    ...estimate(
      inputs.map(({ bytes }) => bytes),
      conversion !== undefined,
    ),
  };
}

function conversionOf({
  conversion,
}: GivenJob): PlannedJob['conversion'] | { readonly unsupported: string } {
  if (conversion == null) return undefined;
  const { schema, output_name: output } = conversion;
  const known = SCHEMAS.find((one) => one === schema);
  if (known !== undefined) return { schema: known, output };
  const can = SCHEMAS.join(' and ');
  return {
    unsupported:
      schema == null
        ? `The plan names no schema for ${output}; ${can} can be converted.`
        : `Files of schema ${schema.slice(0, 40)} can’t be converted; ${can} can.`,
  };
}
