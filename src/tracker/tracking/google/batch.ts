import type { Database } from '../../../storage/database.ts';
import { type SheetOf, saveRows, type WrittenRow } from '../../../storage/tracker/google.ts';
import type { Texts } from '../../google/merge.ts';
import type { Change, Spreadsheet } from '../../google/spreadsheet.ts';

/** Google takes more, and slowly: so much of a request, in characters of its JSON. */
const MOST_CHARACTERS = 1_500_000;
const MOST_ROWS = 1000;

/** A row that is about to be written: what is known to stand there, and what will. */
export interface Write {
  readonly accession: string;
  readonly written: Texts;
  readonly write: Texts;
  readonly changes: readonly Change[]; // none where only what is known of it has changed
}

/**
 * Writes that go out together, each on record before it does: whoever comes after a crash knows what is ours, whether it
 * arrived or not.
 */
export function createBatch(its: {
  readonly db: Database;
  readonly book: Pick<Spreadsheet, 'change'>;
  readonly of: SheetOf;
  /** Rejects where what these are about to write upon is not as it was. */
  readonly check: (writes: readonly Write[]) => Promise<void>;
}) {
  const { db, book, of } = its;
  let waiting: Write[] = [];
  let characters = 0;

  async function flush(): Promise<void> {
    const writes = waiting;
    waiting = [];
    characters = 0;
    if (writes.length === 0) return;
    const changes = writes.flatMap((write) => write.changes);
    if (changes.length > 0) {
      await saveRows(db, of, writes.map(rowBefore));
      await book.change(changes, () => its.check(writes));
    }
    await saveRows(db, of, writes.map(rowAfter));
  }

  return {
    flush,
    async add(write: Write): Promise<void> {
      waiting.push(write);
      characters += JSON.stringify(write.changes).length;
      if (characters >= MOST_CHARACTERS || waiting.length >= MOST_ROWS) await flush();
    },
  };
}

const rowBefore = ({ accession, written, write }: Write): WrittenRow => ({
  accession,
  written,
  writing: write,
});
const rowAfter = ({ accession, written, write }: Write): WrittenRow => ({
  accession,
  written: { ...written, ...write },
  writing: undefined,
});
