import type { Run } from '../../../storage/tracker/runs.ts';
import type { Here, IngestCheck } from '../../../tracker/tracking/ingest-check.ts';
import { context, inSections, paragraph, type Rendered, row } from '../blocks.ts';
import { bold, code, cut, escaped, literal, moment, person, quote } from '../text.ts';
import { isCorrected, SIGN_WORDS, saidOf } from './corrected.ts';
import { DATASET } from './help.ts';
import { crawlWords, unreadWords, wordsButton } from './pieces.ts';

const MOST_SHOWN = 5; // of one name

/** `/dataset check <name>`: whether it may be ingested, and what it would be called here. */
export function checkView(run: Run, check: IngestCheck): Rendered {
  const { name, here, external, isFree } = check;
  if (!isFree && here.length === 0) return noAccession(name);
  const shown = here.slice(0, MOST_SHOWN);
  const left = here.length - shown.length;
  const lines = [
    headOf(check),
    ...shown.map(hereLine),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...external.slice(0, MOST_SHOWN).map(externalLine),
    ...accessionLines(check),
  ];
  const buttons = shown.map(({ dataset: { accession } }) =>
    wordsButton(accession, accession, true),
  );
  return {
    text: cut(lines.join('\n'), 3000),
    blocks: [
      ...inSections(lines),
      ...row(buttons),
      context(
        shown.some(isCorrected) ? SIGN_WORDS : undefined,
        crawlWords(run),
        ...unreadWords(run.found?.unread),
      ),
    ],
  };
}

/** A slip of the pen must not read like a free name. */
const noAccession = (name: string): Rendered =>
  paragraph(
    `Nothing is called ${code(name, 100)} here, and it looks like no accession. Is it spelt right? For example: \`${DATASET.command} check GSE123\`.`,
  );

function headOf({ name, here, isFree }: IngestCheck): string {
  if (isFree) return `✓ Nothing of ours is ${bold(name)}: it may be ingested.`;
  return here.some(({ two, goneSince }) => two === undefined && goneSince === undefined)
    ? `⚠ ${bold(name)} is here already: it needs no ingest.`
    : `⚠ ${bold(name)} was here and is nowhere now. Please look for it first: only if it was taken away for good may it be ingested.`;
}

function hereLine(here: Here): string {
  const { accession, dataset, two, goneSince } = here;
  const where = `${bold(dataset.accession)}, ${standingWords(here)} in ${code(dataset.location, 200)}${goneSince === undefined ? '' : moment(goneSince, ' and nowhere since')}`;
  if (two !== undefined)
    return `• ${where}, is called so too; ${person(two.person)} found that it is another one:\n${quote(two.reason, 300)}`;
  const is = goneSince === undefined ? 'is' : 'was';
  return accession.toUpperCase() === dataset.accession
    ? `• It ${is} ${where}`
    : `• It ${is} ${where}, which ${is} called ${escaped(accession)} too`;
}

/** What people say, and what the crawl says where that is something else. */
function standingWords({ dataset: { status }, corrected }: Here): string {
  const accepted = corrected?.has('Status') ? ` (the crawl says ${escaped(status)})` : '';
  return `${literal(saidOf({ corrected }, 'Status', status), 300)}${accepted}`;
}

const externalLine = ({ accession, location }: IngestCheck['external'][number]): string =>
  `• ${bold(accession)} is known as external, in ${code(location, 200)}`;

function accessionLines({ accessions }: IngestCheck): readonly string[] {
  if (accessions.length === 0) return [];
  const said = accessions.map((accession) => code(accession)).join(', ');
  return [
    accessions.length === 1
      ? `Its accession here is ${said}.`
      : `The next accessions that were never given out: ${said}.`,
  ];
}
