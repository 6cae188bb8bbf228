import { join } from 'node:path';
import { convertLane } from '../conversion/convert.ts';
import { ArchiveFailure } from '../failure.ts';
import type { ArchiveFileJob } from '../job.ts';
import { findKept, fingerprint, keep } from '../kept.ts';
import type { PlannedInput } from '../plan/planned.ts';
import type { Fetched, Made, StageNeeds } from './stage.ts';

/** Makes one BAM of the inputs where the plan wants one; otherwise they stay what they are. */
export async function convertInputs(
  { planned, converter, threads }: ArchiveFileJob,
  inputs: readonly Fetched[],
  { folder, signal, progress }: StageNeeds,
): Promise<readonly Made[]> {
  const { conversion } = planned;
  if (conversion === undefined) return inputs;
  const { schema, output: name } = conversion;
  const ofRole = (role: PlannedInput['role']) => inputs.find((input) => input.role === role);
  const [read1, read2, index1] = [ofRole('read1'), ofRole('read2'), ofRole('index1')];
  if (read1 === undefined || read2 === undefined)
    throw new ArchiveFailure('input', `${name} needs read1 and read2.`);

  const path = join(folder, 'out.bam');
  const of = fingerprint(schema, converter.kind, ...inputs.map(({ sha256 }) => sha256));
  const kept =
    (await findKept(path, of)) ??
    (await keep(path, {
      of,
      ...(await convertLane({ read1, read2, index1 }, schema, `${path}.part`, converter, {
        signal,
        threads,
        progress: (fraction) => progress(fraction, `converting to ${name}`),
      })),
    }));
  const index2 = planned.inputs.find(({ role }) => role === 'index2');
  const warnings = [
    ...(kept.warnings ?? []),
    ...(index2 === undefined ? [] : [`${index2.name} has no place in the BAM.`]),
  ];
  return [{ ...kept, name, path, warnings }];
}
