/** usergroups.*: the groups of people. */
import { z } from 'zod';
import { flag, type Method, method, SlackError } from './method.ts';

export const usergroups: Readonly<Record<string, Method>> = {
  'usergroups.list': method({
    scope: 'usergroups:read',
    arguments: {
      include_count: flag.optional(),
      include_disabled: flag.optional(),
      include_users: flag.optional(),
    },
    run: (given, { directory: { workspace } }) => ({
      usergroups: workspace.userGroups.map((group) => ({
        id: group.id,
        team_id: workspace.team.id,
        is_usergroup: true,
        name: group.name,
        handle: group.handle,
        description: '',
        is_external: false,
        date_delete: 0,
        ...(given.include_count === true && { user_count: group.userIds.length }),
        ...(given.include_users === true && { users: group.userIds }),
      })),
    }),
  }),
  'usergroups.users.list': method({
    scope: 'usergroups:read',
    arguments: { usergroup: z.string(), include_disabled: flag.optional() },
    run: (given, { directory: { workspace } }) => {
      const group = workspace.userGroups.find((each) => each.id === given.usergroup);
      if (group === undefined) throw new SlackError('no_such_subteam');
      return { users: group.userIds };
    },
  }),
};
