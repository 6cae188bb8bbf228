import { distance } from 'fastest-levenshtein';
import { type Fault, shown } from '../grant/fault.ts';
import { type Grant, type Kind, type Naming, pullBucketOf } from '../grant/grant.ts';
import { readGrant } from '../grant/read.ts';
import { type Found, pathOfFile } from './read-folder.ts';

/** All requests of a folder: those that hold, and those that are set aside, each by itself. */
export interface Reading {
  readonly good: readonly GoodFile[];
  readonly aside: readonly AsideFile[];
}

export interface GoodFile {
  readonly path: string; // push_datasets/new_project.yaml
  readonly text: string;
  readonly grant: Grant;
  readonly remarks: readonly Fault[];
}

export interface AsideFile {
  readonly path: string;
  readonly kind: Kind;
  readonly faults: readonly Fault[];
}

/** What is known beside the files. */
export interface Known {
  readonly naming: Naming;
  /** Paths of files that are new: those need paperwork, the old ones are reminded of it. */
  readonly isNew?: (path: string) => boolean;
  /** Whether a user still has their role; absent where nobody can tell. */
  readonly hasRole?: (user: string) => boolean;
}

const NAME = /^[a-z0-9_-]+\.yaml$/;

/** One bad file keeps none of the others from being used. */
export function readAll(files: readonly Found[], known: Known): Reading {
  const good: GoodFile[] = [];
  const aside: AsideFile[] = [];
  for (const found of files) {
    const path = pathOfFile(found);
    const read = readOne(found, path, known);
    if ('grant' in read) good.push(read);
    else aside.push(read);
  }
  const clashes = clashesIn(good, known);
  return {
    good: good.filter(({ path }) => !clashes.has(path)),
    aside: [
      ...aside,
      ...good.flatMap(({ path, grant }) => {
        const fault = clashes.get(path);
        return fault === undefined ? [] : [{ path, kind: grant.kind, faults: [fault] }];
      }),
    ],
  };
}

function readOne(
  { kind, file, text }: Found,
  path: string,
  { naming, isNew = () => false }: Known,
): GoodFile | AsideFile {
  if (!NAME.test(file)) {
    const better = file
      .toLowerCase()
      .replace(/\.[a-z]+$/, '')
      .replace(/[^a-z0-9_-]+/g, '_');
    const suggestion = `${better.replace(/^_+|_+$/g, '')}.yaml`;
    const says = `${shown(file)} is not read by the deployment: rename it to \`${suggestion}\`.`;
    return { path, kind, faults: [{ code: 'file name', line: 1, says, suggestion }] };
  }
  if (typeof text !== 'string') return { path, kind, faults: [text] };
  const fileName = file.slice(0, -'.yaml'.length);
  const read = readGrant(text, { kind, fileName, naming, isNew: isNew(path) });
  return 'grant' in read
    ? { path, text, grant: read.grant, remarks: read.remarks }
    : { path, kind, faults: read.faults };
}

/** What only shows beside the others. Where two want the same, neither has it: nobody can say which is meant. */
function clashesIn(
  files: readonly GoodFile[],
  { naming, hasRole }: Known,
): ReadonlyMap<string, Fault> {
  const clashes = new Map<string, Fault>();
  const claims = new Map<string, GoodFile>();
  for (const file of files) {
    const { grant, path } = file;
    const wanted = [
      grant.name,
      ...(grant.kind === 'pull' ? [`bucket ${pullBucketOf(naming, grant.name)}`] : []),
    ];
    for (const one of wanted) {
      const other = claims.get(one);
      claims.set(one, file);
      if (other === undefined || clashes.has(path)) continue;
      const bucket = one.startsWith('bucket ');
      for (const [mine, theirs] of [
        [path, other.path],
        [other.path, path],
      ] as const) {
        const says = bucket
          ? `${shown(theirs)} would have the same bucket, ${shown(one.slice('bucket '.length))}: rename one of the two.`
          : `${shown(theirs)} has the same name: rename one of the two.`;
        clashes.set(mine, { code: bucket ? 'bucket taken' : 'name taken', line: 1, says });
      }
    }
    const gone = grant.users.find((user) => hasRole?.(user) === false);
    if (gone === undefined || clashes.has(path)) continue;
    const like = files
      .flatMap((one) => one.grant.users)
      .find((user) => user !== gone && hasRole?.(user) === true && distance(user, gone) <= 2);
    const instead = like === undefined ? '' : `, or write ${shown(like)}`;
    const line = Math.max(1, file.text.split('\n').findIndex((one) => one.includes(gone)) + 1);
    const says = `${shown(gone)} has no role any more: remove the line${instead}.`;
    clashes.set(path, {
      code: 'user gone',
      line,
      says,
      ...(like === undefined ? {} : { suggestion: like }),
    });
  }
  return clashes;
}
