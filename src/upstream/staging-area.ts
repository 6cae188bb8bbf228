import type { Leftover } from '../domain/cycle/clean-up.ts';
import type { ObjectStore, StoredObject, StoredVersion } from '../objects/object-store.ts';
import { OutsideError, type StagingArea } from '../operations/ports.ts';
import { inspectStaging, type StagingObject } from './inspect-staging.ts';

const MOST_PAGES = 100; // of 1,000 objects
const MOST_MARKS = 200;
const AT_ONCE = 8;

/** The bucket that ingest exports into. Nothing in it is changed but what two people want removed. */
export function createStagingArea(needs: {
  readonly store: Pick<
    ObjectStore,
    'list' | 'head' | 'listVersions' | 'listUnfinished' | 'remove' | 'abandon'
  >;
  readonly prefix: string;
}): StagingArea {
  const { store, prefix } = needs;

  async function list(folder: string): Promise<{ listed: StoredObject[]; whole: boolean }> {
    const listed: StoredObject[] = [];
    let pages = 0;
    for await (const page of store.list(folder).pages()) {
      if (pages === MOST_PAGES) return { listed, whole: false };
      pages += 1;
      listed.push(...page);
    }
    return { listed, whole: true };
  }

  /** Asks the objects written last for their marks: what is half written was the last to be written. */
  async function withMarks(
    folder: string,
    listed: readonly StoredObject[],
  ): Promise<StagingObject[]> {
    const latest = listed
      .toSorted((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime())
      .slice(0, MOST_MARKS);
    const marks = new Map<string, boolean | null>();
    const queue = latest.values();
    const workers = Array.from({ length: AT_ONCE }, async () => {
      for (const { key } of queue) {
        const mark = await readMark(key);
        if (mark !== undefined) marks.set(key, mark);
      }
    });
    await Promise.all(workers);
    return listed.map(({ key, bytes }) => {
      const marked = marks.get(key);
      const name = key.slice(folder.length);
      return { name, bytes, ...(marked === undefined ? {} : { marked }) };
    });
  }

  /** Undefined where it is gone meanwhile, or listed but not ours to read: then nothing is said of it. */
  async function readMark(key: string): Promise<boolean | null | undefined> {
    const object = await store.head(key).catch((fault: unknown) => {
      if (!(fault instanceof OutsideError && fault.outcome === 'refused')) throw fault;
    });
    if (object === undefined) return undefined;
    const mark = object.metadata['export_completed'];
    return mark === undefined ? null : /^true$/i.test(mark);
  }

  const folderOf = (projectUuid: string): string =>
    [...prefix.split('/').filter(Boolean), projectUuid, ''].join('/');

  return {
    async list(projectUuid) {
      const folder = folderOf(projectUuid);
      const leftovers: Leftover[] = [];
      for await (const version of store.listVersions(folder)) leftovers.push(leftoverOf(version));
      for await (const { key, uploadId, startedAt } of store.listUnfinished(folder)) {
        const checksum = startedAt.toISOString();
        leftovers.push({ kind: 'half-written', key, version: uploadId, bytes: 0, checksum });
      }
      return leftovers;
    },

    async remove(leftovers) {
      for (const { kind, key, version, checksum } of leftovers) {
        if (kind !== 'half-written') continue;
        await store.abandon({ key, uploadId: version, startedAt: new Date(checksum) });
      }
      const targets = leftovers
        .filter(({ kind }) => kind !== 'half-written')
        .map(({ key, version }) => ({ key, version }));
      if (targets.length === 0) return;
      const { failed } = await store.remove(targets);
      const [first] = failed;
      if (first === undefined) return;
      const message = `The staging area keeps ${failed.length} objects, ${first.key}: ${first.why}`;
      throw new OutsideError('The staging area', 'retry', message);
    },

    async inspect(projectUuid) {
      const folder = folderOf(projectUuid);
      try {
        const { listed, whole } = await list(folder);
        const summary = inspectStaging(projectUuid, await withMarks(folder, listed));
        if (whole) return summary;
        const fault = `There are more than ${listed.length} objects; the rest was not looked at.`;
        return { ...summary, faults: [...summary.faults, fault] };
      } catch (cause) {
        if (!(cause instanceof OutsideError)) throw cause;
        // Also where our keys are refused: an operator mends that, and nobody should have to ask again.
        throw new OutsideError(cause.system, 'retry', cause.message, { cause });
      }
    },
  };
}

/** A version that is called `null` is named, too: by its key alone, a bucket that keeps versions by now only hides it. */
function leftoverOf({ key, version, bytes, etag, latest, removed }: StoredVersion): Leftover {
  return {
    kind: latest && !removed ? 'object' : 'older version',
    key,
    version,
    bytes,
    checksum: etag,
  };
}
