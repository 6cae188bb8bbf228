import type { FileNews } from '../../domain/bucket-file.ts';
import { type Found, pathOfFile } from '../folder/read-folder.ts';
import { type GoodFile, readAll } from '../folder/reading.ts';
import { type Grant, type Kind, type Naming, pathOf } from '../grant/grant.ts';
import { readGrant } from '../grant/read.ts';

/** The version of a dataset’s file that was agreed to last. */
export interface Agreed {
  readonly kind: Kind;
  readonly name: string;
  readonly text: string;
  readonly since: Date;
}

/** What holds of all datasets, whatever somebody has done to their files. */
export interface Holding {
  /** By path; with the text of the file in the folder where that says the same as what was agreed to. */
  readonly datasets: readonly GoodFile[];
  /** What follows from them: without users whose role is gone. */
  readonly grants: readonly Grant[];
  /** Users whose role is gone. */
  readonly gone: ReadonlySet<string>;
  /** What was agreed to, as files. */
  readonly agreed: readonly Found[];
  /** As they lie in the folder. */
  readonly files: readonly Found[];
  /** Files that are not what holds, by path. */
  readonly news: readonly FileNews[];
}

/**
 * Of each dataset the version that was agreed to last, without users whose role is gone. A file that is wrong, or that
 * nobody has agreed to, changes nothing, for its own dataset or for any other.
 */
export function holdingOf(
  files: readonly Found[],
  agreed: readonly Agreed[],
  { naming, gone }: { readonly naming: Naming; readonly gone: ReadonlySet<string> },
): Holding {
  const hasRole = (user: string) => !gone.has(user);
  const lying = readAll(files, { naming });
  const holds = agreed.flatMap(({ kind, name, text, since }) => {
    const read = readGrant(text, { kind, fileName: name, naming, isNew: false });
    return 'grant' in read ? [{ ...read, path: pathOf(read.grant), text, since }] : [];
  });
  const holding = new Map(holds.map((one) => [one.path, one]));
  const texts = new Map(files.map((file) => [pathOfFile(file), file.text]));

  const datasets = holds
    .map(({ path, text, grant, remarks }): GoodFile => {
      const file = lying.good.find((one) => one.path === path);
      return file && saysTheSame(file.grant, grant) ? file : { path, text, grant, remarks };
    })
    .toSorted(byPath);

  const news = (path: string, why: FileNews['why'], line = 1, says = ''): FileNews => {
    const since = holding.get(path)?.since;
    return { path, why, line, says, ...(since === undefined ? {} : { since }) };
  };
  const wrong = lying.aside
    // Where two want the same, it is the one’s that had it.
    .filter(({ path }) => texts.get(path) !== holding.get(path)?.text)
    .map(({ path, faults: [fault] }) => news(path, 'set aside', fault?.line, fault?.says));
  const byHand = lying.good
    .filter(({ path, grant }) => !saysTheSame(grant, holding.get(path)?.grant))
    .map(({ path }) => news(path, 'by hand'));
  const takenOut = holds
    .filter(({ path }) => !texts.has(path))
    .map(({ path }) => news(path, 'taken out'));
  const withoutRole = readAll(holds.map(fileOf), { naming, hasRole })
    .aside.filter(({ path }) => wrong.every((one) => one.path !== path))
    .map(({ path, faults: [fault] }) => news(path, 'user gone', fault?.line, fault?.says));
  return {
    datasets,
    grants: datasets.map(({ grant }) => withRoles(grant, gone)),
    gone,
    agreed: holds.map(fileOf),
    files,
    news: [...wrong, ...byHand, ...takenOut, ...withoutRole].toSorted(byPath),
  };
}

/** All that a grant gives to users who are still there. */
export function withRoles<G extends Grant>(grant: G, gone: ReadonlySet<string>): G {
  return { ...grant, users: grant.users.filter((user) => !gone.has(user)) };
}

export function saysTheSame(one: Grant, other: Grant | undefined): boolean {
  return JSON.stringify(sortedKeys(one)) === JSON.stringify(sortedKeys(other));
}

const sortedKeys = (grant: Grant | undefined) =>
  Object.entries(grant ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

function fileOf({ grant, text }: Pick<GoodFile, 'grant' | 'text'>): Found {
  return { kind: grant.kind, file: `${grant.name}.yaml`, text };
}

const byPath = (one: { readonly path: string }, other: { readonly path: string }): number =>
  one.path < other.path ? -1 : 1;
