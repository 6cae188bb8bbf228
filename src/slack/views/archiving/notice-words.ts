import type { EnaRequest } from '../../../domain/archiving/archive.ts';
import type { ArchivingNotice } from '../../../domain/archiving/notice.ts';
import type { Card } from '../../../operations/message.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button } from '../blocks.ts';
import { bold, code, count, link, moment, person, quote } from '../text.ts';
import { accessionLines } from './accessions-view.ts';
import { failedFileLines, fileCounts } from './files-words.ts';
import { faultLines, whatBlocks } from './standing-words.ts';

/** What people are told while a submission is archived. `at`: the other card, where one is meant. */
export function archivingWords(
  notice: ArchivingNotice,
  card: Card,
  at: string | undefined,
): string {
  const { dataset, memory, submitter } = card.cycle;
  const { archive } = memory;
  const name = bold(dataset.shortName);
  const why = quote(archive?.because ?? memory.problem?.reason ?? '');
  switch (notice) {
    case 'archiving submitted':
      return `✓ ${name} submitted for archiving by ${person(submitter)}${andExport(card)}. Ingest processes it; I watch until it shows *Archiving*.`;
    case 'archiving joined':
      return `✓ ${name} was submitted for archiving in ingest${andExport(card)}; ${person(submitter)} has me follow it. I watch until it shows *Archiving*.`;
    case 'archiving refused by ingest':
      return `ingest refused to archive ${name}.\n${quote(memory.problem?.reason ?? '')}\nCorrect it there; I watch until it is valid again.`;
    case 'archiving reached':
      return `${name} is at *Archiving* in ingest. Next, step 1 of 3: archive its metadata to DSP (${archive?.environment ?? ''}).`;
    case 'archiving disturbed':
      return `ingest shows ${name} as ${bold(memory.disturbed ?? 'something else')}, which archiving does not lead to. Please look at submission ${code(dataset.submissionUuid)}; I keep watching.`;
    case 'earlier DSP submission':
      return earlierWords(card);
    case 'archiver locked':
      return `the archiver is closed to me, so ${name} stands still.\n${quote(archive?.locked ?? '')}\nNext: renew the key (${code('docs/operate/archiver-does-not-accept-the-key.md')}); I keep asking, and go on as soon as it is taken.`;
    case 'metadata refused':
      return `the archiver did not take the request for ${name}; nothing was made.\n${why}\nNext: put it right, then archive the metadata again.`;
    case 'metadata not archived':
      return `the archiver made no DSP submission of ${name}.\n${why}\nNext: correct the metadata, then archive them again.`;
    case 'metadata in DSP':
      return `✓ the metadata of ${name} are in DSP (${dspLink(card)}). Next, step 2 of 3: its files. They can go straight to ENA now; for DSP I read the upload plan, and call you when it is there.`;
    case 'metadata errors':
      return `DSP finds fault with the metadata of ${name}, which files do not mend:\n${faultLines(archive?.standing?.faults)}\nCorrect them in DSP; ${code(`/archiving errors ${dataset.shortName}`)} shows all.`;
    case 'DSP submission removed':
      return `✓ the DSP submission of ${name} is removed. Next: archive its metadata to DSP again.`;
    case 'file plan ready':
      return planWords(card);
    case 'file plan unreadable':
      return `the upload plan of ${name} can’t be used:\n${why}\nFiles can go straight to ENA, or it is put right at the archiver.`;
    case 'files begun':
      return archive?.way === 'ENA'
        ? `${enaFiles(archive.ena)} of ${name} ${archive.ena?.files?.length === 1 ? 'goes' : 'go'} straight to ENA.`
        : `The file jobs of ${name} run ${archive?.mode === 'sequential' ? 'one after the other' : 'in parallel'}: ${count(jobsLeft(card), 'job')} to do.`;
    case 'files refused by ENA':
      return `the archiver did not send the files of ${name}.\n${why}\nNext: put it right, then send them again.`;
    case 'files failed':
      return `not all files of ${name} are archived: ${fileCounts(card)}.\n${failedFileLines(card)}${whatNext(card)}`;
    case 'files archived':
      return `✓ the files of ${name} are archived: ${fileCounts(card)}. I watch whether DSP has anything against step 3.${sameDay(card)}`;
    case 'files said to be there':
      return `${person(memory.passed?.at(-1)?.by ?? submitter)} says that the files of ${name} are there (I saw ${fileCounts(card)}):\n${why}\nI watch whether DSP has anything against step 3.${sameDay(card)}`;
    case 'ready to complete':
      return `✓ DSP has nothing against ${name}: no errors, nothing pending, no blockers. Next, step 3 of 3: complete the DSP submission${inProduction(card)}.`;
    case 'not ready to complete':
      return `${name} was not completed: DSP shows ${whatBlocks(archive?.standing)}. I keep looking, and say when nothing is left.`;
    case 'completion refused':
      return `the archiver did not take the completion of ${name}.\n${why}\nNext: put it right, then complete it.`;
    case 'completing':
      return `The DSP submission of ${name} is being completed; it is asked for once and never again. I watch until ingest says that it is archived.`;
    case 'archived':
      return `✓ ${name} is archived. Next: ${memory.actions.includes('Export') ? 'ingest exports it; the export’s card takes over' : 'when ingest allows it, it can be exported'}.`;
    case 'accessions':
      return accessionLines(card);
    case 'export took over':
      return `✓ Ingest exports ${name} now; the story goes on in the card of ${at === undefined ? 'its export' : link(at, 'its export')}.`;
    case 'export under way already':
      return `ingest exports ${name} now, but an export of it is open already. Please go on with that one.`;
    case 'export possible':
      return `${name} can be exported now.`;
  }
}

