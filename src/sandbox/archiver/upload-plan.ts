import { type DataFile, librariesOf } from '../libraries.ts';
import { uploadBucket, uploadKey } from '../staging/upload-area.ts';
import type { Holding } from '../world/ledger.ts';

/** One job of the file archiver, as the archiver writes it. */
export interface PlanJob {
  readonly dsp_api_url: string;
  readonly submission_url: string;
  readonly files: readonly PlanFile[];
  readonly manifest_id: string;
  readonly dcp_bundle_uuid?: string;
  readonly conversion?: {
    readonly output_name: string;
    readonly inputs: readonly PlanFile[];
    readonly schema: string;
  };
}
interface PlanFile {
  readonly name: string;
  readonly read_index?: string;
  readonly cloud_url?: string;
}

/** A job for each lane; several lanes of a library share its manifest. */
export function uploadPlan(
  { project, submission }: Holding,
  dspUuid: string,
  dspUrl: string,
): readonly PlanJob[] {
  const given = ({ name, read }: DataFile) => ({
    name,
    read_index: read,
    cloud_url: `s3://${uploadBucket}/${uploadKey(submission.uuid, name)}`,
  });
  return librariesOf(project.shortName).flatMap(({ manifestId, schema, dcpBundleUuid, lanes }) =>
    lanes.map((lane, index) => {
      const suffix = lanes.length > 1 ? `_${index + 1}` : '';
      const output = `${manifestId}${suffix}.bam`;
      const inputs = lane.map(given);
      return {
        dsp_api_url: dspUrl,
        submission_url: `${dspUrl}/api/submissions/${dspUuid}`,
        files: schema === undefined ? inputs : [{ name: output }],
        manifest_id: manifestId,
        ...(dcpBundleUuid === undefined ? {} : { dcp_bundle_uuid: dcpBundleUuid }),
        ...(schema === undefined ? {} : { conversion: { output_name: output, inputs, schema } }),
      };
    }),
  );
}
