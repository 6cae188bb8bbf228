import type { Created } from '../../../exports/jobs.ts';
import type { Fault } from '../../error-status.ts';

type NotThere = Exclude<Extract<Created, { ok: false }>, { why: 'unusable targets' }>;

/** Files or datasets that are not there for whoever asks. */
export function notThere({ why, ids }: NotThere): Fault {
  const some = ids.slice(0, 10).join(', ');
  const list = ids.length > 10 ? `${some} and ${ids.length - 10} more` : some;
  return why === 'unknown files'
    ? {
        code: 'unknown file',
        status: 404,
        title: 'Some files are not there',
        detail: `GET /api/files lists those that this key may see. Not there: ${list}.`,
        errors: { file_ids: `not there: ${list}` },
      }
    : {
        code: 'unknown dataset',
        status: 404,
        title: 'Some datasets have no files',
        detail: `Register or scan their files first. Without files: ${list}.`,
        errors: { dataset_ids: `without files: ${list}` },
      };
}
