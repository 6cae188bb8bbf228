import type { Draft, DraftFaults, DraftField } from '../../../domain/bucket-order.ts';
import { type Found, pathOfFile } from '../../folder/read-folder.ts';
import { readAll } from '../../folder/reading.ts';
import { type Fault, shown } from '../../grant/fault.ts';
import type { Grant, Kind, Naming } from '../../grant/grant.ts';
import { pathOf, splitPaperwork } from '../../grant/grant.ts';
import { readGrant } from '../../grant/read.ts';
import { againstDay, againstPaperwork } from '../../grant/rules.ts';
import { writeGrant } from '../../grant/write.ts';

const MOST_NAMED = 5; // entries of a list that are wrong besides the first
const NO_DAY =
  'Write until when the paperwork holds, as in 2027-03-31; where it names no day, one on which it is to be looked at again.';

/** The file that a draft makes, or what is wrong with it; by the same rules that the files are read by. */
export function readDraft(
  draft: Draft,
  {
    naming,
    files,
    today,
  }: { readonly naming: Naming; readonly files: readonly Found[]; readonly today: string },
):
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly faults: DraftFaults } {
  const { kind, name } = draft;
  const text = writeGrant(grantOf(draft));
  const read = readGrant(text, { kind, fileName: name, naming, isNew: true });
  const faults: Partial<Record<DraftField, string>> = {};
  const put = (field: DraftField, says: string): void => {
    faults[field] ??= says;
  };
  // By itself: with a day behind it, a reference that says nothing would pass for one.
  const none = againstPaperwork([draft.paperwork], 'as in DPIA 123');
  if (none !== undefined) put('paperwork', none.says);
  if (!('grant' in read)) for (const [field, says] of byField(read.faults, text)) put(field, says);
  const own = draft.until.trim();
  const behind = splitPaperwork(draft.paperwork).until;
  const until = own || behind;
  const day = until === '' ? NO_DAY : againstDay(until, today);
  if (day !== undefined) put(behind !== '' && own === '' ? 'paperwork' : 'until', day);
  else if (own !== '' && behind !== '' && own !== behind)
    put('until', `The paperwork says until ${behind}: write the day in one of the two.`);
  const path = pathOf(draft);
  if (files.some((one) => one.kind === kind && one.file === `${name}.yaml`))
    put(
      'name',
      `There is a ${kind} dataset of this name already: change it with /bucket add-user, or take another name.`,
    );
  else if ('grant' in read) {
    const all = [...files, { kind, file: `${name}.yaml`, text }];
    const aside = readAll(all, { naming }).aside.find((one) => one.path === path);
    const [fault] = aside?.faults ?? [];
    if (fault !== undefined) put(fieldOf(fault, text), fault.says);
  }
  return Object.keys(faults).length === 0 ? { ok: true, text } : { ok: false, faults };
}

/** What is wrong with a file, at the fields that it was filled in by. */
export function faultsOfFile(
  text: string,
  { kind, name }: { readonly kind: Kind; readonly name: string },
  naming: Naming,
): DraftFaults {
  const read = readGrant(text, { kind, fileName: name, naming, isNew: false });
  if ('grant' in read) return {};
  return Object.fromEntries(byField(read.faults, text));
}

/** The first fault of each field; of those alike in a list all that is meant. */
function byField(
  faults: readonly Fault[],
  text: string,
): readonly (readonly [field: DraftField, says: string])[] {
  const fields = Map.groupBy(faults, (fault) => fieldOf(fault, text));
  return [...fields].map(([field, [first, ...others]]) => {
    const alike = others.flatMap(
      ({ line }) => /^\s*- (["']?)(.*)\1$/.exec(lineOf(text, line))?.[2] ?? [],
    );
    const more = alike.length > MOST_NAMED ? ` and ${alike.length - MOST_NAMED} more` : '';
    const named = alike.slice(0, MOST_NAMED).map(shown).join(', ');
    return [field, `${first?.says ?? ''}${named === '' ? '' : ` Wrong, too: ${named}${more}.`}`];
  });
}

const lineOf = (text: string, line: number): string => text.split('\n')[line - 1] ?? '';

/** What was filled in to make this file. */
export function draftOf(
  {
    kind,
    name,
    after,
  }: { readonly kind: Kind; readonly name: string; readonly after: string | null },
  naming: Naming,
): Draft | undefined {
  const read = readGrant(after ?? '', { kind, fileName: name, naming, isNew: false });
  if (!('grant' in read)) return undefined;
  const { grant } = read;
  const [paperwork = ''] = grant.paperwork;
  const { reference, until } = splitPaperwork(paperwork);
  const pull = grant.kind === 'pull' ? grant : undefined;
  const push = grant.kind === 'push' ? grant : undefined;
  return {
    kind,
    name,
    users: grant.users,
    paperwork: reference,
    until,
    target: push?.targetBucket ?? '',
    keepFiles: push?.keepFiles ?? false,
    readers: pull?.pullArns ?? [],
    allowPush: pull?.allowPush ?? false,
    bucketVersioning: pull?.bucketVersioning ?? false,
  };
}

/** The files as they would be with this one in its place; without it where there is no text. */
export function withFile(
  files: readonly Found[],
  {
    kind,
    name,
    after,
  }: { readonly kind: Kind; readonly name: string; readonly after: string | null },
): readonly Found[] {
  const file = `${name}.yaml`;
  const others = files.filter((one) => one.kind !== kind || one.file !== file);
  return after === null ? others : [...others, { kind, file, text: after }];
}

/** What a dataset’s file has in the folder: its text, or what keeps it from being read; null where there is none. */
export function lyingOf(
  files: readonly Found[],
  dataset: { readonly kind: Kind; readonly name: string },
): Found['text'] | null {
  return files.find((file) => pathOfFile(file) === pathOf(dataset))?.text ?? null;
}

/** The same to be kept and compared: where it can’t be read, why. */
export function layOf(...where: Parameters<typeof lyingOf>): string | null {
  const lying = lyingOf(...where);
  return lying === null || typeof lying === 'string' ? lying : lying.says;
}

function grantOf(draft: Draft): Grant {
  const { kind, name, users } = draft;
  const { reference, until: behind } = splitPaperwork(draft.paperwork);
  const until = draft.until.trim() || behind;
  const paperwork =
    reference === '' ? [] : [until === '' ? reference : `${reference} until ${until}`];
  return kind === 'push'
    ? { kind, name, users, paperwork, targetBucket: draft.target, keepFiles: draft.keepFiles }
    : {
        kind,
        name,
        users,
        paperwork,
        pullArns: draft.readers,
        allowPush: draft.allowPush,
        bucketVersioning: draft.bucketVersioning,
      };
}

const FIELD_OF: Readonly<Record<string, DraftField>> = {
  name: 'name',
  target_bucket: 'target',
  pull_arns: 'readers',
  users: 'users',
  paperwork: 'paperwork',
};

/** By what the fault is about, or by the key whose line it names. */
function fieldOf({ code, line }: Fault, text: string): DraftField {
  if (code === 'paperwork') return 'paperwork';
  if (/^(name|bucket taken)/.test(code)) return 'name';
  const keys = text
    .split('\n')
    .slice(0, line)
    .flatMap((one) => /^(\w+):/.exec(one)?.[1] ?? []);
  return FIELD_OF[keys.at(-1) ?? ''] ?? 'name';
}
