import { z } from 'zod';
import type { Run } from '../../../storage/tracker/runs.ts';
import type { Verdict } from '../../../storage/tracker/verdicts.ts';
import type { Dataset } from '../../../tracker/dataset/dataset.ts';
import type { Duplicate, InternalTwin, OwnTwins } from '../../../tracker/duplicates/duplicates.ts';
import { sideBySide } from '../../../tracker/duplicates/side-by-side.ts';
import type { IngestCheck } from '../../../tracker/tracking/ingest-check.ts';

export const verdictShape = z
  .object({
    accessions: z.tuple([z.string(), z.string()]).readonly(),
    verdict: z.enum(['not a duplicate', 'open again']),
    reason: z.string(),
    person: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'DuplicateVerdict' });

const twinShape = z.object({
  accession: z.string(),
  names: z.array(z.string()).readonly().describe('What both are called'),
  compared: z
    .array(
      z.object({
        field: z.string(),
        left: z.array(z.string()).readonly().describe('Of the other one'),
        right: z.array(z.string()).readonly(),
        same: z.boolean(),
      }),
    )
    .readonly(),
});

export const duplicateShape = z
  .object({ external: z.string(), warning: z.string(), internal: z.array(twinShape) })
  .meta({ id: 'Duplicate' });

export const ownTwinsShape = z
  .object({ accession: z.string(), twin: twinShape })
  .meta({ id: 'OwnTwins' });

export const checkShape = z
  .object({
    name: z.string(),
    run: z.int().describe('By which this is known'),
    isFree: z.boolean().describe('Nothing of ours is it: it may be ingested'),
    here: z.array(
      z.object({
        accession: z.string(),
        status: z.string(),
        location: z.string(),
        says: z.string(),
        acceptedStatus: z.string().optional().describe('What people found its status to be'),
        goneSince: z.iso.datetime().optional().describe('It was there, and is nowhere since'),
        two: verdictShape.optional().describe('Somebody found that it is another dataset'),
      }),
    ),
    external: z.array(z.string()).describe('Accessions of external datasets that are called so'),
    accessions: z
      .array(z.string())
      .readonly()
      .describe('What it would be called here: its own, or the next of each kind'),
  })
  .meta({ id: 'IngestCheck' });

export const duplicateOf = ({ external, internal, warning }: Duplicate) => ({
  external: external.accession,
  warning,
  internal: internal.map((twin) => twinOf(external, twin)),
});

export const ownTwinsOf = ({ dataset, twin }: OwnTwins) => ({
  accession: dataset.accession,
  twin: twinOf(dataset, twin),
});

const twinOf = (other: Dataset, { dataset, names }: InternalTwin) => ({
  accession: dataset.accession,
  names,
  compared: sideBySide(other, dataset),
});

export const verdictOf = (verdict: Verdict) => ({ ...verdict, at: verdict.at.toISOString() });

export const checkOf = (run: Run, { here, external, ...check }: IngestCheck) => ({
  ...check,
  run: run.id,
  here: here.map(
    ({ dataset: { accession, status, location }, says, two, corrected, goneSince }) => ({
      ...{ accession, status, location, says },
      acceptedStatus: corrected?.get('Status')?.text,
      goneSince: goneSince?.toISOString(),
      two: two && verdictOf(two),
    }),
  ),
  external: external.map(({ accession }) => accession),
});
