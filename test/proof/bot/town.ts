import { type Actor, isRole } from '../../../src/domain/role.ts';
import type { Workspace } from '../../../src/sandbox/desk/workspace/workspace.ts';
import { importSystem } from '../../../src/sandbox/workspace.ts';

export const OPS = 'C00DCPOPS1';
export const DATA = 'C0DATAOPS2';

const several = (letter: string, count: number, title: string) =>
  Array.from({ length: count }, (_, index) => ({
    id: `U0PROOF${letter}${String(index).padStart(2, '0')}`,
    name: `${letter.toLowerCase()}${index}`,
    realName: `${title} ${index}`,
    title,
    timeZone: 'Europe/London',
    email: `${letter.toLowerCase()}${index}@example.org`,
  }));

/** Wranglers who type `/export`, each in the direct messages with the bot. */
export const starters = several('S', 8, 'Wrangler');
/** Wranglers who carry datasets on in the channel. */
export const wranglers = several('W', 6, 'Wrangler');
export const importers = several('I', 4, 'Import team');
const browsers = several('B', 3, 'Browser team');
const operators = several('O', 2, 'Ingest operations');
const coordinators = several('C', 1, 'Coordinator');

const group = (id: string, handle: string, members: readonly { readonly id: string }[]) => ({
  id,
  handle,
  name: handle,
  userIds: members.map((member) => member.id),
});

export const groups = {
  wrangler: group('S000WRANGL', 'wranglers', [...starters, ...wranglers]),
  'ingest-operations': group('S00INGESTO', 'ingest-operations', operators),
  'import-team': group('S000IMPORT', 'import-team', importers),
  'browser-team': group('S00BROWSER', 'browser-team', browsers),
  coordinators: group('S0COORDINA', 'coordinators', coordinators),
} as const;

const inTheChannel = [...wranglers, ...importers, ...browsers, ...operators, ...coordinators];
const channel = (id: string, name: string, members: readonly { readonly id: string }[]) => ({
  id,
  name,
  topic: name,
  memberIds: members.map((member) => member.id),
  botIsMember: true,
});

/** A workspace with more people than the sandbox has, so that much can be done at once. */
export const town: Workspace = {
  team: { id: 'T00000DCP1', name: 'Data Coordination' },
  bot: { userId: 'U0HANDOFF0', botId: 'B0HANDOFF0', name: 'handoff' },
  people: [...starters, ...inTheChannel],
  userGroups: Object.values(groups),
  channels: [
    channel(OPS, 'dcp-ops', inTheChannel),
    channel(DATA, 'data-ops', inTheChannel),
    channel(importSystem.channel, 'monster-ci', importers),
  ],
};

/** Everybody with the roles that the groups give them. */
export const actors: ReadonlyMap<string, Actor> = new Map(
  town.people.map(({ id, timeZone }) => {
    const roles = Object.entries(groups).flatMap(([name, { userIds }]) =>
      isRole(name) && userIds.includes(id) ? [name] : [],
    );
    return [id, { kind: 'person', id, roles, timeZone }];
  }),
);
