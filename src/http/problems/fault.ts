import { errorCodes, type FastifyError } from 'fastify';
import { OutsideError } from '../../operations/ports.ts';
import type { Fault } from '../error-status.ts';
import { WrongFields } from './wrong-fields.ts';

export const BODY_MOST = 64 * 1024; // bytes: a filled-in form has a few thousand

export const NOT_FOUND: Fault = {
  code: 'not found',
  status: 404,
  title: 'There is nothing here',
  detail: 'See /api/openapi.json for what there is.',
};

export const NO_DATASET: Fault = {
  code: 'unknown dataset',
  status: 404,
  title: 'I don’t know this dataset',
  detail: 'Nobody has started it here. GET /api/datasets lists those that have.',
};

/** The dataset is known, by other runbooks than the one that was meant. */
export const otherRunbook = (meant: string, others: readonly string[]): Fault => ({
  code: 'other runbook',
  status: 422,
  title: 'This dataset is in another runbook',
  detail: `It has no cycle of ${meant}, but of ${others.join(' and ')}: send ${others.map((one) => `"runbook":"${one}"`).join(' or ')} with the event.`,
});

export const NO_EXPORT: Fault = {
  code: 'unknown export',
  status: 404,
  title: 'There is no such export',
  detail: 'GET /api/data-export/jobs lists those of this key.',
};

/** Of links that are signed. */
export const LINK_FAULTS: Readonly<Record<'altered' | 'expired' | 'gone', Fault>> = {
  altered: {
    code: 'link altered',
    status: 403,
    title: 'This link is not whole',
    detail: 'Copy it again, to its very end, from where it was given to you.',
  },
  expired: {
    code: 'link expired',
    status: 410,
    title: 'This link has expired',
    detail: 'Ask for a new one where it was given to you.',
  },
  gone: {
    code: 'file gone',
    status: 404,
    title: 'This file is not there any more',
    detail: 'Ask for it anew where the link was given to you.',
  },
};

export const STANDING_BY: Fault = {
  code: 'standing by',
  status: 503,
  title: 'This instance is starting, or stands by for another',
  detail: 'Try again in a moment.',
};

export const KEY_TAKEN: Fault = {
  code: 'idempotency key taken',
  status: 422,
  title: 'This Idempotency-Key stands for another request',
  detail:
    'Send each request with a key of its own, and a repetition with exactly the same content.',
};

export const badRequest = (detail: string, errors?: Fault['errors']): Fault => ({
  code: 'bad request',
  status: 400,
  title: 'I can’t read this request',
  detail,
  ...(errors === undefined ? {} : { errors }),
});

/** What was thrown on the way, as a fault; a surprise says nothing of itself but its reference. */
export function faultOfError(error: unknown, wrongFields: 400 | 422 = 400): Fault {
  if (error instanceof WrongFields) {
    const fault = badRequest(
      'See errors, by field; /api/openapi.json describes what is taken.',
      error.errors,
    );
    return wrongFields === 422
      ? { ...fault, code: 'form', status: 422, title: 'Some fields need another look' }
      : fault;
  }
  if (error instanceof OutsideError) {
    return {
      code: 'upstream silent',
      status: 503,
      title: `${error.system} isn’t answering${error.stranger === undefined ? '' : ' as it should'}`,
      detail: `${error.message} Nothing was changed: send the same request again later.`,
    };
  }
  if (error instanceof errorCodes.FST_ERR_CTP_BODY_TOO_LARGE) {
    return {
      code: 'body too large',
      status: 413,
      title: 'The body is too large',
      detail: `At most ${BODY_MOST / 1024} kB are taken.`,
    };
  }
  if (error instanceof errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE) {
    return {
      code: 'not json',
      status: 415,
      title: 'The body is not JSON',
      detail: 'Send it with Content-Type: application/json.',
    };
  }
  const status = isFastifyError(error) ? (error.statusCode ?? 500) : 500;
  if (status === 429) {
    return {
      code: 'too many requests',
      status,
      title: 'Too many requests',
      detail: 'Wait as many seconds as Retry-After says.',
    };
  }
  if (status >= 400 && status < 500) return badRequest('It is not well-formed: is the body JSON?');
  return {
    code: 'failed',
    status: 500,
    title: 'Something went wrong on my side',
    detail: 'Send the same request again; if it fails twice, tell the developers the reference.',
  };
}

function isFastifyError(error: unknown): error is Pick<FastifyError, 'statusCode'> {
  return (
    error instanceof Error || (typeof error === 'object' && error !== null && 'statusCode' in error)
  );
}
