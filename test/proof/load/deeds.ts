import type { Deed, History, JournalRow } from '../check/history.ts';

/** A person is answered after the acknowledgement; a kill in this time may swallow the words, never the deed. */
const TELLING_MOST = 4000;

export type Of<K extends Deed['kind']> = Extract<Deed, { kind: K }>;

/** Those of one kind. */
export const isOf =
  <K extends Deed['kind']>(kind: K) =>
  (deed: Deed): deed is Of<K> =>
    deed.kind === kind;

/** Refusals for who somebody is, or cannot be shown to be, are kept. */
export function isRefusal(
  row: JournalRow,
  person: string,
  attempted = '',
  cycleId?: string,
): boolean {
  return (
    row.event === 'refused' &&
    row.actor === person &&
    row.detail.includes(`"attempted":"${attempted}`) &&
    (cycleId === undefined || row.cycleId === cycleId)
  );
}

/** This very press was refused for who pressed it, or because nobody could say who that was. */
export function wasRefused(journal: readonly JournalRow[], deed: Of<'press'>): boolean {
  const { person, event, cycleId } = deed;
  return journal.some((row) => isRefusal(row, person, event, cycleId) && isWhile(deed, row));
}

/** Between the deed and its answer. */
export function isWhile({ at, answeredAt }: Deed, row: JournalRow): boolean {
  const when = Date.parse(row.at);
  return when >= at && when <= answeredAt;
}

export function wasTold({ seen }: History, { person, at, answeredAt }: Deed): boolean {
  return seen.some(
    (one) => one.person === person && one.at >= at && one.at <= answeredAt + TELLING_MOST,
  );
}

/** A kill may have swallowed the words. */
export function wasCutOff({ kills }: History, { at, answeredAt }: Deed): boolean {
  return kills.some((kill) => kill >= at && kill <= answeredAt + TELLING_MOST);
}
