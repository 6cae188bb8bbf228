import type { KnownBlock, ModalView, RawTextElement, TableBlock } from '@slack/types';
import { z } from 'zod';
import type { Verdict } from '../../../storage/tracker/verdicts.ts';
import { type Dataset, isExternal } from '../../../tracker/dataset/dataset.ts';
import type { Duplicate, OwnTwins } from '../../../tracker/duplicates/duplicates.ts';
import { type Compared, sideBySide } from '../../../tracker/duplicates/side-by-side.ts';
import type { Decision } from '../../../tracker/tracking/twins.ts';
import { buttonValue, pressedPair } from '../../interaction/button-value.ts';
import { button, context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { input } from '../dialogs/input.ts';
import { ago, bold, count, cut, escaped, literal, moment, person, plain, quote } from '../text.ts';
import { DATASET } from './help.ts';
import { NOT_YOUR_ROLE, wordsButton } from './pieces.ts';

export const VERDICT_CALLBACK = 'dataset-verdict';
const MOST_DECIDED = 15;

/** One dataset, external ones first, with one of ours. */
type Pair = OwnTwins;

export const pairsOf = (open: readonly Duplicate[], ours: readonly OwnTwins[]): readonly Pair[] => [
  ...open.flatMap(({ external, internal }) =>
    internal.map((twin) => ({ dataset: external, twin })),
  ),
  ...ours,
];

const FIELDS: Readonly<Record<Compared['field'], string>> = {
  accession: 'Accession',
  status: 'State',
  location: 'Place',
  title: 'Title',
  organisms: 'Organism',
  analysisTypes: 'Analysis type',
  experimentType: 'Experiment type',
  libraries: 'Library',
  secondaryAccessions: 'Also called',
  curators: 'Curator',
  modifiedAt: 'Metadata changed',
};

/** `/dataset duplicates`: two datasets side by side, and what can be said of them. `page`: from 1. */
export function duplicateView(pairs: readonly Pair[], page: number, decided: number): Rendered {
  const index = Math.min(Math.max(1, page), pairs.length) - 1;
  const pair = pairs[index];
  const looked =
    decided === 0
      ? []
      : [wordsButton(`${count(decided, 'pair')} found to be two`, 'duplicates decided')];
  if (pair === undefined)
    return paragraph(
      'No dataset shares a name with one of ours that nobody has looked at.',
      looked,
    );
  const { dataset: one, twin } = pair;
  const other = twin.dataset;
  const names = [bold(one.accession), bold(other.accession)] as const;
  const seem = isExternal(one)
    ? `external ${names[0]} seems to be ${names[1]} of ours`
    : `${names[0]} and ${names[1]}, both ours, seem to be one`;
  const head = `*${index + 1} of ${pairs.length}*: ${seem}: both are called ${escaped(twin.names.join(', '), 300)}`;
  const compared = sideBySide(one, other).filter(
    ({ field, left, right }) => field !== 'modifiedAt' && left.length + right.length > 0,
  );
  const to = (number: number, label: string) => wordsButton(label, `duplicates page ${number}`);
  const buttons = row([
    button({
      label: 'Not a duplicate',
      id: 'dataset-verdict:not',
      value: buttonValue({
        a: one.accession,
        b: other.accession,
        v: 'not a duplicate',
        n: index + 1,
      }),
    }),
    ...(index > 0 ? [to(index, 'Previous')] : []),
    ...(index + 1 < pairs.length ? [to(index + 2, 'Next')] : []),
    ...looked,
  ]);
  const foot = context(
    changedWords(one, isExternal(one) ? 'external' : one.accession),
    changedWords(other, isExternal(one) ? 'ours' : other.accession),
    isExternal(one)
      ? 'Where it is one, it needs no import: the sheet warns of it until it is gone'
      : 'Where it is one, one of the two is to go',
  );
  const heads = isExternal(one) ? ['External', 'Ours'] : [one.accession, other.accession];
  const lines = compared.map(({ field, left, right, same }) =>
    same
      ? `${FIELDS[field]}: ${valuesOf(left)} (the same)`
      : `${FIELDS[field]}: ${valuesOf(left)} | ${valuesOf(right)}`,
  );
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [section(head), table(heads, compared), ...buttons, foot],
    fallback: [section(head), ...inSections(lines), ...buttons, foot],
  };
}

