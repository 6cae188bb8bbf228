import { z } from 'zod';
import { json, type Route, type ServiceAnswer, type ServiceRequest } from '../http-service.ts';
import { librariesOf } from '../libraries.ts';
import { objectIdOf, uuidOf } from '../world/identity.ts';
import type { Holding } from '../world/ledger.ts';
import { currentActivity } from '../world/life.ts';
import {
  ARCHIVES_TAKE,
  dataResults,
  dspSubmission,
  isArchiving,
  isReady,
  jobEndsAt,
} from './archive.ts';
import { type ArchiverWorld, bodyOf, serverError } from './archiver-world.ts';
import { jobResource } from './direct-job.ts';
import type { ArchivingRecord } from './record.ts';

const minute = 60_000;
const BUILD_LASTS = 3 * minute;
const SLOW_BUILD_LASTS = 45 * minute;

const createBody = z.object({
  submission_uuid: z.string().nullish(),
  exclude_types: z.array(z.string()).nullish(),
  is_direct_archiving: z.boolean().nullish(),
});

/** Everything that changes something. Whatever the archiver answers, its work is a thread whose failures are only logged. */
export function requestRoutes(world: ArchiverWorld): readonly Route[] {
  const { ledger, faults } = world;
  const triggered = (status: number) => json(status, { message: 'successfully triggered!' });
  const noted = (
    call: ArchivingRecord['requests'][number]['call'],
    subject: string,
    answer: ServiceAnswer,
  ): ServiceAnswer => {
    const { status } = answer;
    ledger.record.archiving.requests.push({ at: ledger.now(), call, subject, status });
    ledger.touch();
    return answer;
  };

  function create(request: ServiceRequest): ServiceAnswer {
    const parsed = createBody.safeParse(bodyOf(request));
    if (!parsed.success) return serverError;
    const { submission_uuid: uuid, exclude_types: excluded, is_direct_archiving } = parsed.data;
    if (!uuid) {
      const message =
        'You must supply the parameter submission_uuid referring to an Ingest submission envelope uuid.';
      return json(400, { message });
    }
    const holding = ledger.submissionBy({ uuid });
    if (is_direct_archiving) return noted('create', uuid, createDirect(uuid, holding));
    if (holding !== undefined && !faults.has('archiver-nothing-happens')) {
      build(holding, excluded ?? []);
    }
    return noted('create', uuid, triggered(200));
  }

  function build({ project, submission }: Holding, excluded: readonly string[]): void {
    const { submissions } = ledger.record.archiving;
    const now = ledger.now();
    const known = submissions.some(
      (one) => one.submissionUuid === submission.uuid && one.dspUuid && one.removedAt === undefined,
    );
    const toArchive =
      librariesOf(project.shortName).length > 0 || project.scenario === 'archiving-direct';
    submissions.push({
      submissionUuid: submission.uuid,
      ...(known || !toArchive
        ? {}
        : { dspUuid: uuidOf(`dsp ${submission.uuid} ${submissions.length}`) }),
      askedAt: now,
      builtAt: now + (faults.has('archiver-slow') ? SLOW_BUILD_LASTS : BUILD_LASTS),
      withoutRuns: excluded.includes('sequencingRun') || project.scenario === 'archiving-direct',
      faulty: faults.has('archiver-metadata-error'),
    });
  }

  function createDirect(uuid: string, holding: Holding | undefined): ServiceAnswer {
    const { jobs } = ledger.record.archiving;
    if (faults.has('archiver-direct-fails') || holding === undefined) {
      return json(200, {
        message: 'Archiving failed.',
        detailed_error_message: 'The archive is under maintenance.',
        error_status_code: 503,
        archive: 'BioSamples',
      });
    }
    const now = ledger.now();
    const fails = dataResults(ledger, holding).some(({ archivedAt }) => archivedAt === undefined);
    const oid = objectIdOf(`archive job ${uuid} ${jobs.length}`);
    const job = { oid, submissionUuid: uuid, createdAt: now, fails };
    jobs.push(job);
    if (!fails && isArchiving(holding, now)) {
      ledger.archive(holding, (jobEndsAt(job) - now) / minute);
    }
    const message = 'Direct archiving successfully triggered!';
    return json(200, { message, archiveJob: jobResource(job, holding, world.ingestUrl, now) });
  }

  function complete({ params }: ServiceRequest): ServiceAnswer {
    const dspUuid = params['dsp'] ?? '';
    const one = dspSubmission(ledger, dspUuid);
    const holding = one && ledger.submissionBy({ uuid: one.submissionUuid });
    const works =
      one !== undefined &&
      holding !== undefined &&
      isReady(ledger, one) &&
      isArchiving(holding, ledger.now()) &&
      !faults.has('archiver-nothing-happens');
    // A second one changes nothing: the first is on its way.
    const { beats } = holding ? currentActivity(holding.submission) : { beats: [] };
    if (works && !beats.some(({ state }) => state === 'Archived'))
      ledger.archive(holding, ARCHIVES_TAKE);
    return noted('complete', dspUuid, triggered(202));
  }

  function remove({ params }: ServiceRequest): ServiceAnswer {
    const dspUuid = params['dsp'] ?? '';
    const one = dspSubmission(ledger, dspUuid);
    if (one === undefined) return noted('delete', dspUuid, serverError);
    one.removedAt = ledger.now();
    // Ingest core confirms without a body, which the archiver takes for JSON.
    return noted(
      'delete',
      dspUuid,
      faults.has('archiver-delete-500') ? serverError : json(200, null),
    );
  }

  return [
    { method: 'POST', path: '/archiveSubmissions', answer: create },
    { method: 'POST', path: '/archiveSubmissions/:dsp/complete', answer: complete },
    { method: 'DELETE', path: '/archiveSubmissions/:dsp', answer: remove },
  ];
}
