import type { Holding, Ledger } from '../world/ledger.ts';
import { goneAt, stagingBucket, stagingObjects, unfinishedTransfers } from './objects.ts';
import { byKey, type StoredObject, type UnfinishedUpload } from './stored-object.ts';
import { uploadBucket, uploadedObjects } from './upload-area.ts';

/** A bucket: what the world's past put there, and what came and went by requests. */
export interface Bucket {
  readonly name: string;
  /** What begins with these letters, sorted by key. */
  objects(prefix: string): readonly StoredObject[];
  unfinished(prefix: string): readonly UnfinishedUpload[];
  find(key: string): StoredObject | undefined;
  put(object: Omit<StoredObject, 'modifiedAt' | 'size'> & { readonly body: Buffer }): StoredObject;
  remove(key: string): void;
  abandon(upload: UnfinishedUpload): void;
}

/** Buckets by name: the staging area's, the upload area's, and those that were made by requests. */
export function openBuckets(ledger: Ledger): (name: string) => Bucket | undefined {
  const uploadsOf = (prefix: string): readonly StoredObject[] =>
    holdingsNamed(prefix).flatMap((holding) => uploadedObjects(holding, ledger.now()));
  const staged = new Map<string, readonly StoredObject[]>();
  let stagedAt = 0;
  ledger.onChange(() => staged.clear());
  /** Who asks for each object of an export by itself must not have all of them made anew each time. */
  const stagedOf = (prefix: string): readonly StoredObject[] => {
    const second = Math.floor(ledger.now() / 1000);
    if (second !== stagedAt) staged.clear();
    stagedAt = second;
    return projectsNamed(prefix).flatMap((project) => {
      const objects =
        staged.get(project.uuid) ?? stagingObjects(project, ledger.now(), goneAt(ledger.record));
      staged.set(project.uuid, objects);
      return objects;
    });
  };

  /** Only the project that a prefix names, where it names one: there may be thousands. */
  function projectsNamed(prefix: string) {
    const uuid = /^prod\/([0-9a-f-]{36})/.exec(prefix)?.[1];
    const named = uuid && ledger.projectBy({ uuid });
    return uuid ? (named ? [named] : []) : ledger.record.projects;
  }
  function holdingsNamed(prefix: string): readonly Holding[] {
    const uuid = /^[0-9a-f-]{36}/.exec(prefix)?.[0];
    const named = uuid && ledger.submissionBy({ uuid });
    if (uuid) return named ? [named] : [];
    return ledger.record.projects.flatMap((project) =>
      project.submissions.map((submission) => ({ project, submission })),
    );
  }

  function bucket(
    name: string,
    past: (prefix: string) => readonly StoredObject[],
    unfinished: Bucket['unfinished'],
  ): Bucket {
    const objects = (prefix: string) => {
      const { storage } = ledger.record;
      const gone = goneAt(ledger.record);
      const all = new Map<string, StoredObject>();
      for (const object of past(prefix)) {
        if (object.modifiedAt > (gone(name, object.key) ?? 0)) all.set(object.key, object);
      }
      // Nobody overwrites what was put here by request: the exporter finds it and goes on.
      for (const { bucket: where, at, body, ...rest } of storage.written) {
        const content = Buffer.from(body, 'base64');
        if (where !== name) continue;
        all.set(rest.key, { ...rest, body: content, size: content.length, modifiedAt: at });
      }
      return [...all.values()].filter(({ key }) => key.startsWith(prefix)).sort(byKey);
    };
    const forget = (key: string) => {
      const { storage } = ledger.record;
      storage.written = storage.written.filter((each) => each.bucket !== name || each.key !== key);
    };
    const find = (key: string) => objects(key).find((object) => object.key === key);
    return {
      name,
      objects,
      find,
      unfinished: (prefix) =>
        unfinished(prefix).filter(
          ({ key, uploadId }) =>
            key.startsWith(prefix) && !ledger.record.storage.abandoned.includes(uploadId),
        ),
      put({ key, body, type = 'application/octet-stream', metadata = {} }) {
        const at = ledger.now();
        const content = body.toString('base64');
        forget(key);
        ledger.record.storage.written.push({
          bucket: name,
          key,
          at,
          type,
          metadata,
          body: content,
        });
        ledger.touch();
        return { key, body, type, metadata, size: body.length, modifiedAt: at };
      },
      remove(key) {
        forget(key);
        ledger.record.storage.gone[`${name}/${key}`] = ledger.now();
        ledger.touch();
      },
      abandon({ uploadId }) {
        ledger.record.storage.abandoned.push(uploadId);
        ledger.touch();
      },
    };
  }

  const staging = bucket(stagingBucket, stagedOf, (prefix) =>
    projectsNamed(prefix).flatMap((project) => unfinishedTransfers(project, ledger.now())),
  );
  const upload = bucket(uploadBucket, uploadsOf, () => []);
  return (name) => {
    if (name === stagingBucket) return staging;
    if (name === uploadBucket) return upload;
    return Object.hasOwn(ledger.record.storage.made, name)
      ? bucket(
          name,
          () => [],
          () => [],
        )
      : undefined;
  };
}
