import { FILE_KINDS, type FileKind } from '../../dataset/metadata-file.ts';

/** What a process that looks at a folder is asked for: a word or two as arguments, and lines as its input. */
export interface Job {
  readonly given:
    | readonly ['list', string]
    | readonly ['read']
    | readonly ['fetch', string, string];
  readonly input: string;
}

export interface FileOfKind {
  readonly path: string;
  readonly kind: FileKind;
}

export const listing = (folder: string): Job => ({ given: ['list', folder], input: '' });

export const reading = (files: readonly FileOfKind[]): Job => ({
  given: ['read'],
  input: files.map(({ kind, path }) => `${kind} ${JSON.stringify(path)}\n`).join(''),
});

/** `folder`: the file must lie in it when it is opened, too. */
export const fetching = (folder: string, path: string, most: number): Job => ({
  given: ['fetch', folder, String(most)],
  input: path,
});

/** The files that `reading` asks for. */
export function* filesIn(input: string): Generator<FileOfKind> {
  for (const line of input.split('\n')) {
    const kind = FILE_KINDS.find((one) => line.startsWith(`${one} `));
    if (kind !== undefined) yield { kind, path: String(JSON.parse(line.slice(kind.length))) };
  }
}
