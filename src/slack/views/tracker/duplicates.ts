import type { KnownBlock, ModalView, RawTextElement, TableBlock } from '@slack/types';
import type { z } from 'zod';
import type { Verdict } from '../../../storage/tracker/verdicts.ts';
import type { Duplicate, InternalTwin } from '../../../tracker/duplicates/duplicates.ts';
import { type Compared, sideBySide } from '../../../tracker/duplicates/side-by-side.ts';
import { buttonValue, type pressedPair } from '../../interaction/button-value.ts';
import { button, context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { input } from '../dialogs/input.ts';
import { bold, count, cut, escaped, moment, person, plain, quote, utc } from '../text.ts';
import { DATASET } from './help.ts';
import { NOT_YOUR_ROLE, wordsButton } from './pieces.ts';

export const VERDICT_CALLBACK = 'dataset-verdict';
const MOST_DECIDED = 15;

/** One external dataset with one of ours. */
export interface Pair {
  readonly external: Duplicate['external'];
  readonly twin: InternalTwin;
}

export const pairsOf = (open: readonly Duplicate[]): readonly Pair[] =>
  open.flatMap(({ external, internal }) => internal.map((twin) => ({ external, twin })));

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
      'No external dataset shares a name with one of ours that nobody has looked at.',
      looked,
    );
  const { external, twin } = pair;
  const head = `*${index + 1} of ${pairs.length}*: external ${bold(external.accession)} seems to be ${bold(twin.dataset.accession)} of ours: both are called ${escaped(twin.names.join(', '), 300)}`;
  const compared = sideBySide(external, twin.dataset).filter(
    ({ left, right }) => left.length + right.length > 0,
  );
  const to = (number: number, label: string) => wordsButton(label, `duplicates page ${number}`);
  const buttons = row([
    button({
      label: 'Not a duplicate',
      id: 'dataset-verdict:not',
      value: buttonValue({
        a: external.accession,
        b: twin.dataset.accession,
        v: 'not a duplicate',
      }),
    }),
    ...(index > 0 ? [to(index, 'Previous')] : []),
    ...(index + 1 < pairs.length ? [to(index + 2, 'Next')] : []),
    ...looked,
  ]);
  const foot = context(
    'Where it is one, it needs no import: the sheet warns of it until it is gone',
  );
  const lines = compared.map(({ field, left, right, same }) =>
    same
      ? `${FIELDS[field]}: ${valuesOf(timed(field, left))} (the same)`
      : `${FIELDS[field]}: ${valuesOf(timed(field, left))} | ${valuesOf(timed(field, right))}`,
  );
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [section(head), table(compared), ...buttons, foot],
    fallback: [section(head), ...inSections(lines), ...buttons, foot],
  };
}

const valuesOf = (values: readonly string[]): string =>
  values.length === 0 ? '–' : escaped(values.join(', '), 300);

function table(compared: readonly Compared[]): TableBlock {
  return {
    type: 'table',
    column_settings: [{}, { is_wrapped: true }, { is_wrapped: true }],
    rows: [
      ['', 'External', 'Ours'].map(head),
      ...compared.map(({ field, left, right, same }) => [
        cell(`${FIELDS[field]}${same ? ' =' : ''}`),
        cell(timed(field, left).join(', ')),
        cell(timed(field, right).join(', ')),
      ]),
    ],
  };
}

/** Table cells turn no tokens into times. */
const timed = (field: Compared['field'], values: readonly string[]): readonly string[] =>
  field === 'modifiedAt' ? values.map(utc) : values;

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

type VerdictMemory = z.infer<typeof pressedPair>;

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

export function verdictWords(said: Verdict | 'not your role' | 'no such pair'): string {
  if (said === 'not your role') return NOT_YOUR_ROLE;
  if (said === 'no such pair')
    return 'These two share no name any more, so there is nothing to decide.';
  const [one, other] = said.accessions;
  return said.verdict === 'not a duplicate'
    ? `✓ ${bold(one)} and ${bold(other)} are two. The warning is gone from the sheets; \`${DATASET.command} duplicates\` shows what is left.`
    : `✓ ${bold(one)} and ${bold(other)} are to be looked at again.`;
}
