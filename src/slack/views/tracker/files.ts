import type { Dataset } from '../../../tracker/dataset/dataset.ts';
import type { BroughtFile } from '../../../tracker/tracking/metadata-files.ts';
import { inSections, type Rendered, row, section } from '../blocks.ts';
import { bold, code, cut, literal, moment } from '../text.ts';
import { DATASET } from './help.ts';
import { wordsButton } from './pieces.ts';

export const KINDS = ['idf', 'sdrf', 'analysis'] as const;
export type Kind = (typeof KINDS)[number];

export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  idf: 'IDF',
  sdrf: 'SDRF',
  analysis: 'analysis methods',
};

const thereIn = (dataset: Dataset): readonly Kind[] =>
  KINDS.filter((kind) => dataset[kind] !== undefined);

/** `/dataset files <name>`: where its metadata lie, with a way to each. */
export function filesView(dataset: Dataset): Rendered {
  const name = bold(dataset.accession);
  const there = thereIn(dataset);
  const lines = [
    `${name} counts in ${code(dataset.location, 400)}`,
    ...there.map((kind) => `${KIND_NAMES[kind]}: ${code(dataset[kind] ?? '', 400)}`),
    ...(there.length === 0 ? ['No file of metadata lies in any place.'] : []),
    ...(dataset.modifiedAt === undefined ? [] : [moment(dataset.modifiedAt, 'Changed')]),
  ];
  return {
    text: cut(lines.join('\n'), 3000),
    blocks: [...inSections(lines), ...row(there.map((kind) => sendButton(dataset, kind)))],
  };
}

const sendButton = ({ accession }: Dataset, kind: Kind) =>
  wordsButton(`Send me the ${KIND_NAMES[kind]}`, `metadata ${accession} ${kind}`, true);

/** `/dataset metadata <name>`: what the files say, and what became of the file itself. */
export function metadataView(
  dataset: Dataset,
  kind: Kind,
  sent: 'sent' | 'not sent' | Extract<BroughtFile, { ok: false }>,
): Rendered {
  const said = SAYS[kind](dataset).filter(([, value]) => value !== '');
  const lines = said.map(([name, value]) => `${name}: ${literal(value, 400)}`);
  const head = `What the ${KIND_NAMES[kind]} of ${bold(dataset.accession)} says:`;
  const others = thereIn(dataset).filter((one) => one !== kind);
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [
      section(head),
      ...inSections(lines.length > 0 ? lines : ['Nothing that I look for.']),
      section(sentWords(dataset, kind, sent)),
      ...row(others.map((one) => sendButton(dataset, one))),
    ],
  };
}

const list = (values: readonly string[]): string => values.join(', ');
type Said = readonly (readonly [name: string, value: string])[];
const software = (
  of: { readonly name?: string | undefined; readonly version?: string | undefined } = {},
) => [of.name, of.version].filter(Boolean).join(' ');

const SAYS: Readonly<Record<Kind, (dataset: Dataset) => Said>> = {
  idf: (one) => [
    ['Title', one.title ?? ''],
    ['Experiment type', one.experimentType ?? ''],
    ['Analysis type', list(one.analysisTypes)],
    ['Curator', list(one.curators)],
    ['Also called', list(one.secondaryAccessions)],
  ],
  sdrf: (one) => [
    ['Organism', list(one.organisms)],
    ['Library', list(one.libraries)],
  ],
  analysis: (one) => [
    ['Mapping', software(one.mapping)],
    ['Ensembl', one.ensembl ?? ''],
    ['Genes', software(one.genes)],
    ['Transcripts', software(one.transcripts)],
  ],
};

function sentWords(
  { accession }: Dataset,
  kind: Kind,
  sent: Parameters<typeof metadataView>[2],
): string {
  if (sent === 'sent') return 'The file is in your messages with me.';
  if (sent === 'not sent') return 'Slack did not take the file; please ask again.';
  const at = sent.path === undefined ? '' : ` It was at ${code(sent.path, 400)}.`;
  switch (sent.why) {
    case 'none':
      return `${bold(accession)} has no ${KIND_NAMES[kind]}.`;
    case 'too large':
      return `The file is larger than the 25 MB that I bring to Slack.${at}`;
    case 'unknown place':
    case 'absent':
    case 'emptied':
    case 'vanished':
      return `The file is not there any more.${at} \`${DATASET.command} crawl\` looks again.`;
    case 'denied':
      return `I may not read the file.${at} Whoever looks after the place can let my user.`;
    case 'silent':
      return `Its place does not answer just now.${at} Please try again later.`;
    case 'outside':
    case 'no file':
    case 'odd name':
    case 'broken':
      return `The file can’t be read.${at}`;
  }
}
