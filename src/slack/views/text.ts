import type { Config } from '../../config/config.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { isRole, type Role } from '../../domain/role.ts';
import type { Recipient } from '../../domain/runbook/effect.ts';
import { withoutUnseen } from '../../domain/unseen.ts';

export { fileSize } from '../../domain/file-size.ts';

/** How each role is called and reached. */
export type Roles = Config['roles'];

/** What came from people or upstreams, on one line and clipped; for `plain_text` objects. */
export function plain(text: string, most = 120): string {
  const line = withoutUnseen(text, 'one line');
  return clip(line === '' ? '–' : line, most);
}

/** The same for mrkdwn: nothing in it can become a mention, a link or an entity. */
export function escaped(text: string, most = 120): string {
  return entities(plain(text, most));
}

/** A person's own words, quoted, with their line breaks. */
export function quote(text: string, most = 700): string {
  const lines = clip(withoutUnseen(text, 'keep lines').trim(), most).split('\n');
  return lines.map((line) => `> ${entities(line)}`).join('\n');
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Marks that would end what is bold, and what looks like them and is none. */
const LIKE: Readonly<Record<string, string>> = { '*': '∗', '`': 'ˋ', _: '＿', '~': '∼' };
/** Within a word `_` and `~` mean nothing. */
const MARKS = /[*`]|(?<![\p{L}\p{N}])[_~]|[_~](?![\p{L}\p{N}])/gu;

export function bold(text: string): string {
  return `*${escaped(text, 80).replaceAll(/[*`]/g, (mark) => LIKE[mark] ?? '')}*`;
}

/** What people wrote, with its marks as they typed them: nothing of it turns bold, slanted, struck or into code. */
export function literal(text: string, most = 120): string {
  return escaped(text, most).replaceAll(MARKS, (mark) => LIKE[mark] ?? mark);
}

/** Something to copy: an identifier, a file's name, a row. */
export function code(text: string, most = 120): string {
  return `\`${escaped(text, most).replaceAll('`', 'ˋ')}\``;
}

/** Lines as they are, in letters of one width; what would end the block becomes something like it. */
export function codeBlock(text: string): string {
  return `\`\`\`\n${entities(withoutUnseen(text, 'keep lines').replaceAll('`', 'ˋ'))}\n\`\`\``;
}

/** A link, if the address is one that a browser may open; else the label alone. */
export function link(url: string | undefined, label: string): string {
  const address = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) return escaped(label);
  return `<${entities(address.href).replaceAll('|', '%7C')}|${escaped(label)}>`;
}

export function shortUuid(uuid: string): string {
  return code(uuid.slice(0, 8));
}

/** Shortens text that holds markup, without leaving half an entity, mention or code block behind. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = clip(text, most - 4).slice(0, -1);
  if (kept.lastIndexOf('<') > kept.lastIndexOf('>')) kept = kept.slice(0, kept.lastIndexOf('<'));
  kept = kept.replace(/&[a-z]{0,4}$/, '');
  return kept.split('```').length % 2 === 0 ? `${kept}…\`\`\`` : `${kept}…`;
}

/** At most two units: `4 s`, `35 min`, `4 h 05 min`, `3 d 2 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const two = (n: number): string => String(n).padStart(2, '0');
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${two(minutes % 60)} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** How long ago, as a duration between two times. */
export function since(at: Date | string, now: Date): string {
  return duration(now.getTime() - new Date(at).getTime());
}

/** “4 s ago”; “just now” where counting would be silly. */
export function ago(at: Date | string, now: Date): string {
  const passed = since(at, now);
  return passed === '0 s' ? 'just now' : `${passed} ago`;
}

/** How Slack is to write a moment: with its day, or the time alone for what is hours old at most. */
export const DAY_AND_TIME = '{date_short_pretty}, {time}';
export const TIME = '{time}';

/**
 * A moment in the reader's own time zone, e.g. `Nov 21, 10:02`. Words that lead up to it belong inside, so that
 * Slack writes “since today” and not “since Today”.
 */
export function moment(at: Date | string, lead = '', format = DAY_AND_TIME): string {
  const stamp = Math.floor(new Date(at).getTime() / 1000);
  const words = lead === '' ? '' : `${lead} `;
  return `<!date^${stamp}^${words}${format}|${words}${utc(at)}>`;
}

/** The same where Slack turns no tokens into times: table cells and notifications. */
export function utc(at: Date | string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Gigabytes with one decimal. */
export function size(bytes: number): string {
  const gigabytes = bytes / 1e9;
  return bytes > 0 && gigabytes < 0.05 ? 'under 0.1 GB' : `${gigabytes.toFixed(1)} GB`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}

/** A person by id; a key, a watched system or the timer by its name. */
export function person(id: string): string {
  return isPerson(id) ? `<@${id}>` : escaped(id, 40);
}

export function isPerson(id: string): boolean {
  return /^[UW][A-Z0-9]{2,}$/.test(id);
}

/** Calls a whole role: its user group, else its members, else its name in words. */
export function callRole(roles: Roles, role: Role, but?: string): string {
  const { name, userGroup, members } = roles[role];
  if (userGroup !== undefined) return `<!subteam^${userGroup}>`;
  return members.length > 0
    ? members
        .filter((id) => id !== but)
        .map(person)
        .join(' ')
    : escaped(name);
}

/**
 * The people a message is for, once each; empty when it is for nobody in particular. A key that submitted can't be
 * called: the wranglers are. `but`: who is left out, where a role names its people.
 */
export function call(
  roles: Roles,
  mention: readonly Recipient[],
  cycle: Pick<Cycle, 'submitter' | 'memory'>,
  but?: string,
): string {
  const called = mention.flatMap((one): readonly string[] => {
    if (isRole(one)) return [callRole(roles, one, but)].filter(Boolean);
    if (one === 'submitter') {
      const { submitter } = cycle;
      return [isPerson(submitter) ? person(submitter) : callRole(roles, 'wrangler')];
    }
    if (one === 'whoever took part') return peopleIn(cycle).map(person);
    const [kind, id = ''] = one.split(' ');
    return [kind === 'group' ? `<!subteam^${escaped(id)}>` : person(id)];
  });
  return [...new Set(called)].join(' ');
}

/** Everybody who has moved this cycle on; systems are not called. */
function peopleIn({ memory, submitter }: Pick<Cycle, 'submitter' | 'memory'>): readonly string[] {
  const actors = (memory.passed ?? []).map(({ by }) => by);
  return [submitter, ...actors].filter(isPerson);
}

/** Text that Slack escaped, as its author typed it: for words that leave the door inwards. */
export function fromSlack(text: string): string {
  return text
    .replaceAll(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** By whole characters, so that no surrogate pair is torn apart. */
function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
