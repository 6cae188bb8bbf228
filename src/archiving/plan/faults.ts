import type { GivenJob } from './given.ts';
import { faultInName } from './name.ts';
import { ROLES } from './planned.ts';

/** Why a job of a plan is not begun, in words for people; undefined where nothing is wrong with it. */
export function faultIn(job: GivenJob, dspUrl: string): string | undefined {
  return faultInAddress(job, dspUrl) ?? faultInNames(job) ?? faultInFiles(job) ?? faultInRoles(job);
}

/** The files of a plan that are fetched. */
export const inputsOf = ({ conversion, files }: GivenJob) => conversion?.inputs ?? files;

/** DSP’s address, with the `/api` that some plans carry or without. */
const bare = (address: string): string => address.replace(/\/+(api\/*)?$/, '');

function faultInAddress({ dsp_api_url, submission_url }: GivenJob, dspUrl: string) {
  const wrong = [dsp_api_url, submission_url].find(
    (address) => new URL(address).origin !== new URL(dspUrl).origin,
  );
  if (wrong === undefined && bare(dsp_api_url) === bare(dspUrl)) return undefined;
  return `The plan is for ${new URL(wrong ?? dsp_api_url).host}, but this environment’s DSP is ${new URL(dspUrl).host}.`;
}

function faultInNames(job: GivenJob): string | undefined {
  const { manifest_id, submission_url, conversion } = job;
  const names = [
    manifest_id,
    submissionIn(submission_url),
    ...(conversion == null ? [] : [conversion.output_name]),
    ...inputsOf(job).map(({ name }) => name),
  ];
  for (const name of names) {
    const fault = faultInName(name);
    if (fault !== undefined)
      return `The name ${JSON.stringify(name.slice(0, 100))} can’t be taken: ${fault}.`;
  }
  const inputs = inputsOf(job).map(({ name }) => name);
  const twice = inputs.find((name, at) => inputs.indexOf(name) !== at);
  return twice === undefined ? undefined : `${twice} is there twice.`;
}

export const submissionIn = (address: string): string =>
  new URL(address).pathname.split('/').filter(Boolean).at(-1) ?? '';

function faultInFiles(job: GivenJob): string | undefined {
  const inputs = inputsOf(job);
  if (inputs.length === 0) return 'The job names no files.';
  const lost = inputs.find(
    ({ cloud_url = '' }) => !/^(s3:\/\/[^/]+\/.|https?:\/\/.)/.test(cloud_url),
  );
  if (lost !== undefined) return `The plan does not say where ${lost.name} lies.`;
  const { conversion, files } = job;
  if (conversion == null) return undefined;
  const announced = files.length === 1 && files[0]?.name === conversion.output_name;
  return announced ? undefined : `The plan uploads something else than ${conversion.output_name}.`;
}

function faultInRoles({ conversion }: GivenJob): string | undefined {
  if (conversion == null) return undefined;
  const roles = conversion.inputs.map(({ read_index }) => read_index ?? '');
  const strange = conversion.inputs.find((one) => !ROLES.some((role) => role === one.read_index));
  if (strange !== undefined) return `The plan does not say which read ${strange.name} is.`;
  const missing = ['read1', 'read2'].find((role) => !roles.includes(role));
  if (missing !== undefined) return `There is no ${missing} for ${conversion.output_name}.`;
  const twice = roles.find((role, at) => roles.indexOf(role) !== at);
  return twice === undefined
    ? undefined
    : `There are two files of ${twice} for ${conversion.output_name}.`;
}
