import { days } from '../../domain/duration.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import type { Log } from '../../operations/ports.ts';
import type { Run } from '../../storage/tracker/runs.ts';
import type { SheetFiles } from './sheet-files.ts';

/** The workbook of each run, kept where the bot keeps its files; the oldest make room. */
export interface Workbooks {
  /** Writes that of the last run, unless it is there. Never rejects: what is in the way is in the log. */
  keepUp(): Promise<void>;
  /** An address that lets whoever has it download that run’s workbook for a day. Undefined where there is none. */
  link(run: Run): Promise<string | undefined>;
}

const FOLDER = 'tracker/workbooks/';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const LINK_LASTS = days(1);

export function createWorkbooks(needs: {
  readonly store: ObjectStore;
  readonly files: Pick<SheetFiles, 'open'>;
  readonly latest: () => Promise<Run | undefined>;
  readonly keep: number; // so many, the newest
  readonly log: Log;
}): Workbooks {
  const { store, files, log } = needs;
  const writing = new Map<number, Promise<void>>();

  /** Whoever asks meanwhile waits for the same. */
  function write(run: Run): Promise<void> {
    const underWay = writing.get(run.id);
    if (underWay !== undefined) return underWay;
    const mine = writeUnlessThere(run).finally(() => writing.delete(run.id));
    writing.set(run.id, mine);
    return mine;
  }

  async function writeUnlessThere(run: Run): Promise<void> {
    if ((await store.head(keyOf(run))) !== undefined) return;
    const content = await files.open(run, { kind: 'workbook' });
    await store.write(keyOf(run), content, { contentType: TYPE });
    await makeRoom();
  }

  async function makeRoom(): Promise<void> {
    const kept: string[] = [];
    for await (const { key } of store.list(FOLDER)) kept.push(key);
    const old = kept.slice(0, -needs.keep);
    if (old.length > 0) await store.remove(old.map((key) => ({ key })));
  }

  const told = (error: unknown, run: Run | undefined): undefined => {
    log.error('workbook not kept', { run: run?.id, error: String(error) });
  };

  return {
    async keepUp() {
      let run: Run | undefined;
      try {
        run = await needs.latest();
        if (run !== undefined) await write(run);
      } catch (error) {
        told(error, run);
      }
    },
    async link(run) {
      try {
        await write(run);
        return await store.link(keyOf(run), { expiresIn: LINK_LASTS, fileName: nameOf(run) });
      } catch (error) {
        return told(error, run);
      }
    },
  };
}

/** The order of the keys is that of the runs. */
const keyOf = (run: Run): string => `${FOLDER}${String(run.id).padStart(9, '0')}-${nameOf(run)}`;

const nameOf = ({ startedAt }: Run): string =>
  `datasets-${startedAt.toISOString().slice(0, 10)}.xlsx`;
