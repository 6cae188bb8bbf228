import type { Asked, Decided, DraftField } from '../../../domain/bucket-order.ts';
import type { Fault } from '../../error-status.ts';
import { NO_REQUEST, notYours } from './door.ts';

/** The keys of the files, which are those of the body. */
const KEYS: Readonly<Partial<Record<DraftField, string>>> = {
  target: 'target_bucket',
  readers: 'pull_arns',
};

export function askedFault(asked: Extract<Asked, { ok: false }>): Fault {
  switch (asked.why) {
    case 'faults': {
      const errors = Object.entries(asked.faults).map(([field, says]) => [
        Object.entries(KEYS).find(([one]) => one === field)?.[1] ?? field,
        says,
      ]);
      return {
        code: 'form',
        status: 422,
        title: 'Some fields need another look',
        detail: 'See errors, by field.',
        errors: Object.fromEntries(errors),
      };
    }
    case 'under way':
      return {
        code: 'under way',
        status: 409,
        title: 'Another request for this dataset is under way',
        detail: `Request ${asked.request.id} comes first: wait for it, or withdraw it.`,
      };
    case 'refused':
      return {
        code: 'refused',
        status: 422,
        title: 'This can’t be asked for',
        detail: asked.says,
      };
  }
}

export function decidedFault(decided: Extract<Decided, { ok: false }>): Fault {
  switch (decided.why) {
    case 'unknown':
      return NO_REQUEST;
    case 'not your role':
      return notYours('A key returns with --roles data-engineering; whoever asked may withdraw.');
    case 'own request':
      return notYours('Whoever asked for something does not decide about it.');
    case 'people only':
      return notYours('People approve, in Slack: a key has not seen what it confirms.');
    case 'twice':
      return {
        code: 'twice',
        status: 409,
        title: 'You have agreed already',
        detail: 'One other has to, too.',
      };
    case 'not now':
      return {
        code: 'not now',
        status: 409,
        title: 'This is decided already',
        detail: 'Read the request: its status says how.',
      };
    case 'changed':
      return {
        code: 'changed',
        status: 409,
        title: 'Something has changed since this was read',
        detail: 'Nothing is decided. Read it again, look at what it says now, and decide anew.',
      };
    case 'obstacle':
      return {
        code: 'obstacle',
        status: 409,
        title: 'It can’t be approved as things are',
        detail: decided.says,
      };
  }
}
