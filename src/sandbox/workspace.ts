import type { Workspace } from './desk/workspace/workspace.ts';

const person = (id: string, name: string, realName: string, title: string, timeZone: string) => ({
  id,
  name,
  realName,
  title,
  timeZone,
  email: `${name}@example.org`,
});

const ana = person('U00000ANA1', 'ana', 'Ana Ruiz', 'Wrangler', 'Europe/London');
const ben = person('U00000BEN2', 'ben', 'Ben Osei', 'Ingest operations', 'Europe/London');
const cho = person('U00000CHO3', 'cho', 'Cho Tanaka', 'Import team', 'America/New_York');
const dee = person('U00000DEE4', 'dee', 'Dee Park', 'Browser team', 'America/Los_Angeles');
const eli = person('U00000ELI5', 'eli', 'Eli Novak', 'Coordinator, wrangler', 'Europe/Berlin');
const fay = person('U00000FAY6', 'fay', 'Fay Lindqvist', 'Data consumer', 'Europe/Stockholm');
const everybody = [ana, ben, cho, dee, eli, fay];
const ids = everybody.map(({ id }) => id);

const group = (id: string, handle: string, name: string, ...members: { id: string }[]) => ({
  id,
  handle,
  name,
  userIds: members.map((member) => member.id),
});

/** The workspace in the box: six people of different roles, and the channels of the SOP. */
export const sandboxWorkspace: Workspace = {
  team: { id: 'T00000DCP1', name: 'Data Coordination' },
  bot: { userId: 'U0HANDOFF0', botId: 'B0HANDOFF0', name: 'handoff' },
  people: everybody,
  userGroups: [
    group('S000WRANGL', 'wranglers', 'Wranglers', ana, eli),
    group('S00INGESTO', 'ingest-operations', 'Ingest operations', ben),
    group('S000IMPORT', 'import-team', 'Import team', cho),
    group('S00BROWSER', 'browser-team', 'Browser team', dee),
    group('S0COORDINA', 'coordinators', 'Coordinators', eli),
    group('S0DATACONS', 'data-consumers', 'Data consumers', fay),
    group('S0DATAENGI', 'data-engineering', 'Data engineering', ben, cho, eli),
  ],
  channels: [
    {
      id: 'C00DCPOPS1',
      name: 'dcp-ops',
      topic: 'Releasing datasets, together',
      memberIds: ids,
      botIsMember: true,
    },
    {
      id: 'C0DATAOPS2',
      name: 'data-ops',
      topic: 'New and updated datasets in the browser',
      memberIds: ids,
      botIsMember: true,
    },
    {
      id: 'C0MONSTER3',
      name: 'monster-ci',
      topic: 'What the import system says',
      memberIds: ids,
      botIsMember: true,
    },
  ],
};

/** The import system, as it shows in #monster-ci. */
export const importSystem = {
  bot: { id: 'B0MONSTER0', name: 'monster-ci' },
  channel: 'C0MONSTER3',
} as const;
