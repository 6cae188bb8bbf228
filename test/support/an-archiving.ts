import { beforeEach } from 'vitest';
import type { Choice } from '../../src/domain/cycle/cycle.ts';
import type { Actor } from '../../src/domain/role.ts';
import { aStation } from './a-station.ts';
import { type ArchiveOutside, createArchiveOutside } from './archive-outside.ts';
import { eli } from './cycles.ts';
import { gist, type Project } from './outside.ts';
import { POLL } from './station.ts';

/** For each test of a file: a station that archives, one project, and the ways to each stage of the procedure. */
export function anArchiving() {
  const at = aStation();
  let project: Project;
  let archive: ArchiveOutside;
  beforeEach(async () => {
    await at.station.stop();
    archive = createArchiveOutside(at.clock);
    at.start({ archiving: archive.ports });
    project = at.outside.addProject(1);
  });

  const stages = {
    at,
    get project() {
      return project;
    },
    get archive() {
      return archive;
    },
    told: (): readonly string[] => at.outside.thread(project).map(({ message }) => gist(message)),
    mentions: (notice: string): readonly string[] =>
      at.outside.posts.flatMap(({ message }) =>
        message.kind === 'notice' && message.notice === notice ? message.mention : [],
      ),
    async cycle(runbook = 'archiving') {
      const { rows } = await at.station.operations.report.find(project.projectUuid, runbook);
      const card = rows[0]?.card;
      if (card === undefined) throw new Error(`There is no cycle of ${runbook}.`);
      return { ...card.cycle, offers: card.actions.map(({ event }) => event) };
    },
    async press(event: string, actor: Actor = eli, values?: Readonly<Record<string, string>>) {
      const outcome = await at.station.press((await stages.cycle()).id, event, actor, values);
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
      return outcome.cycle;
    },
    /** Looks, once enough have been due. */
    async later(time: number = POLL.most): Promise<void> {
      await at.clock.advance(time);
      await at.station.look();
    },
    async submitted(choice: Choice = 'Archive_Export'): Promise<void> {
      await at.station.submit(project, choice, 'archiving');
    },
    async reached(choice?: Choice): Promise<void> {
      await stages.submitted(choice);
      project.envelope = 'Archiving';
      await stages.later();
    },
    async inDsp(choice?: Choice): Promise<void> {
      await stages.reached(choice);
      await stages.press('archive metadata');
      await stages.later();
    },
    async filesArchived(choice?: Choice): Promise<void> {
      await stages.inDsp(choice);
      await stages.press('archive files', eli, { mode: 'In parallel' });
      archive.world.progress = { ...stages.progress(), planned: 0, uploaded: 3, percent: 100 };
      await stages.later();
    },
    async completed(choice?: Choice): Promise<void> {
      await stages.filesArchived(choice);
      await stages.later();
      await stages.press('complete archiving');
    },
    progress() {
      const { progress } = archive.world;
      if (progress === undefined) throw new Error('Nothing is planned.');
      return progress;
    },
  };
  return stages;
}
