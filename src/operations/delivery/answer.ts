import { createHash } from 'node:crypto';
import type { ArchiveEnvironment } from '../../domain/archiving/archive.ts';
import { type ArchivingVerdict, judgeArchiving } from '../../domain/archiving/readiness.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { hours } from '../../domain/duration.ts';
import type { Asked } from '../../domain/errand.ts';
import { parseProjectReference } from '../../domain/export/project-reference.ts';
import { judge, knownData } from '../../domain/export/readiness.ts';
import { canReopen, type Runbook, stateOf } from '../../domain/runbook/runbook.ts';
import { archiving } from '../../runbooks/archiving.ts';
import { exporting } from '../../runbooks/exporting.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import { findCyclesOf } from '../../storage/cycles/cycles.ts';
import { savePreview } from '../../storage/cycles/previews.ts';
import type { Database } from '../../storage/database.ts';
import { findMessage } from '../../storage/messages.ts';
import { cardKey } from '../../storage/outbox.ts';
import type { Message, Preview } from '../message.ts';
import {
  type Chat,
  type Clock,
  type Ingest,
  type Log,
  OutsideError,
  type ProjectReading,
  type Random,
} from '../ports.ts';

/** What was read from ingest is shown for confirmation at most this long. */
const PREVIEW_LASTS = hours(1);

/** Answers `/export <project>` to the person who typed it; `attempt` counts from 0. */
export type Answer = (asked: Asked, attempt: number) => Promise<void>;

export function createAnswer(needs: {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly chat: Chat;
  readonly consider: Consider;
}): Answer {
  const { clock, chat, consider } = needs;

  return async (asked, attempt) => {
    const whisper = (message: Message) => chat.whisper(asked.person, asked.channel, message);
    let message: Message;
    try {
      message = await consider(asked);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      if (attempt === 0) {
        const reference = needs.random.reference();
        needs.log.warn('request kept', { reference, system: error.system, message: error.message });
        await whisper({
          kind: 'upstream silent',
          system: error.system,
          words: asked.words,
          since: error.since ?? clock.now(),
          ...(error.stranger === undefined ? {} : { stranger: error.stranger }),
          reference,
        });
      }
      throw error; // kept in the outbox, carried on when ingest is back
    }
    await whisper(message);
  };
}

/** What a request to export comes to: a preview, why not yet, or the nearest names. */
export type Considered = Extract<Message, { kind: 'preview' | 'not ready' | 'did you mean' }>;

/** Reads ingest and changes nothing, but for the preview that a confirmation refers to. */
export type Consider = (asked: Asked) => Promise<Considered>;

export function createConsider(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly chat: Chat;
  readonly ingest: Ingest;
  readonly runbooks: readonly Runbook[];
  /** Where to is archived, where that is switched on. */
  readonly environment: ArchiveEnvironment | undefined;
}): Consider {
  const { db, clock, chat, ingest, environment } = needs;
  return consider;

  async function consider(asked: Asked): Promise<Considered> {
    const reference = parseProjectReference(asked.words);
    if (reference.kind === 'uuid') return aboutProject(asked, reference.uuid);
    const found = await ingest.findProjects(reference.words);
    const wanted = reference.words.toLowerCase();
    const exact = found.filter((project) => project.shortName.toLowerCase() === wanted);
    const [only] = exact;
    if (only !== undefined && exact.length === 1) return aboutProject(asked, only.projectUuid);
    const nearest = (exact.length > 1 ? exact : found).slice(0, 5);
    return { kind: 'did you mean', runbook: asked.runbook, words: reference.words, nearest };
  }

  function offHere({ name }: Runbook, { dataset }: ProjectReading): Considered {
    return { kind: 'not ready', runbook: name, dataset, why: { code: 'switched off' } };
  }

  async function aboutProject(asked: Asked, projectUuid: string): Promise<Considered> {
    const reading = await ingest.readProject(projectUuid);
    if (reading === undefined) {
      return { kind: 'did you mean', runbook: asked.runbook, words: projectUuid, nearest: [] };
    }
    const runbook = runbookNamed(asked.runbook);
    if (!needs.runbooks.includes(runbook)) return offHere(runbook, reading);
    const all = await findCyclesOf(db, projectUuid);
    const cycles = all.filter((cycle) => cycle.runbook === runbook.name);
    const [latest] = cycles;
    const open = latest !== undefined && latest.closedAt === undefined ? latest : undefined;
    if (open !== undefined && !canReopen(runbook, open.state)) {
      const at = await findMessage(db, cardKey(open.id));
      const link = at && (await chat.permalink(at).catch(() => undefined));
      return {
        kind: 'not ready',
        runbook: runbook.name,
        dataset: reading.dataset,
        why: {
          code: 'already under way',
          number: open.number,
          state: open.state,
          ...(link === undefined ? {} : { link }),
        },
      };
    }
    const verdict = verdictOn(runbook, reading, all);
    if (!verdict.ready) {
      const watched = open !== undefined && stateOf(runbook, open.state).watched === 'validity';
      return {
        kind: 'not ready',
        runbook: runbook.name,
        dataset: reading.dataset,
        why: verdict.why,
        ...(watched ? { watched } : {}),
      };
    }

    const preview: Preview = {
      id: previewId(asked.key),
      runbook: runbook.name,
      dataset: verdict.dataset,
      number: (latest?.number ?? 0) + 1,
      choices: verdict.choices,
      ...(verdict.underWay === undefined ? {} : { underWay: verdict.underWay }),
      ...(runbook === archiving && environment !== undefined ? { environment } : {}),
      expiresAt: new Date(clock.now().getTime() + PREVIEW_LASTS),
      ...(open === undefined ? {} : { replaces: replacedBy(open) }),
      ...(reading.files === undefined ? {} : { files: reading.files.total }),
    };
    await savePreview(db, { person: asked.person, channel: asked.channel, preview });
    return { kind: 'preview', preview };
  }
}

/** Whether ingest would take it now: for an export, or to be archived. `cycles`: of the project, newest first. */
function verdictOn(
  runbook: Runbook,
  reading: ProjectReading,
  cycles: readonly Cycle[],
): ArchivingVerdict {
  const exports = cycles.filter((cycle) => cycle.runbook === exporting.name);
  if (runbook !== archiving) {
    return judge(reading, knownData(cycles.filter((cycle) => cycle.runbook === runbook.name)));
  }
  const lasting = exports.some(
    ({ closedAt, state }) => closedAt === undefined && !canReopen(exporting, state),
  );
  return judgeArchiving(reading, lasting);
}

/** The same request always gets the same preview, however often it is delivered. */
function previewId(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 20);
}

/** The cycle that the next one would end, and what of it still lies about. */
function replacedBy({
  number,
  state,
  memory: { cleanUp },
}: Cycle): NonNullable<Preview['replaces']> {
  const { objects = 0, halfWritten = 0 } = cleanUp?.list ?? {};
  const leftovers = objects + halfWritten;
  const open = cleanUp?.phase === 'proposed' && leftovers > 0;
  return { number, state, ...(open ? { leftovers } : {}) };
}
