/** Every Web API method of the desk, by name. */
import { auth } from './auth.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import type { Method } from './method.ts';
import { usergroups } from './usergroups.ts';
import { users } from './users.ts';
import { views } from './views.ts';

export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...auth,
    ...chat,
    ...conversations,
    ...files,
    ...usergroups,
    ...users,
    ...views,
  }),
);
