import { readFileSync, writeSync } from 'node:fs';
import { job } from './job.ts';
import { listFolder } from './list-folder.ts';
import { readMetadata } from './read-file.ts';

/**
 * What runs in a process that looks at a folder: a job comes by its input, and what it finds goes to its output, a line
 * of JSON for so many. It waits while nobody takes them, and ends when nobody can.
 */
const AT_ONCE = 200;
const INPUT = 0;
const OUTPUT = 1;

const given = job.parse(JSON.parse(readFileSync(INPUT, 'utf8')));
switch (given.kind) {
  case 'list':
    tell(listFolder(given.folder));
    break;
  case 'read':
    tell(given.files.values().map(readMetadata));
    break;
}

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
