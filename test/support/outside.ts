import { type Leftover, sameLeftover } from '../../src/domain/cycle/clean-up.ts';
import type { StagingSummary, SubmitAction } from '../../src/domain/cycle/cycle.ts';
import type { ExportProgress } from '../../src/domain/export/export-progress.ts';
import type { Message } from '../../src/operations/message.ts';
import {
  type Catalogue,
  type Chat,
  type Clock,
  type EnvelopeReading,
  type ExportNews,
  type Ingest,
  type MessageRef,
  OutsideError,
  type Place,
  type StagingArea,
  type UploadArea,
} from '../../src/operations/ports.ts';
import { aDataset, uuid } from './cycles.ts';

/** A message as the chat shows it now, with what it showed before. */
export interface Posted extends MessageRef {
  readonly key: string;
  readonly place: Place;
  message: Message;
  readonly first: Message;
  edits: number;
}

export interface Project {
  readonly n: number;
  readonly projectUuid: string;
  readonly submissionUuid: string;
  readonly shortName: string;
  envelope: string;
  updatedAt: Date;
  validationState: string;
  missing: readonly string[];
  alreadyReleased: boolean;
  canSubmit: boolean;
  readonly submits: (readonly SubmitAction[])[];
  readonly jobs: { readonly at: Date; readonly job: NonNullable<ExportProgress['job']> }[];
}

/** What a call may meet: `before` it takes effect, or `after`, when only the answer is lost. Both may throw. */
export interface Trouble {
  before?: ((call: string, argument: unknown) => void) | undefined;
  after?: ((call: string, argument: unknown) => void) | undefined;
}

export const lost = (system: string): never => {
  throw new OutsideError(system, 'ambiguous', `${system} did not answer.`);
};
export const down = (system: string): never => {
  throw new OutsideError(system, 'retry', `${system} can’t be reached.`);
};

/** Where nothing is exported. */
const silentExports: ExportNews = {
  make: async () => undefined,
  invitation: async () => undefined,
  notify: async () => undefined,
};

