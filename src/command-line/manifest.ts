import { readFileSync } from 'node:fs';
import { command } from './command.ts';
import { say } from './terminal.ts';

export const manifest = command({
  name: 'manifest',
  usage: 'npm run -s handoff -- manifest',
  help: [
    'print manifest.yml with the commands of modules: any of',
    '--archiving, --buckets, --tracker',
  ],
  options: {
    archiving: { type: 'boolean' },
    buckets: { type: 'boolean' },
    tracker: { type: 'boolean' },
  },
  async run(wanted) {
    const { manifestWith, SLACK_MODULES } = await import('../slack/manifest.ts');
    const text = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8');
    say(
      manifestWith(
        text,
        SLACK_MODULES.filter((name) => wanted[name] === true),
      ),
    );
  },
});
