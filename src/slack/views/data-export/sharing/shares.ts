import type { KnownBlock } from '@slack/types';
import { type ExportJob, isKept } from '../../../../domain/data-export/job.ts';
import type {
  Share,
  ShareDownload,
  ShareKind,
  ShareWith,
} from '../../../../domain/data-export/share.ts';
import type { ShareState } from '../../../../exports/sharing/shares.ts';
import { context, inSections, paragraph, type Rendered, row, section } from '../../blocks.ts';
import { bold, capitalised, count, cut, escaped, moment, person } from '../../text.ts';
import { exportButton, shareButton } from '../buttons.ts';
import { DATA_EXPORT } from '../help.ts';

const MOST_SHARES = 20;
const MOST_DOWNLOADS = 100;

/** What somebody reads who has shared; the link only where nobody else is sent it. */
export function sharedWords(job: ExportJob, share: Share, link: string): string {
  const lasts = `${moment(share.expiresAt, 'until')}${share.singleUse ? ', for one download' : ''}`;
  const seen = `\`${DATA_EXPORT.command} shares ${job.id}\` lists its downloads, and can end it sooner.`;
  switch (share.with.kind) {
    case 'person':
      return `${recipientOf(share.with)} is sent the link to ${bold(job.name)}. It is there ${lasts}.\n${seen}`;
    case 'group':
      return `Each full member of ${recipientOf(share.with)} is sent the link to ${bold(job.name)}. It is there ${lasts}.\n${seen}`;
    case 'anyone with the link':
      return `Whoever has this link can download ${bold(job.name)} ${lasts}:\n\`\`\`${link}\`\`\`\nCopy it now: it is not shown again.\n${seen}`;
  }
}

export const NOTHING_TO_SHARE =
  'There is nothing to share of it now: its card shows how it stands.';

export function notOfferedWords(kind: ShareKind | undefined): string {
  const which = kind === undefined ? '`sharing`' : `\`sharing.${SETTINGS[kind]}\``;
  return `This installation does not share so. Whoever runs me can switch it on: ${which} in my configuration.`;
}

const SETTINGS: Readonly<Record<ShareKind, string>> = {
  person: 'persons',
  group: 'groups',
  'anyone with the link': 'anyone',
};

/** `shares 12`: with whom, until when, what came of it. */
export function sharesView(
  job: ExportJob,
  shares: readonly { readonly share: Share; readonly state: ShareState }[],
  now: Date,
): Rendered {
  const again = row(
    isKept(job, now)
      ? [shareButton(job, 'Share with others'), exportButton(job, 'revoke-all', REVOKE_ALL)]
      : [],
  );
  if (shares.length === 0) {
    const text = `${bold(job.name)} (export ${job.id}) is shared with nobody.`;
    return { text, blocks: [section(text), ...again] };
  }
  const head = `${bold(job.name)} (export ${job.id}) was shared with:`;
  const shown = shares.slice(0, MOST_SHARES);
  const more = shares.length - shown.length;
  return {
    text: head,
    blocks: [
      section(head),
      ...shown.flatMap(({ share, state }) => shareBlocks(job, share, state)),
      ...(more > 0 ? [context(`and ${more} before: the REST interface lists all of them`)] : []),
      ...again,
    ],
  };
}

/** The same list, once all links have ended. */
export function allEndedView(job: ExportJob, { blocks }: Rendered): Rendered {
  const text = `No link to ${bold(job.name)} that was given out so far opens anything now. “Download” and “Share” make new ones.`;
  return { text, blocks: [section(text), ...blocks] };
}

const REVOKE_ALL = {
  label: 'End all links',
  confirm: {
    title: 'End all links?',
    text: 'Every share and every link that was given out so far opens nothing any more. The export stays.',
    deny: 'Keep them',
    style: 'danger',
  },
} as const;

function shareBlocks(job: ExportJob, share: Share, state: ShareState): readonly KnownBlock[] {
  const { id, downloads, singleUse, lastDownloadAt } = share;
  const came =
    lastDownloadAt === undefined
      ? 'not downloaded yet'
      : `${count(downloads, 'download')}, ${moment(lastDownloadAt, downloads > 1 ? 'the last' : '')}`;
  const once = singleUse ? ' · for one download' : '';
  const revoke = {
    label: 'Revoke',
    confirm: {
      title: 'End this share?',
      text: 'Its link opens nothing any more, also for whoever is downloading now.',
      deny: 'Keep it',
      style: 'danger',
    },
  } as const;
  return [
    section(
      `${capitalised(recipientOf(share.with))} · ${lasting(share, state)}${once}\n${capitalised(came)}`,
    ),
    ...row([
      ...(downloads > 0 ? [exportButton(job, 'visits', { label: 'Downloads' }, id)] : []),
      ...(state === 'open' ? [exportButton(job, 'revoke', revoke, id)] : []),
    ]),
  ];
}

function lasting({ expiresAt, revokedAt, lastDownloadAt }: Share, state: ShareState): string {
  switch (state) {
    case 'open':
      return moment(expiresAt, 'until');
    case 'revoked':
      return revokedAt === undefined ? 'ended with all its links' : moment(revokedAt, 'ended');
    case 'expired':
      return moment(expiresAt, 'its time was over');
    case 'used':
      return moment(lastDownloadAt ?? expiresAt, 'used up');
  }
}

/** Each download by way of a share. */
export function downloadsView(
  job: ExportJob,
  share: Share,
  downloads: readonly ShareDownload[],
): Rendered {
  const head = `${count(downloads.length, 'download')} of ${bold(job.name)} by ${recipientOf(share.with)}:`;
  const lines = downloads.slice(0, MOST_DOWNLOADS).map(downloadLine);
  const more = downloads.length - lines.length;
  const rest = more > 0 ? [`and ${more} before: the REST interface lists all of them`] : [];
  const all = [head, ...lines, ...rest];
  return { text: cut(all.join('\n'), 3000), blocks: inSections(all) };
}

function downloadLine({ at, from, agent, file }: ShareDownload): string {
  const which = file === undefined ? [] : [escaped(file, 80)];
  return [moment(at), escaped(from, 60), browserIn(agent), ...which].join(' · ');
}

/** As their headers name them, each before those that it names as well. */
const BROWSERS = {
  Edg: 'Edge',
  OPR: 'Opera',
  Firefox: 'Firefox',
  Chrome: 'Chrome',
  Safari: 'Safari',
};
const SYSTEMS = {
  ...{ Windows: 'Windows', Android: 'Android', iPhone: 'iPhone', iPad: 'iPad' },
  ...{ 'Mac OS X': 'macOS', Linux: 'Linux' },
};

/** `Firefox on Windows`; of a program, its name. */
function browserIn(agent: string): string {
  const named = (all: Readonly<Record<string, string>>, mark: string) =>
    Object.entries(all).find(([name]) => agent.includes(`${name}${mark}`))?.[1];
  const browser = agent.startsWith('Mozilla/') ? named(BROWSERS, '/') : undefined;
  if (browser === undefined) return escaped(agent.split('/')[0] ?? '', 40);
  const system = named(SYSTEMS, '');
  return system === undefined ? browser : `${browser} on ${system}`;
}

function recipientOf(given: ShareWith): string {
  switch (given.kind) {
    case 'person':
      return person(given.slackUser);
    case 'group':
      return `<!subteam^${escaped(given.slackGroup)}>`;
    case 'anyone with the link':
      return given.kind;
  }
}

/** For a share that is not there (any more). */
export const NO_SHARE = paragraph('This share is not there any more.');
