import type { Archive, EnaRequest } from '../../domain/archiving/archive.ts';
import { isReady } from '../../domain/archiving/standing.ts';
import type { Memory } from '../../domain/cycle/cycle.ts';
import type { Happened } from '../../domain/runbook/runbook.ts';

type Remember = (memory: Memory, happened: Happened) => Partial<Memory>;
type Forgettable = Exclude<keyof Archive, 'environment'>;

/** Keeps what the event tells of the archiving, and lets go what it has made out of date. */
export function learned(...outOfDate: readonly Forgettable[]): Remember {
  return ({ archive }, { event }) => {
    if (archive === undefined) return {};
    const kept = Object.fromEntries(
      Object.entries(archive).filter(([name]) => !outOfDate.some((one) => one === name)),
    );
    const because = event.reason === undefined ? {} : { because: event.reason };
    const next = { ...kept, ...event.archive, ...because, environment: archive.environment };
    return { archive: next };
  };
}

/** Whatever was there of a submission to DSP: what comes next is a new one. */
export const dspForgotten = learned(
  'askedAt',
  'dsp',
  'standing',
  'faultsTold',
  'way',
  'mode',
  'ena',
  'completeAskedAt',
  'because',
);

export const throughFileArchiver: Remember = ({ archive }, { event }) => {
  if (archive === undefined) return {};
  const mode = event.values?.['mode'] === ONE_AFTER_THE_OTHER ? 'sequential' : 'parallel';
  return { archive: { ...archive, way: 'file archiver', mode } };
};

export const ONE_AFTER_THE_OTHER = 'One after the other';
export const ALL_FILES = 'All files of the submission';

export const straightToEna: Remember = ({ archive }, { event }) => {
  if (archive === undefined) return {};
  const named = uuidsIn(event.values?.['files'] ?? '');
  const all = event.values?.['which'] === ALL_FILES;
  return {
    archive: { ...archive, way: 'ENA', ena: following(archive, all ? {} : { files: named }) },
  };
};

/** Only what failed: what ENA has is not sent to it twice. */
export const failedToEna: Remember = ({ archive, enaProgress }) => {
  if (archive === undefined || enaProgress === undefined) return {};
  const files = enaProgress.failed.map(({ uuid }) => uuid);
  return { archive: { ...archive, way: 'ENA', ena: following(archive, { files }) } };
};

/** A request for all makes those before it out of date; one for some adds to them. */
function following({ ena }: Archive, request: EnaRequest): EnaRequest {
  if (request.files === undefined || ena?.askedAt === undefined) return request;
  const { earlier = [], ...last } = ena;
  return { ...request, earlier: [last, ...earlier] };
}

/** Nothing was sent: what was asked for before it stands. */
export const enaRefused: Remember = (memory, happened) => {
  const { archive } = learned('ena')(memory, happened);
  if (archive === undefined) return {};
  const [last, ...earlier] = memory.archive?.ena?.earlier ?? [];
  if (last === undefined) return { archive };
  return {
    archive: { ...archive, ena: { ...last, ...(earlier.length === 0 ? {} : { earlier }) } },
  };
};

/** By somebody’s word, which is kept beside it. */
export const saidToBeThere: Remember = (memory, happened) => {
  const { archive } = learned('standing')(memory, happened);
  const because = happened.event.values?.['reason'];
  return archive === undefined || because === undefined ? {} : { archive: { ...archive, because } };
};

/** What failed or was cancelled is waiting again: how it ended is told no more. */
export const retried = ({ fileProgress }: Memory): Partial<Memory> => {
  if (fileProgress === undefined) return {};
  const { fault: _, ...counts } = fileProgress;
  const { waiting, failed, cancelled } = counts;
  const again = { waiting: waiting + failed + cancelled, failed: 0, cancelled: 0 };
  return { fileProgress: { ...counts, ...again } };
};

/** The archiver's earlier record is the one to go on with. */
export const earlierTaken: Remember = ({ archive }) => {
  if (archive?.earlier?.uuid === undefined) return {};
  const { earlier, ...rest } = archive;
  return { archive: { ...rest, dsp: earlier } };
};

export const hasEarlier = ({ archive }: Memory): boolean => archive?.earlier?.uuid !== undefined;
export const isComplete = ({ archive }: Memory): boolean => isReady(archive?.standing);
export const hasFilesToArchive = ({ fileProgress }: Memory): boolean =>
  fileProgress !== undefined && fileProgress.planned > 0;
export const someJobsFailed = ({ archive, fileProgress }: Memory): boolean =>
  archive?.way === 'file archiver' &&
  fileProgress !== undefined &&
  fileProgress.failed + fileProgress.cancelled > 0;
export const someFilesFailed = ({ archive, enaProgress }: Memory): boolean =>
  archive?.way === 'ENA' && (enaProgress?.failed.length ?? 0) > 0;
/** Nothing has come of it for so long that somebody was called. */
export const isLate = ({ alert }: Memory): boolean =>
  alert !== undefined && alert.resolvedAt === undefined;

export function uuidsIn(words: string): readonly string[] {
  return [...new Set(words.toLowerCase().split(/[\s,;]+/))].filter((word) => word !== '');
}
