/** What Slack's composer makes of a typed text: names become ids, and &<> are escaped. */
import type { Directory } from './workspace.ts';

/** Text as a message holds it: "@ana" becomes "<@U1>", "@wranglers" "<!subteam^S1|@wranglers>". */
export function composed(text: string, directory: Directory): string {
  return linked(text, directory, (id) => `<@${id}>`);
}

/** Text of a slash command with should_escape: as above, with the names kept: "<@U1|ana>". */
export function escapedArguments(text: string, directory: Directory): string {
  return linked(text, directory, (id, name) => `<@${id}|${name}>`);
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function linked(
  text: string,
  { workspace }: Directory,
  person: (id: string, name: string) => string,
): string {
  const named = (handle: string): string | undefined => {
    const name = handle.toLowerCase();
    if (name === workspace.bot.name.toLowerCase())
      return person(workspace.bot.userId, workspace.bot.name);
    const found = workspace.people.find((each) => each.name.toLowerCase() === name);
    if (found !== undefined) return person(found.id, found.name);
    const group = workspace.userGroups.find((each) => each.handle.toLowerCase() === name);
    if (group !== undefined) return `<!subteam^${group.id}|@${group.handle}>`;
    return ['channel', 'here', 'everyone'].includes(name) ? `<!${name}>` : undefined;
  };
  const channel = (name: string): string | undefined => {
    const found = workspace.channels.find((each) => each.name === name.toLowerCase());
    return found === undefined ? undefined : `<#${found.id}|${found.name}>`;
  };
  return escaped(text).replaceAll(
    /(?<![\w@#])([@#])([\p{L}\p{N}][\p{L}\p{N}._-]*)/gu,
    (whole, sign: string, word: string) => {
      const look = sign === '@' ? named : channel;
      const bare = word.replace(/[._-]+$/, '');
      const exact = look(word);
      if (exact !== undefined) return exact;
      const trimmed = look(bare);
      return trimmed === undefined ? whole : trimmed + word.slice(bare.length);
    },
  );
}
