import type { ServerResponse } from 'node:http';
import { hours, minutes } from '../../src/domain/duration.ts';
import type { Limits } from '../../src/upstream/http.ts';
import { uuid } from '../support/cycles.ts';
import { HANDLED, type Respond, say } from '../upstream/outside.ts';
import { extent } from './extent.ts';
import { type Course, oid, page, type Submission } from './ingest.ts';

export const FINISHED = 1;
export const STUCK = 2;

/** From when to when after the submit ingest misbehaves, unless it is said otherwise. */
export const FROM = hours(extent(1, 1.5));
export const UNTIL = hours(extent(7, 4.5));

/** Six assays in so many milliseconds; or three in half an hour, and then nothing. */
const within =
  (whole: number) =>
  (since: number): Course =>
    since < whole
      ? { envelope: 'Exporting', assaysDone: Math.floor((6 * since) / whole) }
      : { envelope: 'Exported', assaysDone: 6 };
export const inTwoHours = within(hours(2));
export const stuckAtHalf = (since: number): Course => ({
  envelope: 'Exporting',
  assaysDone: Math.min(3, Math.floor(since / minutes(10))),
});

export interface Misbehaviour {
  readonly what: string;
  readonly respond: Respond;
  readonly from?: number;
  readonly until?: number;
  /** Ingest still tells the truth about our exports. */
  readonly harmless?: true;
  readonly limits?: Partial<Limits>;
  readonly courses?: readonly [Submission['course'], Submission['course']];
}

const envelope = (n: number, submissionState: string) => ({
  uuid: { uuid: uuid(1000 + n) },
  submissionState,
  updateDate: '2026-03-02T10:00:00.000Z',
  _links: { self: { href: `http://ingest/submissionEnvelopes/${oid(n)}` } },
});

const breakOff = (response: ServerResponse): typeof HANDLED => {
  response.destroy();
  return HANDLED;
};
const isAbout = (path: string): boolean => path.startsWith('/submissionEnvelopes/0');
const json = { 'content-type': 'application/hal+json' };

export const MISBEHAVIOURS: readonly Misbehaviour[] = [
  { what: 'is down', respond: (_, response) => breakOff(response) },
  // Each of these calls costs the test real time.
  {
    what: 'never answers',
    respond: () => HANDLED,
    limits: { whole: 60 },
    from: hours(extent(1, 3.75)),
    until: hours(extent(7, 4.25)),
    courses: [within(hours(extent(2, 4))), stuckAtHalf],
  },
  { what: 'answers 503', respond: (_, response) => say(response, 503, 'upstream connect error') },
  {
    what: 'answers 200 with a page of HTML',
    respond: (_, response) =>
      say(response, 200, '<html>sign in</html>', { 'content-type': 'text/html' }),
  },
  {
    what: 'breaks its JSON off in the middle',
    respond: (_, response) => say(response, 200, '{"_embedded":{"submissionEnvelopes":[{"uu', json),
  },
  {
    what: 'answers in another shape',
    respond: () => ({ _embedded: { submissionEnvelopes: [{ uuid: 7, submissionState: null }] } }),
  },
  {
    what: 'redirects to another address',
    respond: (_, response) => say(response, 302, '', { location: 'http://127.0.0.1:1/' }),
  },
  { what: 'answers 409', respond: (_, response) => say(response, 409) },
  { what: 'no longer takes the token', respond: (_, response) => say(response, 401) },
  {
    what: 'shows the submission as Metadata valid again',
    respond: ({ path, query }) => {
      if (query.has('submissionState')) return page('submissionEnvelopes', []);
      if (path.endsWith('exportJobs')) return page('exportJobs', []);
      const n = [FINISHED, STUCK].find((one) => path.includes(oid(one)));
      return n === undefined || !isAbout(path) ? undefined : envelope(n, 'Metadata valid');
    },
  },
  {
    what: 'accepts the submit, and nothing follows',
    respond: () => undefined,
    from: 0,
    until: hours(extent(6, 4.5)),
    courses: [
      (since) => (since < hours(extent(6, 4.5)) ? { envelope: 'Graph valid' } : inTwoHours(since)),
      () => ({ envelope: 'Graph valid' }),
    ],
  },
  {
    what: 'has a second submission of the same project, which is through',
    harmless: true,
    respond: ({ path, query }) => {
      if (/^\/projects\/0+\d\/submissionEnvelopes$/.test(path))
        return page('submissionEnvelopes', [
          envelope(9, 'Exported'),
          envelope(FINISHED, 'Exporting'),
        ]);
      return query.get('submissionState') === 'SUBMITTED'
        ? page('submissionEnvelopes', [envelope(9, 'Submitted')])
        : undefined;
    },
  },
];
