import { readFileSync, writeSync } from 'node:fs';
import { fetchFile } from './fetch-file.ts';
import { filesIn } from './job.ts';
import { listFolder } from './list-folder.ts';
import { readMetadata } from './read-file.ts';

/**
 * What runs in a process that looks at a folder: what it finds goes to its output, a line of JSON for so many. It
 * waits while nobody takes them, and ends when nobody can.
 */
const AT_ONCE = 200;
const INPUT = 0;
const OUTPUT = 1;

const [, , what, folder = '', most = ''] = process.argv;
const input = what === 'list' ? '' : readFileSync(INPUT, 'utf8');
if (what === 'list') tell(listFolder(folder));
else if (what === 'fetch') tell(fetchFile(folder, input, Number(most)));
else tell(filesIn(input).map(readMetadata));

function tell(items: Iterable<unknown>): void {
  let batch: unknown[] = [];
  const send = (): void => {
    const line = Buffer.from(`${JSON.stringify(batch)}\n`);
    for (let sent = 0; sent < line.length; ) sent += writeSync(OUTPUT, line, sent);
    batch = [];
  };
  for (const item of items) if (batch.push(item) === AT_ONCE) send();
  if (batch.length > 0) send();
}
