import { minutes } from '../duration.ts';
import type { RunbookEvent } from '../runbook/event.ts';
import type { FileProgress } from './file-progress.ts';

/** Mere movement is news at most this often: each news is an entry of the journal. */
const MOVEMENT_EVERY = minutes(10);

/**
 * What a look at started file jobs is to the runbook; undefined where it is no news. The same look twice is no news
 * either, so whoever looks need not remember what was told.
 */
export function fileNews(
  before: FileProgress | undefined,
  now: FileProgress,
): RunbookEvent | undefined {
  if (now.waiting + now.running + now.planned === 0) {
    const all = now.uploaded === now.jobs;
    return { name: all ? 'all files uploaded' : 'file jobs failed', fileProgress: now };
  }
  if (before !== undefined && !tells(before, now)) return undefined;
  return { name: 'file jobs progressed', fileProgress: now };
}

function tells(before: FileProgress, now: FileProgress): boolean {
  const { movedAt: then, ...counts } = before;
  const { movedAt, ...counted } = now;
  if (JSON.stringify(counts) !== JSON.stringify(counted)) return true;
  return Date.parse(movedAt) - Date.parse(then) >= MOVEMENT_EVERY;
}
