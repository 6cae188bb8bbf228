import { FILE_KINDS, type FileKind } from '../../dataset/metadata-file.ts';

export interface FileOfKind {
  readonly path: string;
  readonly kind: FileKind;
}

/** What a process that looks at folders is asked for; it is answered by lines, and then an empty one. */
export type Job =
  | { readonly what: 'list'; readonly folder: string }
  | { readonly what: 'read'; readonly files: Iterable<FileOfKind> }
  /** `folder`: the file must lie in it when it is opened, too. */
  | {
      readonly what: 'fetch';
      readonly folder: string;
      readonly path: string;
      readonly most: number;
    };

export const END_OF_ANSWER = '';

/** A list of texts: so it is read without the parser of schemas, which a reader would load longer than itself. */
export const lineOf = (job: Job): string => `${JSON.stringify([job.what, ...given(job)])}\n`;

function given(job: Job): readonly string[] {
  switch (job.what) {
    case 'list':
      return [job.folder];
    case 'read':
      return [...job.files].flatMap(({ kind, path }) => [kind, path]);
    case 'fetch':
      return [job.folder, job.path, String(job.most)];
  }
}

export function jobIn(line: string): Job {
  const [what, ...rest] = Array.from(JSON.parse(line), String);
  const [folder = '', path = '', most = ''] = rest;
  switch (what) {
    case 'list':
      return { what, folder };
    case 'read':
      return { what, files: filesIn(rest) };
    case 'fetch':
      return { what, folder, path, most: Number(most) };
    default:
      throw new Error(`Nobody knows how to ${what}.`);
  }
}

function* filesIn(given: readonly string[]): Generator<FileOfKind> {
  for (let at = 0; at < given.length; at += 2) {
    const kind = FILE_KINDS.find((one) => one === given[at]);
    const path = given[at + 1];
    if (kind !== undefined && path !== undefined) yield { kind, path };
  }
}
