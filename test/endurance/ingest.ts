import type { Clock } from '../../src/operations/ports.ts';
import { uuid } from '../support/cycles.ts';
import { type Call, HANDLED, type Respond, startOutside } from '../upstream/outside.ts';

/** An export in this ingest: how far it is so many milliseconds after it was submitted. */
export interface Course {
  readonly envelope: string;
  readonly assaysDone?: number; // none: no export job yet
}
export interface Submission {
  readonly n: number;
  readonly projectUuid: string;
  readonly submissionUuid: string;
  readonly course: (sinceSubmit: number) => Course;
  submittedAt?: Date;
  submits: number;
}

export interface SmallIngest extends AsyncDisposable {
  readonly url: string;
  add(n: number, course: Submission['course']): Submission;
  /** Whatever it gives back is answered instead; undefined lets ingest answer as it should. */
  misbehave(respond: Respond): void;
}

export const oid = (n: number): string => String(n).padStart(24, '0');
export const page = (name: string, items: readonly unknown[]) => ({
  _embedded: { [name]: items },
  page: { size: 100, totalElements: items.length, totalPages: 1, number: 0 },
});

/** As much of ingest as an export needs, over HTTP, by the test's clock. */
export async function startIngest(clock: Clock): Promise<SmallIngest> {
  const submissions: Submission[] = [];
  let misbehaviour: Respond = () => undefined;

  const courseOf = ({ submittedAt, course }: Submission): Course =>
    submittedAt === undefined
      ? { envelope: 'Graph valid' }
      : course(clock.now().getTime() - submittedAt.getTime());

  function envelopeOf(submission: Submission) {
    const { n, submissionUuid, submittedAt } = submission;
    const { envelope } = courseOf(submission);
    const href = `http://ingest/submissionEnvelopes/${oid(n)}`;
    return {
      uuid: { uuid: submissionUuid },
      submissionState: envelope,
      submitActions: [],
      updateDate: (submittedAt ?? new Date(0)).toISOString(),
      _links: { self: { href }, ...(envelope === 'Graph valid' ? { submit: { href } } : {}) },
    };
  }

  function answer(call: Call): unknown {
    const [, collection, id = '', what] = call.path.split('/');
    if (collection === 'projects') return answerOfProject(call, id);
    const ours = submissions.find(({ n }) => oid(n) === id);
    if (collection === 'exportJobs') {
      const done = ours && courseOf(ours).assaysDone;
      return { page: { totalElements: done ?? 0 } };
    }
    if (id === 'search') return answerOfSearch(call);
    if (ours === undefined) return undefined;
    switch (what) {
      case undefined:
        return envelopeOf(ours);
      case 'exportJobs':
        return page('exportJobs', jobsOf(ours));
      case 'summary':
        return { totalFiles: 4, missingFiles: 0, invalidFiles: 0 };
      case 'submissionErrors':
        return page('submissionErrors', []);
      default:
        return undefined;
    }
  }

  function answerOfProject(call: Call, id: string): unknown {
    const ours = submissions.find(
      ({ n, projectUuid }) => oid(n) === id || projectUuid === call.query.get('uuid'),
    );
    if (ours === undefined) return undefined;
    if (id !== 'search') return page('submissionEnvelopes', [envelopeOf(ours)]);
    return {
      uuid: { uuid: ours.projectUuid },
      content: { project_core: { project_short_name: `Sim${ours.n}` } },
      validationState: 'Valid',
      _links: { self: { href: `http://ingest/projects/${oid(ours.n)}` } },
    };
  }

  function answerOfSearch({ query }: Call): unknown {
    const wanted = query.get('uuid');
    const state = query.get('submissionState');
    const named = submissions.find(({ submissionUuid }) => submissionUuid === wanted);
    if (wanted !== null) return named && envelopeOf(named);
    const inState = submissions.map(envelopeOf).filter(({ submissionState }) => {
      return submissionState.toUpperCase().replaceAll(' ', '_') === state;
    });
    return page('submissionEnvelopes', inState);
  }

  function jobsOf(submission: Submission): readonly unknown[] {
    const { assaysDone, envelope } = courseOf(submission);
    if (assaysDone === undefined) return [];
    return [
      {
        createdDate: submission.submittedAt?.toISOString(),
        status: envelope === 'Exported' ? 'EXPORTED' : 'EXPORTING',
        context: {
          dataFileTransfer: 'COMPLETE',
          spreadsheetGeneration: 'COMPLETE',
          totalAssayCount: 6,
        },
        _links: { self: { href: `http://ingest/exportJobs/${oid(submission.n)}` } },
      },
    ];
  }

  const server = await startOutside((call, response) => {
    if (call.method === 'PUT') {
      const ours = submissions.find(({ n }) => call.path.includes(oid(n)));
      if (ours === undefined) return undefined;
      ours.submits += 1;
      ours.submittedAt = clock.now();
      response.statusCode = 202;
      response.end();
      return HANDLED;
    }
    return misbehaviour(call, response) ?? answer(call);
  });
  return {
    url: server.url,
    add(n, course) {
      const submission: Submission = {
        n,
        projectUuid: uuid(n),
        submissionUuid: uuid(1000 + n),
        course,
        submits: 0,
      };
      submissions.push(submission);
      return submission;
    },
    misbehave(respond) {
      misbehaviour = respond;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
