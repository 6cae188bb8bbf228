/** What the cardboard desk shows: the six people of the sandbox, and one busy channel. */
import type {
  Controls,
  DeskMessage,
  DeskView,
  Snapshot,
} from '../../../src/sandbox/desk/page-contract.ts';
import { sandboxWorkspace } from '../../../src/sandbox/workspace.ts';
import { card, form, handOff, home, hostile, hostileName, reading } from './fixture-blocks.ts';

export const ops = 'C00DCPOPS1';
const direct = 'D0HANDOFF1';
const now = Date.UTC(2025, 10, 4, 14, 40);
const { bot, people, team, userGroups } = sandboxWorkspace;
const byBot = { id: bot.userId, name: bot.name, isBot: true };
const byAna = { id: 'U00000ANA1', name: 'ana', isBot: false };
const byBen = { id: 'U00000BEN2', name: 'ben', isBot: false };

let count = 0;

export function message(
  day: number,
  clock: string,
  author: DeskMessage['author'],
  text: string,
  more: Partial<DeskMessage> = {},
): DeskMessage {
  count += 1;
  const at = Date.parse(`2025-11-0${day}T${clock}:00Z`) / 1000;
  return {
    channel: ops,
    ts: `${at}.${String(count).padStart(6, '0')}`,
    author,
    text,
    blocks: [],
    edited: false,
    ephemeral: false,
    replyCount: 0,
    broadcast: false,
    files: [],
    calls: [],
    ...more,
  };
}

const digest = message(3, '08:00', byBot, 'Weekly digest', { blocks: reading });
const release = message(4, '10:02', byBot, 'FetalGutSim: import requested', {
  blocks: card,
  edited: true,
  replyCount: 2,
});
const thread_ts = release.ts;
const messages: readonly DeskMessage[] = [
  digest,
  message(4, '09:58', byAna, 'Good morning. I am about to submit *FetalGutSim*.'),
  message(4, '09:59', byAna, 'Any objections, <@U00000BEN2>?'),
  message(4, '10:00', byBen, 'None. <!subteam^S000WRANGL> go ahead :thumbsup:'),
  release,
  message(4, '10:05', byBot, 'Submitted by <@U00000ANA1>, Tue 10:02; <@U00000ELI5> may know', {
    thread_ts,
    calls: ['U00000ELI5'],
  }),
  message(
    4,
    '11:40',
    byBot,
    '<!subteam^S000IMPORT|@import-team>: *FetalGutSim* is ready to import.',
    {
      thread_ts,
      broadcast: true,
      blocks: handOff,
      calls: ['U00000CHO3'],
    },
  ),
  message(4, '14:01', byBot, hostileName, { blocks: hostile }),
  message(4, '14:30', byBot, '*Heart7* can’t be exported yet: 3 files are missing in ingest.', {
    ephemeral: true,
  }),
  message(4, '14:31', byBot, 'You have one dataset waiting.', { channel: direct }),
];

const shown: readonly DeskMessage[] = messages.map((each) =>
  each === release ? { ...each, lastReplyTs: messages[6]?.ts ?? each.ts } : each,
);

export function view(more: Partial<DeskView> = {}): DeskView {
  return {
    id: 'V1',
    hash: '1.a',
    type: 'modal',
    callbackId: 'request',
    title: 'Request an import',
    submit: 'Request',
    close: 'Not now',
    blocks: form,
    ...more,
  };
}

export function snapshotFor(personId: string): Snapshot | undefined {
  const person = people.find((each) => each.id === (personId || 'U00000ANA1'));
  if (!person) return undefined;
  return {
    team,
    bot: { userId: bot.userId, name: bot.name },
    person,
    people,
    unread: { U00000CHO3: 1 },
    userGroups,
    shortcuts: [],
    channels: [
      ...sandboxWorkspace.channels.map(({ id, name, topic, memberIds }, index) => ({
        id,
        name,
        topic,
        memberIds,
        kind: 'channel' as const,
        unreadMentions: index === 1 ? 2 : 0,
      })),
      {
        id: direct,
        name: bot.name,
        topic: '',
        kind: 'direct',
        memberIds: [person.id],
        unreadMentions: 0,
      },
    ],
    messages: shown,
    modals: [],
    home: view({ id: 'VHOME', type: 'home', title: '', blocks: home }),
    commands: [
      { command: '/export', description: 'Release a dataset', usageHint: '[dataset]' },
      { command: '/archive', description: 'Archive a dataset', usageHint: '[dataset]' },
      { command: '/board', description: 'What is on its way', usageHint: '' },
    ],
    now,
  };
}

const scenarios = [
  { key: 'happy', title: 'Exports in 1 h 35 min' },
  { key: 'silent', title: 'Stops without a word' },
];

export const controls: Controls = {
  now,
  projects: [
    {
      projectUuid: 'f5057fee',
      shortName: 'FetalGutSim',
      state: 'Graph valid',
      scenario: 'happy',
      scenarios,
    },
    { projectUuid: '2b1c', shortName: 'Lung20', state: 'Exporting', scenario: 'silent', scenarios },
    {
      projectUuid: '77aa',
      shortName: 'Heart7',
      state: 'Metadata invalid',
      scenario: 'happy',
      scenarios,
    },
    {
      projectUuid: '91cd',
      shortName: 'Ovary',
      state: 'No submission',
      scenario: '',
      scenarios: [],
    },
  ],
  faults: [
    { name: 'ingest-down', title: 'Ingest does not answer', short: 'ingest: no answer', on: false },
    { name: 'ingest-slow', title: 'Ingest answers very slowly', short: 'ingest: slow', on: true },
    {
      name: 'staging-down',
      title: 'The staging bucket is down (503)',
      short: 'staging: 503',
      on: false,
    },
    {
      name: 'ingest-409-once',
      title: 'Ingest refuses the next change once: somebody else was quicker (409)',
      short: 'ingest: 409 once',
      on: false,
    },
    { name: 'slack-429', title: 'Slack asks to slow down (429)', short: 'Slack: 429', on: false },
  ],
};
