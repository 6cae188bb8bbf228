import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { docs } from './docs.ts';
import { restore } from './restore.ts';
import { sandbox } from './sandbox.ts';
import { start } from './start.ts';
import { verify } from './verify.ts';

/** All that can be asked for, in the order of the help. */
export const COMMANDS: readonly Command[] = [sandbox, start, backup, restore, verify, docs];

const WIDTH = 29;

export const HELP = `Handoff carries datasets through their release runbooks, in Slack.

${COMMANDS.map(({ usage, help }) =>
  [
    usage.length < WIDTH ? `  ${usage.padEnd(WIDTH)}${help[0]}` : `  ${usage}\n${indent(help[0])}`,
    ...help.slice(1).map(indent),
  ].join('\n'),
).join('\n')}
`;

function indent(line = ''): string {
  return ' '.repeat(WIDTH + 2) + line;
}
