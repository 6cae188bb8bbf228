import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { command } from './command.ts';
import { say } from './terminal.ts';

export const docs = command({
  name: 'docs',
  usage: 'npm run docs',
  help: ['write the state tables of the runbooks to docs/runbooks'],
  options: {},
  async run() {
    const { generateDocs } = await import('../runbooks/describe.ts');
    for (const [path, content] of generateDocs()) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      say(`${path}\n`);
    }
  },
});
