import type { Snapshot } from '../../page-contract.ts';

/** One line of the list above the composer. */
export interface Suggestion {
  readonly key: string;
  readonly title: string;
  readonly hint: string;
  readonly detail: string;
  /** What takes the place of the text from `from` to the cursor. */
  readonly insert: string;
}

export interface Suggestions {
  readonly label: string;
  readonly from: number;
  readonly items: readonly Suggestion[];
}

const most = 8;

/** What could complete the text before the cursor: a slash command, a person, a group, a channel. */
export function suggest(
  before: string,
  snapshot: Snapshot,
  inThread: boolean,
): Suggestions | undefined {
  // Slack runs no commands in threads.
  if (!inThread && /^\/[\w-]*$/.test(before))
    return found('Commands', 0, commands(before, snapshot));
  const [, name] = /(?:^|[\s(])@([\p{L}\p{N}._-]*)$/u.exec(before) ?? [];
  if (name !== undefined) {
    const from = before.length - name.length - 1;
    return found('People and groups', from, people(name.toLowerCase(), snapshot));
  }
  const [, channel] = /(?:^|[\s(])#([\w-]*)$/.exec(before) ?? [];
  if (channel === undefined) return undefined;
  return found('Channels', before.length - channel.length - 1, channels(channel, snapshot));
}

/** The usage of the command that the text starts with, such as `[project]`. */
export function usageOf(text: string, snapshot: Snapshot): string | undefined {
  const name = /^(\/[\w-]+)\s/.exec(text)?.[1];
  const command = snapshot.commands.find((candidate) => candidate.command === name);
  if (!command) return undefined;
  return `${command.command} ${command.usageHint}`.trim();
}

function found(label: string, from: number, items: readonly Suggestion[]) {
  return items.length === 0 ? undefined : { label, from, items: items.slice(0, most) };
}

function commands(before: string, snapshot: Snapshot): readonly Suggestion[] {
  return snapshot.commands
    .filter((each) => each.command.startsWith(before.toLowerCase()))
    .map((each) => ({
      key: each.command,
      title: each.command,
      hint: each.usageHint,
      detail: each.description,
      insert: `${each.command} `,
    }));
}

function people(name: string, snapshot: Snapshot): readonly Suggestion[] {
  const bot = { name: snapshot.bot.name.toLowerCase(), realName: snapshot.bot.name, title: 'App' };
  const everyone = [...snapshot.people, bot].map((each) =>
    suggestion(each.name, each.realName, each.title),
  );
  const groups = snapshot.userGroups.map((each) =>
    suggestion(each.handle, each.name, `${each.userIds.length} people`),
  );
  const wanted = (each: Suggestion) =>
    `${each.title} ${each.hint}`
      .toLowerCase()
      .split(/[\s@]/)
      .some((word) => word.startsWith(name));
  return [...everyone, ...groups].filter(wanted);
}

function suggestion(handle: string, hint: string, detail: string): Suggestion {
  return { key: handle, title: `@${handle}`, hint, detail, insert: `@${handle} ` };
}

function channels(name: string, snapshot: Snapshot): readonly Suggestion[] {
  return snapshot.channels
    .filter((each) => each.kind === 'channel' && each.name.startsWith(name))
    .map((each) => ({
      key: each.id,
      title: `#${each.name}`,
      hint: '',
      detail: each.topic,
      insert: `#${each.name} `,
    }));
}