const valuesOf = (values: readonly string[]): string =>
  values.length === 0 ? '–' : literal(values.join(', '), 300);

function table(heads: readonly string[], compared: readonly Compared[]): TableBlock {
  return {
    type: 'table',
    column_settings: [{}, { is_wrapped: true }, { is_wrapped: true }],
    rows: [
      ['', ...heads].map(head),
      ...compared.map(({ field, left, right, same }) => [
        cell(FIELDS[field]),
        cell(left.join(', ')),
        cell(same ? 'the same' : right.join(', ')),
      ]),
    ],
  };
}

/** Below the table: its cells turn no tokens into times of the reader’s zone. */
const changedWords = ({ modifiedAt }: Dataset, whose: string): string | undefined =>
  modifiedAt === undefined ? undefined : moment(modifiedAt, `Metadata changed (${whose})`);

const head = (text: string): RawTextElement => ({ type: 'raw_text', text: text || ' ' });
const cell = (text: string): RawTextElement => ({ type: 'raw_text', text: plain(text, 250) });

/** Pairs that somebody looked at. */
export function decidedView(decided: readonly Verdict[]): Rendered {
  if (decided.length === 0)
    return paragraph(
      `Nobody has said of two datasets that they are two. \`${DATASET.command} duplicates\` shows those that share a name.`,
    );
  const left = decided.length - MOST_DECIDED;
  const blocks: KnownBlock[] = decided
    .slice(-MOST_DECIDED)
    .toReversed()
    .flatMap(({ accessions: [one, other], person: by, reason, at }) => [
      section(
        `${bold(one)} and ${bold(other)} are two, says ${person(by)}${moment(at, ',')}:\n${quote(reason, 400)}`,
      ),
      ...row([
        button({
          label: 'Open again',
          id: `dataset-verdict:${one}:${other}`,
          value: buttonValue({ a: one, b: other, v: 'open again' }),
        }),
      ]),
    ]);
  const head = `*${count(decided.length, 'pair')} found to be two*`;
  return {
    text: head,
    blocks: [section(head), ...blocks, ...(left > 0 ? [context(`and ${left} older`)] : [])],
  };
}

/** What the dialog is about, and where the message is from which it was opened. */
export const verdictMemory = pressedPair.extend({ u: z.string().optional() });
type VerdictMemory = z.infer<typeof verdictMemory>;

export const verdictTitle = ({ v }: Pick<VerdictMemory, 'v'>): string =>
  v === 'not a duplicate' ? 'Not a duplicate' : 'Open again';

/** Why two datasets are two; or why that is to be looked at again. */
export function verdictDialog(memory: VerdictMemory): ModalView {
  const { a, b, v } = memory;
  const label =
    v === 'not a duplicate'
      ? `Why are ${plain(a, 40)} and ${plain(b, 40)} two?`
      : `Why are ${plain(a, 40)} and ${plain(b, 40)} to be looked at again?`;
  return {
    type: 'modal',
    callback_id: VERDICT_CALLBACK,
    private_metadata: JSON.stringify(memory),
    title: { type: 'plain_text', text: verdictTitle(memory) },
    submit: { type: 'plain_text', text: 'Remember it' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      input(
        'reason',
        label,
        { type: 'plain_text_input', action_id: 'value', multiline: true, max_length: 2000 },
        'It stays over all crawls, with your name, for whoever asks.',
      ),
    ],
  };
}

export function verdictWords(said: Decision | 'not your role' | 'no such pair', now: Date): string {
  if (said === 'not your role') return NOT_YOUR_ROLE;
  if (said === 'no such pair')
    return 'These two share no name any more, so there is nothing to decide.';
  const { accessions, verdict, person: by, reason, at } = said.verdict;
  const [one, other] = accessions;
  if (said.what === 'somebody was first') {
    const found = verdict === 'not a duplicate' ? 'are two' : 'are to be looked at again';
    return `${person(by)} said ${ago(at, now)} that ${bold(one)} and ${bold(other)} ${found}; nothing more to do:\n${quote(reason, 400)}`;
  }
  return verdict === 'not a duplicate'
    ? `✓ ${bold(one)} and ${bold(other)} are two. Nothing warns of them any more; \`${DATASET.command} duplicates\` shows what is left.`
    : `✓ ${bold(one)} and ${bold(other)} are to be looked at again.`;
}
