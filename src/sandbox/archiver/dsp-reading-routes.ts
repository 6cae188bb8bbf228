import { json, type Route, type ServiceAnswer, type ServiceRequest } from '../http-service.ts';
import { uuidOf } from '../world/identity.ts';
import { dspSubmission, isValidating, latestOf, planOf, runsOf } from './archive.ts';
import { type ArchiverWorld, serverError } from './archiver-world.ts';
import type { DspSubmission } from './record.ts';

/** What can be read of a submission to DSP. */
export function dspReadingRoutes(world: ArchiverWorld): readonly Route[] {
  const { ledger, faults, dspUrl } = world;
  const isBuilt = ({ builtAt }: DspSubmission) => builtAt <= ledger.now();

  const resource = (one: DspSubmission) => ({
    created: new Date(one.askedAt).toISOString(),
    ...(one.dspUuid === undefined
      ? {}
      : { dspUuid: one.dspUuid, dspUrl: `${dspUrl}/api/submissions/${one.dspUuid}` }),
    submissionUuid: one.submissionUuid,
    fileUploadPlan: planOf(ledger, one, dspUrl),
    errors:
      one.dspUuid === undefined
        ? [
            {
              errorCode: 'ingest_archiver.archive_metadata.no_entities',
              message: 'No entities found to convert.',
              details: {},
            },
          ]
        : [],
  });
  const of = (
    part: string,
    answer: (one: DspSubmission, request: ServiceRequest) => ServiceAnswer,
  ): Route => ({
    method: 'GET',
    path: `/archiveSubmissions/:dsp${part}`,
    answer(request) {
      const one = dspSubmission(ledger, request.params['dsp'] ?? '');
      return one === undefined ? serverError : answer(one, request);
    },
  });

  return [
    {
      method: 'GET',
      path: '/latestArchiveSubmission/:uuid',
      answer({ params }) {
        const one = latestOf(ledger, params['uuid'] ?? '');
        return one === undefined ? json(404, null) : json(200, resource(one));
      },
    },
    of('', (one) => json(200, resource(one))),
    of('/fileUploadPlan', (one) => {
      const jobs = isBuilt(one) ? planOf(ledger, one, dspUrl) : [];
      const nested = !isBuilt(one) || faults.has('archiver-nested-plan');
      const answer = json(200, { jobs: nested ? { jobs } : jobs });
      const name = `FILE_UPLOAD_PLAN_${one.dspUuid}.json`;
      const disposition = { 'content-disposition': `attachment;filename=${name}` };
      return { ...answer, headers: { ...answer.headers, ...disposition } };
    }),
    of('/validationErrors', (one) => {
      const runs = runsOf(ledger, one, dspUrl);
      const pending = isValidating(ledger, one) ? runs.map(({ url }) => url) : [];
      const faulty = `${dspUrl}/api/samples/${uuidOf(`sample ${one.dspUuid}`)}`;
      return json(200, {
        errors: {
          ...(one.faulty
            ? { [faulty]: [[{ BioSamples: ['A sample has to have a release date.'] }]] }
            : {}),
          ...Object.fromEntries(
            runs.flatMap(({ url, missing: [name] }) =>
              name === undefined ? [] : [[url, [[{ FileReference: [notThere(name)] }]]]],
            ),
          ),
        },
        pending: pending.length === 0 && isValidating(ledger, one) ? [faulty] : pending,
      });
    }),
    of('/blockers', (one) => {
      const runs = runsOf(ledger, one, dspUrl);
      const missing = runs.flatMap((run) => run.missing).length;
      const blocked = runs.filter((run) => run.missing.length > 0).length;
      return json(200, {
        notReadyFileCount: missing,
        validationIssuesPerDataTypeId: {
          ...(blocked > 0
            ? { sequencingRuns: { displayName: 'Sequencing runs', count: blocked } }
            : {}),
          ...(one.faulty ? { samples: { displayName: 'Samples', count: 1 } } : {}),
        },
        totalMetadataBlockers: blocked + (one.faulty ? 1 : 0),
        emptySubmission: !isBuilt(one),
        anyPendingValidationResult: isValidating(ledger, one),
        _links: {
          self: { href: `${dspUrl}/api/submissions/${one.dspUuid}/submissionBlockersSummary` },
        },
      });
    }),
  ];
}

const notThere = (name: string): string =>
  `The file [${name}] referenced in the metadata is not exists on the file storage area.`;
