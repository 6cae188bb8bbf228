import type { Fault } from '../../error-status.ts';

export const NO_FILE: Fault = {
  code: 'unknown file',
  status: 404,
  title: 'There is no such file',
  detail: 'GET /api/files lists those that this key may see.',
};

/** Of keys without a role: they see no dataset, and add nothing to one. */
export const NO_ROLE: Fault = {
  code: 'not your role',
  status: 403,
  title: 'This is for another role',
  detail: 'Datasets and their storage areas are for keys with a role: make one with --roles.',
};
