import { z } from 'zod';
import type { Route, ServiceAnswer, ServiceRequest } from '../http-service.ts';
import type { Holding } from '../world/ledger.ts';
import { stateAt } from '../world/life.ts';
import { failure, hal, unauthorized } from './hal.ts';
import { type IngestWorld, isKnown } from './project-routes.ts';
import { constantOf, type SubmissionState } from './states.ts';
import { submissionResource } from './submission-resource.ts';

const submitActions = ['Archive', 'Export', 'Cleanup', 'Export_Metadata'] as const;
const bodySchema = z.array(z.string());

/** Commit events: each sets its state, whatever the state was; core has no guard here. */
const commits: Readonly<Record<string, SubmissionState>> = {
  commitDraftEvent: 'Draft',
  commitValidEvent: 'Metadata valid',
  commitGraphValidEvent: 'Graph valid',
  commitExportedEvent: 'Exported',
};

/** Everything that changes a submission. */
export function eventRoutes(world: IngestWorld): readonly Route[] {
  const { ledger } = world;
  const put = (
    event: string,
    answer: (request: ServiceRequest, holding: Holding) => ServiceAnswer,
  ): Route => ({
    method: 'PUT',
    path: `/submissionEnvelopes/:oid/${event}`,
    answer(request) {
      if (!isKnown(world, request)) return unauthorized;
      const holding = ledger.submissionBy({ oid: request.params['oid'] ?? '' });
      if (holding === undefined) return failure(request, 500, 'Unexpected server error');
      return answer(request, holding);
    },
  });
  const accepted = (request: ServiceRequest, { submission }: Holding) =>
    hal(202, submissionResource(submission, request.base, ledger.now()));
  const refuse = (holding: Holding, next: SubmissionState) =>
    `Envelope with id ${holding.submission.oid} cannot be transitioned from state ${constantOf(
      stateAt(holding.submission, ledger.now()),
    )} to state ${constantOf(next)}`;

  function submit(request: ServiceRequest, holding: Holding): ServiceAnswer {
    const { project, submission } = holding;
    const actions = readActions(request.body);
    if (actions === 'no body') return failure(request, 500, 'Unexpected server error');
    if (typeof actions === 'string') return failure(request, 400, actions);
    if (!actions.some((action) => action !== 'Cleanup')) {
      const lacks = 'is submitted without the required submit actions';
      return failure(request, 400, `Envelope with id ${submission.oid} ${lacks}`);
    }
    if (project.validationState !== 'Valid') {
      return failure(
        request,
        400,
        `Envelope with id ${submission.oid} cannot be submitted without a valid project`,
      );
    }
    if (stateAt(submission, ledger.now()) !== 'Graph valid') {
      return failure(request, 400, refuse(holding, 'Submitted'));
    }
    ledger.submit(holding, actions);
    return accepted(request, holding);
  }

  return [
    put('submissionEvent', (request, holding) => {
      const answer = submit(request, holding);
      const actions = readActions(request.body);
      ledger.record.submits.push({
        at: ledger.now(),
        submissionUuid: holding.submission.uuid,
        projectUuid: holding.project.uuid,
        actions: typeof actions === 'string' ? [] : [...actions],
        status: answer.status,
      });
      ledger.touch();
      return answer;
    }),
    ...Object.entries(commits).map(([event, state]) =>
      put(event, (request, holding) => {
        ledger.commit(holding, state);
        return accepted(request, holding);
      }),
    ),
    put('exportEvent', (request) =>
      failure(
        request,
        403,
        'Operation not allowed during the current submission state for the envelope.',
      ),
    ),
  ];
}

/** The bare JSON array of actions, or why core would not take it. */
function readActions(body: string): readonly string[] | string {
  if (body.trim() === '') return 'no body';
  const parsed = bodySchema.safeParse(parse(body));
  if (!parsed.success) {
    return 'JSON parse error: Cannot deserialize value of type `java.util.ArrayList`';
  }
  const actions = parsed.data.map(
    (name) => submitActions.find((action) => action.toLowerCase() === name.toLowerCase()) ?? name,
  );
  const wrong = actions.find((name) => !submitActions.some((action) => action === name));
  return wrong === undefined ? actions : `JSON parse error: No SubmitAction with name ${wrong}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