/** The runbook’s events that answer a notice. */
export const ARCHIVING_ANSWERS: Readonly<Partial<Record<ArchivingNotice, readonly string[]>>> = {
  'archiving refused by ingest': ['problem solved'],
  'archiving reached': ['archive metadata', 'problem'],
  'earlier DSP submission': ['use earlier DSP submission', 'archive metadata'],
  'metadata in DSP': ['send files to ENA'],
  'metadata refused': ['archive metadata', 'problem'],
  'metadata not archived': ['archive metadata', 'problem'],
  'DSP submission removed': ['archive metadata'],
  'file plan ready': ['archive files', 'send files to ENA'],
  'file plan unreadable': ['read plan again', 'send files to ENA'],
  'files refused by ENA': ['send files to ENA', 'problem'],
  'files failed': [
    'retry files',
    'send failed files again',
    'send files to ENA',
    'files are there',
    'problem',
  ],
  'ready to complete': ['complete archiving', 'problem'],
  'completion refused': ['complete archiving', 'problem'],
};

/** Buttons that do not answer the runbook: all accessions as a file, an export of its own. */
export function archivingDoors(notice: ArchivingNotice, { cycle }: Card) {
  const { projectUuid } = cycle.dataset;
  if (notice === 'accessions' && (cycle.memory.archive?.accessions?.total ?? 0) > 0) {
    const value = buttonValue({ b: cycle.runbook, s: 'accessions', r: projectUuid });
    return [button({ label: 'All accessions as CSV', id: 'sub:accessions', value })];
  }
  if (notice === 'files failed' && cycle.memory.archive?.way === 'file archiver') {
    const value = buttonValue({ b: cycle.runbook, s: 'jobs', r: projectUuid });
    return [button({ label: 'Show the jobs', id: 'sub:jobs', value })];
  }
  if (notice === 'export possible') {
    const value = buttonValue({ b: 'exporting', w: projectUuid });
    return [button({ label: 'Export it', id: 'ask:export', value, style: 'primary' })];
  }
  return [];
}

/** What a job or ENA refused is refused again until its cause is mended. */
function whatNext({ cycle }: Card): string {
  const { archive, enaProgress } = cycle.memory;
  if (archive?.way !== 'ENA') {
    return 'Next: see what each job met (*Show the jobs*), mend that, then retry what failed; or send files straight to ENA.';
  }
  const { failed = [] } = enaProgress ?? {};
  if (failed.length === 0) return 'Next: send the rest, or say that it is there by now.';
  return failed.every(({ because }) => because === undefined)
    ? 'Next: send what is missing again, or say that it is there by now.'
    : 'Next: mend what ENA found fault with, then send what is missing; or say that it is there by now.';
}

/** Files that have gone by tomorrow would leave metadata behind that name nothing. */
function sameDay({ cycle }: Card): string {
  const { way, environment } = cycle.memory.archive ?? {};
  return way === 'ENA' && environment !== 'prod'
    ? ' Please complete it today: ENA’s test system is emptied each day, and the files with it.'
    : '';
}

function jobsLeft({ cycle }: Card): number {
  const { jobs, uploaded, refused } = cycle.memory.fileProgress ?? NO_JOBS;
  return jobs - uploaded - refused;
}

function enaFiles(ena: EnaRequest | undefined): string {
  return ena?.files === undefined ? 'All files' : count(ena.files.length, 'file');
}

const NO_JOBS = { jobs: 0, uploaded: 0, refused: 0 };

/** Jobs that cannot be done are told before anything runs. */
function planWords({ cycle }: Card): string {
  const { jobs, refused } = cycle.memory.fileProgress ?? NO_JOBS;
  const plan = `the upload plan of ${bold(cycle.dataset.shortName)}: ${count(jobs, 'job')}`;
  const shows = `${code(`/archiving plan ${cycle.dataset.shortName}`)} shows each.`;
  const next = 'Next, step 2 of 3: archive its files, or send them straight to ENA.';
  if (refused === 0) return `✓ ${plan}. ${shows} ${next}`;
  return `⚠ ${plan}, of which ${refused} can’t be done here. Nothing has run yet. ${shows} ${next}`;
}

function andExport({ cycle }: Card): string {
  return cycle.memory.actions.includes('Export') ? ', and export after that' : '';
}

function inProduction({ cycle }: Card): string {
  return cycle.memory.archive?.environment === 'prod' ? '; in production it takes two people' : '';
}

export function dspLink({ cycle }: Card): string {
  const dsp = cycle.memory.archive?.dsp;
  if (dsp?.uuid === undefined) return 'no DSP submission';
  return `${dsp.url === undefined ? 'DSP' : link(dsp.url, 'see it')}, ${code(dsp.uuid)}`;
}

function earlierWords({ cycle }: Card): string {
  const name = bold(cycle.dataset.shortName);
  const { created, uuid } = cycle.memory.archive?.earlier ?? { created: '' };
  const when = created === '' ? '' : moment(created, ' of');
  return uuid === undefined
    ? `the archiver has a failed request for ${name} already${when}. Nothing was asked. Archive the metadata again if it has been put right.`
    : `the archiver has a DSP submission of ${name} already${when}: ${code(uuid)}. Nothing was asked: a second one would hide it. Use it, or archive the metadata anew.`;
}
