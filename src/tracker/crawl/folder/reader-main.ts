import { readSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { fetchFile } from './fetch-file.ts';
import { END_OF_ANSWER, type Job, jobIn } from './job.ts';
import { listFolder } from './list-folder.ts';
import { readMetadata } from './read-file.ts';

/**
 * What runs in a process that looks at folders: one job after the other, until there is none. What it finds goes to its
 * output, a line of JSON for so many. It waits while nobody takes them, and ends when nobody can.
 */
const AT_ONCE = 200;
const INPUT = 0;
const OUTPUT = 1;

for (const line of linesOfInput()) {
  let batch: unknown[] = [];
  for (const item of itemsOf(jobIn(line)))
    if (batch.push(item) === AT_ONCE) {
      say(JSON.stringify(batch));
      batch = [];
    }
  if (batch.length > 0) say(JSON.stringify(batch));
  say(END_OF_ANSWER);
}

function itemsOf(job: Job): Iterable<unknown> {
  switch (job.what) {
    case 'list':
      return listFolder(job.folder);
    case 'read':
      return Iterator.from(job.files).map(readMetadata);
    case 'fetch':
      return fetchFile(job.folder, job.path, job.most);
  }
}

function say(text: string): void {
  const line = Buffer.from(`${text}\n`);
  for (let sent = 0; sent < line.length; ) sent += writeSync(OUTPUT, line, sent);
}

function* linesOfInput(): Generator<string> {
  const room = Buffer.allocUnsafe(64 * 1024);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for (;;) {
    const got = readSync(INPUT, room);
    if (got === 0) return;
    const lines = (rest + decoder.write(room.subarray(0, got))).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
