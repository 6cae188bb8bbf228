import { setTimeout as wait } from 'node:timers/promises';
import { type Interference, json } from '../http-service.ts';

/** What can be made to fail, by name: a sentence for the person at the controls, and what a mark has room for. */
export const faultTitles = {
  'ingest-down': ['Ingest does not answer', 'ingest: no answer'],
  'ingest-slow': ['Ingest answers very slowly', 'ingest: slow'],
  'ingest-html-500': ['Ingest answers with an HTML error page (500)', 'ingest: 500'],
  'ingest-malformed': ['Ingest sends broken JSON', 'ingest: broken JSON'],
  'ingest-401': ['Ingest says that the login has expired (401)', 'ingest: 401'],
  'ingest-409-once': [
    'Ingest refuses the next change once: somebody else was quicker (409)',
    'ingest: 409 once',
  ],
  'catalogue-down': ['The catalogue is down (503)', 'catalogue: 503'],
  'staging-down': ['The staging bucket is down (503)', 'staging: 503'],
  'archiver-down': ['The archiver does not answer', 'archiver: no answer'],
  'archiver-html-500': ['The archiver answers with an HTML error page (500)', 'archiver: 500'],
  'archiver-401': ['The archiver refuses the key (401)', 'archiver: 401'],
  'archiver-answer-lost-once': [
    'The archiver does what it is asked next, and the answer is lost',
    'archiver: answer lost once',
  ],
  'archiver-nothing-happens': [
    'The archiver says OK to every request, and nothing happens',
    'archiver: nothing happens',
  ],
  'archiver-slow': ['The archiver builds for 45 minutes instead of 3', 'archiver: slow'],
  'archiver-nested-plan': ['The archiver nests the upload plan', 'archiver: nested plan'],
  'archiver-data-refused': [
    'The archiver says OK to data, and that it failed',
    'archiver: data refused',
  ],
  'archiver-data-errors': [
    'The last file of each request for data fails, and leaves an error',
    'archiver: data errors',
  ],
  'archiver-direct-fails': [
    'The archiver says OK to direct archiving, and that it failed',
    'archiver: direct fails',
  ],
  'archiver-delete-500': ['The archiver removes, and says 500', 'archiver: 500 after removing'],
  'archiver-metadata-error': [
    'The next metadata that go to DSP are faulty',
    'archiver: metadata errors',
  ],
  'dsp-down': ['DSP is down (503)', 'DSP: 503'],
  'dsp-token-refused-once': ['DSP refuses the next token once (401)', 'DSP: 401 once'],
} as const;

export type FaultName = keyof typeof faultTitles;

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faultTitles, name);
}

const errorPage =
  '<html><head><title>500 Internal Server Error</title></head><body><h1>Internal Server Error</h1></body></html>';

/** Ingest's ways to fail. `slowMilliseconds` is real time: it is a client's patience that counts. */
export function ingestFaults(faults: Set<FaultName>, slowMilliseconds: number): Interference {
  return async (request, answer) => {
    if (faults.has('ingest-down')) return 'drop';
    if (faults.has('ingest-slow')) await wait(slowMilliseconds, undefined, { ref: false });
    if (faults.has('ingest-html-500')) {
      return { status: 500, headers: { 'content-type': 'text/html' }, body: errorPage };
    }
    if (faults.has('ingest-401')) return { status: 401 };
    if (request.method === 'PUT' && faults.delete('ingest-409-once')) {
      const url = `${request.base}${request.path}`;
      const exceptionMessage = 'Cannot save SubmissionEnvelope: it was changed in the meantime.';
      return json(409, { url, exceptionMessage });
    }
    const right = await answer();
    if (!faults.has('ingest-malformed') || right.body === undefined) return right;
    return { ...right, body: right.body.slice(0, Math.floor(right.body.length / 2)) };
  };
}

/** The archiver’s ways to fail before or after its routes; how these lie is theirs. */
export function archiverFaults(faults: Set<FaultName>): Interference {
  return async ({ method }, answer) => {
    if (faults.has('archiver-down')) return 'drop';
    if (faults.has('archiver-html-500')) {
      return { status: 500, headers: { 'content-type': 'text/html' }, body: errorPage };
    }
    const right = await answer();
    return method !== 'GET' && faults.delete('archiver-answer-lost-once') ? 'drop' : right;
  };
}

/** A service that is down behind its gateway. */
export function gatewayFault(
  faults: ReadonlySet<FaultName>,
  name: FaultName,
  contentType: string,
  body: string,
): Interference {
  return async (_, answer) =>
    faults.has(name) ? { status: 503, headers: { 'content-type': contentType }, body } : answer();
}
