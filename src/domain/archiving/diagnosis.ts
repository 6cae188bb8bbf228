import type { Cycle } from '../cycle/cycle.ts';
import type { Diagnosis } from '../export/export-progress.ts';

/** Where an archiving stands still: what is likely, and what to look at. Undefined where people are waited for. */
export function diagnoseArchiving({ state, memory }: Cycle): Diagnosis | undefined {
  const { archive } = memory;
  if (archive?.locked !== undefined) {
    return {
      likely: archive.locked,
      next: 'renew the bot’s key of the archiver; I keep asking, and go on as soon as it is taken',
    };
  }
  switch (state) {
    case 'submitted for archiving':
      return {
        likely: `ingest shows ${memory.progress?.envelope ?? 'nothing new'} and has not gone on to Archiving`,
        next: 'look at the state tracker, and in the ingest core log for this submission',
      };
    case 'metadata on its way':
      return archive?.askedAt === undefined
        ? {
            likely: 'the archiver cannot be reached, so nothing was asked yet',
            next: 'see whether the archiver answers and takes the key; I ask as soon as it does',
          }
        : {
            likely:
              'the archiver is still building, or it failed without a word (it only logs that)',
            next: 'look in the archiver’s log; only if nothing is under way, have it asked again',
          };
    case 'files beginning':
    case 'files under way':
      return {
        likely: 'the file jobs wait for a place, or stand still where they run',
        next: 'look at the jobs (/archiving jobs), cancel them and retry what failed if need be',
      };
    case 'files on their way to ENA':
      return {
        likely:
          'the data archiver has not begun, or it failed: of a file that fails nothing is heard',
        next: 'look in the log of the data archiver',
      };
    case 'completing':
      return archive?.completeAskedAt === undefined
        ? {
            likely: 'the archiver cannot be reached, so nothing was asked yet',
            next: 'see whether the archiver answers; I ask as soon as it does',
          }
        : {
            likely: 'the archiver waits for the archives, or polls an invalid submission for ever',
            next: 'look in the archiver’s log; I never ask to complete twice',
          };
    case 'archived':
    case 'export beginning':
      return {
        likely:
          'the state tracker lost an event: everything is archived, the export does not begin',
        next: 'look at the state tracker',
      };
    case 'DSP submission being removed':
      return {
        likely: 'the archiver cannot be reached, or the DSP submission cannot be removed',
        next: 'look in the archiver’s log; I keep trying, and look',
      };
    default:
      return undefined;
  }
}
