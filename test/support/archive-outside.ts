import {
  type Accession,
  type Archiver,
  type ArchiveSubmission,
  type Clock,
  type DataFile,
  type EntityErrors,
  type FileJobs,
  type FilePlan,
  OutsideError,
  type Sent,
} from '../../src/operations/ports.ts';
import { uuid } from './cycles.ts';
import type { Project } from './outside.ts';

type FileProgress = NonNullable<Awaited<ReturnType<FileJobs['progress']>>>;

/** What a request that must not be made twice meets. */
export type Fate =
  | 'works'
  | 'nothing happens' // 202, and that was it
  | 'refused'
  | 'not reached'
  | 'answer lost'; // it works, and nobody hears of it

export const PLANNED: FileProgress = {
  jobs: 3,
  refused: 0,
  planned: 3,
  waiting: 0,
  running: 0,
  uploaded: 0,
  failed: 0,
  cancelled: 0,
  percent: 0,
  movedAt: '2026-03-02T12:00:00.000Z',
};

/** The archiver, DSP, ENA and the file jobs, in memory: what they were asked is recorded, and they lie as told. */
export function createArchiveOutside(clock: Pick<Clock, 'now'>) {
  const asked: string[] = [];
  const records: ArchiveSubmission[] = [];
  const starts: string[] = [];
  let made = 0;
  const world = {
    asked,
    records,
    /** What was asked of the file jobs. */
    starts,
    fate: 'works' as Fate,
    /** The record is there only after as many looks: 404 with null until then. */
    building: 0,
    /** What the next record says went wrong; then it has no DSP submission. */
    noEntities: undefined as string | undefined,
    errors: [] as readonly EntityErrors[],
    pending: [] as readonly string[],
    blockers: { filesNotReady: 0, metadata: 0, empty: false, validating: false },
    files: [] as readonly DataFile[],
    /** So many looks at the files are not answered. */
    silentLooks: 0,
    accessions: [] as readonly Accession[],
    removal: 'gone' as 'gone' | 'there',
    plan: { kind: 'plan', jobs: [], progress: PLANNED } as FilePlan,
    progress: undefined as FileProgress | undefined,
    /** What jobs have written, by their ids. */
    logs: new Map<number, readonly string[]>(),
    count: (call: string): number => asked.filter((one) => one.startsWith(call)).length,
    /** As by somebody with curl, or by an answer that was lost. */
    record(project: Project, more: Partial<ArchiveSubmission> = {}): ArchiveSubmission {
      made += 1;
      const dspUuid = uuid(5000 + made);
      const one: ArchiveSubmission = {
        submissionUuid: project.submissionUuid,
        created: clock.now().toISOString(),
        dspUuid,
        dspUrl: `https://dsp.example.org/api/submissions/${dspUuid}`,
        errors: [],
        ...more,
      };
      records.push(one);
      return one;
    },
  };

  function request(call: string, works: () => void): Sent<{ readonly directJob?: string }> {
    asked.push(call);
    switch (world.fate) {
      case 'works':
        works();
        return { outcome: 'sent' };
      case 'nothing happens':
        return { outcome: 'sent' };
      case 'refused':
        return { outcome: 'refused', reason: 'The archiver says: it is under maintenance.' };
      case 'answer lost':
        works();
        return { outcome: 'unknown', reason: 'The archiver did not answer.' };
      case 'not reached':
        throw new OutsideError('The archiver', 'retry', 'The archiver can’t be reached.');
    }
  }

  const archiver: Archiver = {
    environment: 'dev',
    create: async (submissionUuid) =>
      request(`create ${submissionUuid}`, () => {
        made += 1;
        const dspUuid = uuid(5000 + made);
        const { noEntities } = world;
        records.push({
          submissionUuid,
          created: clock.now().toISOString(),
          ...(noEntities === undefined
            ? { dspUuid, dspUrl: `https://dsp.example.org/api/submissions/${dspUuid}` }
            : {}),
          errors: noEntities === undefined ? [] : [{ code: 'no_entities', says: noEntities }],
        });
      }),
    async latest(submissionUuid) {
      const found = records.findLast((one) => one.submissionUuid === submissionUuid);
      if (found === undefined || world.building <= 0) return found;
      world.building -= 1;
      return undefined;
    },
    validation: async () => ({ errors: world.errors, pending: world.pending }),
    blockers: async () => ({ ...world.blockers, byType: [] }),
    uploadPlan: async () => ({ jobs: [] }),
    complete: async (dspUuid) => request(`complete ${dspUuid}`, () => undefined),
    archiveData: async (submissionUuid, files) =>
      request(`data ${submissionUuid} ${files?.join(',') ?? 'all'}`, () => undefined),
    async dataProgress() {
      if (world.silentLooks === 0) return world.files;
      world.silentLooks -= 1;
      throw new OutsideError('The archiver', 'retry', 'The archiver does not answer.');
    },
    async remove({ dspUuid }) {
      asked.push(`remove ${dspUuid}`);
      if (world.removal === 'gone') {
        records.splice(0, records.length, ...records.filter((one) => one.dspUuid !== dspUuid));
      }
      return world.removal;
    },
    directJob: async () => undefined,
    accessions: async () => world.accessions,
  };

  const fileJobs: FileJobs = {
    plan: async () => {
      if (world.plan.kind === 'plan') world.progress = world.plan.progress;
      return world.plan;
    },
    async start({ turn, mode }) {
      starts.push(`start ${mode} ${turn}`);
    },
    async retry({ turn }) {
      starts.push(`retry ${turn}`);
    },
    async cancel({ turn }) {
      starts.push(`cancel ${turn}`);
    },
    progress: async () => world.progress,
    list: async () => (world.plan.kind === 'plan' ? world.plan.jobs : []),
    log: async (jobId) => world.logs.get(jobId) ?? [],
    commands: async () => undefined,
  };

  return { world, ports: { archiver, fileJobs, excludeTypes: [] } };
}
export type ArchiveOutside = ReturnType<typeof createArchiveOutside>;
