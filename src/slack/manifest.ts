import { parseDocument } from 'yaml';
import { archiving } from '../runbooks/archiving.ts';
import { usageHint } from './views/answers/help.ts';
import { BUCKET } from './views/buckets/help.ts';
import { DATASET } from './views/tracker/help.ts';

/** The command of each module that is off unless the configuration says otherwise. */
const COMMANDS = {
  archiving: {
    command: archiving.command,
    description: archiving.title,
    usage: usageHint(archiving),
  },
  buckets: BUCKET,
  tracker: DATASET,
} as const;
export type SlackModule = keyof typeof COMMANDS;

export const SLACK_MODULES = [
  'archiving',
  'buckets',
  'tracker',
] as const satisfies readonly SlackModule[];

/** manifest.yml with the commands of these modules besides. */
export function manifestWith(text: string, modules: readonly SlackModule[]): string {
  const manifest = parseDocument(text);
  for (const name of SLACK_MODULES.filter((one) => modules.includes(one))) {
    const { command, description, usage } = COMMANDS[name];
    manifest.addIn(['features', 'slash_commands'], {
      command,
      description,
      usage_hint: usage,
      should_escape: name === 'buckets', // somebody is named there
    });
  }
  return manifest.toString({ lineWidth: 0 });
}