/** The systems around the bot, in memory: what they were asked is recorded, and trouble can be made. */
export function createOutside(clock: Pick<Clock, 'now'>) {
  const trouble: Record<'chat' | 'ingest' | 'catalogue' | 'staging' | 'upload', Trouble> = {
    chat: {},
    ingest: {},
    catalogue: {},
    staging: {},
    upload: {},
  };
  const staged = new Map<string, readonly Leftover[]>();
  const notUploaded = new Set<string>();
  const groupMembers: Record<string, readonly string[]> = {};
  const calls: string[] = [];
  const posts: Posted[] = [];
  const whispers: { person: string; channel: string; message: Message }[] = [];
  const projects = new Map<string, Project>();
  const indexed = new Map<number, Set<string>>();
  const stagingFaults: string[] = [];
  let stamp = 0;

  async function call<T>(
    system: keyof typeof trouble,
    name: string,
    argument: unknown,
    work: () => T,
  ): Promise<T> {
    calls.push(name);
    trouble[system].before?.(name, argument);
    const result = work();
    trouble[system].after?.(name, argument);
    return result;
  }

  const chat: Chat = {
    post: (key, place, message) =>
      call('chat', 'post', { key, place, message }, () => {
        stamp += 1;
        const ts = String(stamp).padStart(6, '0');
        const { channel } = place;
        posts.push({ key, place, channel, ts, message, first: message, edits: 0 });
        return { channel, ts };
      }),
    edit: (at, message) =>
      call('chat', 'edit', { place: at, message }, () => {
        const post = posts.find(({ ts }) => ts === at.ts);
        if (post === undefined) throw new OutsideError('chat', 'refused', 'message_not_found');
        post.message = message;
        post.edits += 1;
      }),
    find: (key, place) =>
      call('chat', 'find', { key, place }, () => {
        const post = posts.find((one) => one.key === key && one.place.thread === place.thread);
        return post && { channel: post.channel, ts: post.ts };
      }),
    whisper: (person, channel, message) =>
      call('chat', 'whisper', { person, message }, () => {
        whispers.push({ person, channel, message });
      }),
    direct: (person) => call('chat', 'direct', person, () => `D${person.slice(1)}`),
    permalink: (at) => call('chat', 'permalink', at, () => `https://chat.example.org/${at.ts}`),
  };

  const bySubmission = (wanted: string): Project | undefined =>
    [...projects.values()].find(({ submissionUuid }) => submissionUuid === wanted);
  const reading = (project: Project): EnvelopeReading => ({
    uuid: project.submissionUuid,
    uploadArea: `s3://upload/${project.submissionUuid}/`,
    state: project.envelope,
    canSubmit: project.canSubmit && project.envelope === 'Graph valid',
    submitActions: project.submits.at(-1) ?? [],
    updatedAt: project.updatedAt.toISOString(),
  });

  const ingest: Ingest = {
    readProject: (wanted) =>
      call('ingest', 'readProject', wanted, () => {
        const project = projects.get(wanted);
        if (project === undefined) return undefined;
        const { n, alreadyReleased, validationState, missing } = project;
        const { submissionUuid: _, ...dataset } = aDataset(n, { alreadyReleased });
        return {
          dataset,
          validationState,
          submissions: [reading(project)],
          files: { total: 12, missing, invalid: 0 },
          errors: [],
        };
      }),
    findProjects: (words) =>
      call('ingest', 'findProjects', words, () =>
        [...projects.values()]
          .filter(({ shortName }) =>
            shortName.toLowerCase().startsWith(words.toLowerCase().slice(0, 3)),
          )
          .map(({ projectUuid, shortName }) => ({ projectUuid, shortName, title: shortName })),
      ),
    readEnvelope: (wanted) =>
      call('ingest', 'readEnvelope', wanted, () => {
        const project = bySubmission(wanted);
        return project && reading(project);
      }),
    readExport: (wanted, since) =>
      call('ingest', 'readExport', wanted, () => {
        const project = bySubmission(wanted);
        if (project === undefined) return undefined;
        const newest = project.jobs.filter(({ at }) => at >= since).at(-1);
        return { envelope: project.envelope, ...(newest === undefined ? {} : { job: newest.job }) };
      }),
    listReady: () =>
      call('ingest', 'listReady', undefined, () => {
        const ready = [...projects.values()].filter(({ envelope }) => envelope === 'Graph valid');
        return new Set(ready.map(({ submissionUuid }) => submissionUuid));
      }),
    listUnderWay: () =>
      call('ingest', 'listUnderWay', undefined, () => {
        const on = ['Submitted', 'Processing', 'Archiving', 'Archived', 'Exporting'];
        const under = [...projects.values()].filter(({ envelope }) => on.includes(envelope));
        return new Set(under.map(({ submissionUuid }) => submissionUuid));
      }),
    submit: (wanted, actions) =>
      call('ingest', 'submit', wanted, () => {
        const project = bySubmission(wanted);
        if (project === undefined || project.envelope !== 'Graph valid') {
          throw new OutsideError(
            'ingest',
            'refused',
            'Envelope is not in state Graph valid (400).',
          );
        }
        project.submits.push(actions);
        project.envelope = 'Submitted';
        project.updatedAt = clock.now();
      }),
  };

  const catalogue: Catalogue = {
    projectUrl: (project) => `https://explore.example.org/projects/${project}`,
    listIndexed: (wanted, release) =>
      call('catalogue', 'listIndexed', { wanted, release }, () => {
        return new Set(wanted.filter((one) => indexed.get(release)?.has(one)));
      }),
  };
  const stagingArea: StagingArea = {
    inspect: (project) =>
      call(
        'staging',
        'inspect',
        project,
        (): StagingSummary => ({ objects: 21, bytes: 4096, faults: [...stagingFaults] }),
      ),
    list: (project) => call('staging', 'list', project, () => [...(staged.get(project) ?? [])]),
    remove: (leftovers) =>
      call('staging', 'remove', leftovers.length, () => {
        const gone = new Set(leftovers.map(sameLeftover));
        for (const [project, there] of staged) {
          staged.set(
            project,
            there.filter((one) => !gone.has(sameLeftover(one))),
          );
        }
      }),
  };
  const uploadArea: UploadArea = {
    missing: (_location, files) =>
      call('upload', 'missing', files.length, () =>
        files.filter(({ name }) => notUploaded.has(name)).map(({ name }) => name),
      ),
  };

  return {
    trouble,
    calls,
    posts,
    whispers,
    /** Who is in the user groups that ladders call. */
    groupMembers,
    /** What a look at any staging area finds wrong. */
    stagingFaults,
    ports: {
      chat,
      ingest,
      catalogue,
      stagingArea,
      uploadArea,
      exportNews: silentExports,
      people: {
        actor: async () => ({ refused: 'nobody asks here' }),
        email: async (person: string) => (person === 'U0ANA' ? 'ana@example.org' : undefined),
        groupsOf: async (person: string, groups: readonly string[]) =>
          groups.filter((group) => groupMembers[group]?.includes(person)),
        name: async () => undefined,
        hasLeft: async () => false,
        membersOf: async () => [],
      },
    },
    /** A project that is ready to be exported. */
    addProject(n: number, more: Partial<Project> = {}): Project {
      const project: Project = {
        n,
        projectUuid: uuid(n),
        submissionUuid: uuid(1000 + n),
        shortName: `Sim${n}`,
        envelope: 'Graph valid',
        updatedAt: new Date(clock.now().getTime() - 3_600_000),
        validationState: 'Valid',
        missing: [],
        alreadyReleased: false,
        canSubmit: true,
        submits: [],
        jobs: [],
        ...more,
      };
      projects.set(project.projectUuid, project);
      return project;
    },
    /** What lies in the staging area of a project. */
    stage(project: Project, leftovers: readonly Leftover[]): void {
      staged.set(project.projectUuid, leftovers);
    },
    staged: (project: Project): readonly Leftover[] => staged.get(project.projectUuid) ?? [],
    /** Data files that the upload area has lost. */
    notUploaded,
    /** The catalogue of this release shows the project from now on. */
    index(project: Project, release = 58): void {
      indexed.set(release, (indexed.get(release) ?? new Set()).add(project.projectUuid));
    },
    /** What the newest export job shows now. */
    exportShows(project: Project, job: Partial<NonNullable<ExportProgress['job']>>): void {
      project.envelope = 'Exporting';
      const last = project.jobs.pop();
      const { at, job: before } = last ?? {
        at: clock.now(),
        job: {
          id: 'job-1',
          status: 'Exporting',
          spreadsheet: 'not started',
          assaysDone: 0,
        } as const,
      };
      project.jobs.push({ at, job: { ...before, ...job } });
    },
    count: (name: string): number => calls.filter((one) => one === name).length,
    /** What stands in the thread of the card of this project, in order. */
    thread(project: Project): readonly Posted[] {
      const cards = posts.filter(({ place, first }) => {
        return (
          place.thread === undefined && first.kind === 'card' && of(first) === project.projectUuid
        );
      });
      return posts.filter(({ place }) => cards.some(({ ts }) => ts === place.thread));
    },
    cards: (project: Project): readonly Posted[] =>
      posts.filter(({ first }) => first.kind === 'card' && of(first) === project.projectUuid),
  };
}
export type Outside = ReturnType<typeof createOutside>;

const of = (message: Message): string | undefined =>
  'card' in message && message.card !== undefined && 'cycle' in message.card
    ? message.card.cycle.dataset.projectUuid
    : undefined;

/** A message as one word: a notice's name, or what kind of message it is. */
export function gist(message: Message): string {
  return message.kind === 'notice' ? message.notice : message.kind;
}

/** Counts its calls, from 1: for trouble that comes at the nth. */
export function counter(): () => number {
  let n = 0;
  return () => {
    n += 1;
    return n;
  };
}
