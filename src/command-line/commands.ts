import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { docs } from './docs.ts';
import { doctor } from './doctor.ts';
import { keyCommands } from './key.ts';
import { manifest } from './manifest.ts';
import { restore } from './restore.ts';
import { sandbox } from './sandbox.ts';
import { start } from './start.ts';
import { verify } from './verify.ts';

/** All that can be asked for, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  sandbox,
  start,
  manifest,
  doctor,
  backup,
  restore,
  verify,
  ...keyCommands,
  docs,
];

const WIDTH = 31;

export const HELP = `Handoff carries datasets through their release runbooks, in Slack.

${COMMANDS.map(({ usage, help }) => `  ${usage.padEnd(WIDTH)}${help.join(`\n  ${' '.repeat(WIDTH)}`)}`).join('\n')}
`;
