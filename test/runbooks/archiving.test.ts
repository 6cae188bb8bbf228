import { beforeEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../src/domain/cycle/cycle.ts';
import { hours, minutes } from '../../src/domain/duration.ts';
import { aStation } from '../support/a-station.ts';
import { type ArchiveOutside, createArchiveOutside } from '../support/archive-outside.ts';
import { ana, ben, dee, eli, person, uuid } from '../support/cycles.ts';
import { gist, type Project } from '../support/outside.ts';
import { POLL, REST } from '../support/station.ts';

/** The Archiving SOP, stage by stage, in its words: what the archiver is asked, and what people are told. */
const dev = person('U0DEV', 'developers');
const at = aStation();
let project: Project;
let archive: ArchiveOutside;

beforeEach(async () => {
  await at.station.stop();
  archive = createArchiveOutside(at.clock);
  at.start({ archiving: archive.ports });
  project = at.outside.addProject(1);
});

const told = (): readonly string[] =>
  at.outside.thread(project).map(({ message }) => gist(message));
const mentions = (notice: string): readonly string[] =>
  at.outside.posts.flatMap(({ message }) =>
    message.kind === 'notice' && message.notice === notice ? message.mention : [],
  );
async function cycle(runbook = 'archiving') {
  const { rows } = await at.station.operations.report.find(project.projectUuid, runbook);
  const card = rows[0]?.card;
  if (card === undefined) throw new Error(`There is no cycle of ${runbook}.`);
  return { ...card.cycle, offers: card.actions.map(({ event }) => event) };
}
const press = async (event: string, actor = eli, values?: Readonly<Record<string, string>>) => {
  const outcome = await at.station.press((await cycle()).id, event, actor, values);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.cycle;
};
/** Looks, until enough have been due. */
async function later(time: number = POLL.most): Promise<void> {
  await at.clock.advance(time);
  await at.station.look();
}

async function submitted(choice: Choice = 'Archive_Export'): Promise<void> {
  await at.station.submit(project, choice, 'archiving');
}
async function reached(choice?: Choice): Promise<void> {
  await submitted(choice);
  project.envelope = 'Archiving';
  await later();
}
async function inDsp(choice?: Choice): Promise<void> {
  await reached(choice);
  await press('archive metadata');
  await later();
}
async function filesArchived(choice?: Choice): Promise<void> {
  await inDsp(choice);
  await press('archive files', eli, { mode: 'In parallel' });
  archive.world.progress = { ...progress(), planned: 0, uploaded: 3, percent: 100 };
  await later();
}
async function completed(choice?: Choice): Promise<void> {
  await filesArchived(choice);
  await later();
  await press('complete archiving');
}
function progress() {
  const { progress } = archive.world;
  if (progress === undefined) throw new Error('Nothing is planned.');
  return progress;
}

describe('Submit for Archiving', () => {
  it('asks ingest to archive and export once, after a preview that names the environment', async () => {
    await submitted();
    expect(at.outside.whispers.at(-1)?.message).toMatchObject({
      kind: 'preview',
      preview: { environment: 'dev', choices: ['Archive_Export', 'Archive'] },
    });
    expect(project.submits).toEqual([['Archive', 'Export']]);
    expect(await cycle()).toMatchObject({ state: 'submitted for archiving', submitter: 'U0ANA' });
    expect(told()).toEqual(['archiving submitted']);
  });

  it('archives alone where that is chosen', async () => {
    await submitted('Archive');
    expect(project.submits).toEqual([['Archive']]);
  });

  it('waits while it is Processing, and pokes ingest operations when it is at Archiving', async () => {
    await submitted();
    project.envelope = 'Processing';
    await later();
    expect((await cycle()).state).toBe('submitted for archiving');
    project.envelope = 'Archiving';
    await later();
    expect((await cycle()).state).toBe('archiving');
    expect(mentions('archiving reached')).toEqual(['ingest-operations']);
  });

  it('follows what was submitted for archiving in ingest itself, without a second submit', async () => {
    project.submits.push(['Archive', 'Export']);
    project.envelope = 'Archiving';
    await at.station.submit(project, 'Join', 'archiving');
    await later();
    expect(project.submits).toHaveLength(1);
    expect(await cycle()).toMatchObject({
      state: 'archiving',
      memory: { actions: ['Archive', 'Export'] },
    });
  });

  it('says when ingest undoes it, and alerts after four hours', async () => {
    await submitted();
    project.envelope = 'Processing';
    await later();
    project.envelope = 'Draft';
    await later();
    expect(told()).toContain('archiving disturbed');
    await later(hours(4));
    expect(told()).toContain('alert');
  });

  it('is for wranglers', async () => {
    const previewId = await at.station.preview(project, dee, 'archiving');
    const opened = await at.station.operations.open({
      key: 'dee',
      previewId,
      action: 'Archive',
      actor: dee,
    });
    expect(opened).toMatchObject({ ok: false, refusal: { code: 'not your role' } });
  });
});

describe('Step 1 of 3: Archiving Metadata to DSP', () => {
  it('creates a DSP submission once, and retrieves its UUID by the ingest submission', async () => {
    await reached();
    await press('archive metadata');
    expect(archive.world.asked).toEqual([`create ${project.submissionUuid}`]);
    await later();
    expect(await cycle()).toMatchObject({
      state: 'metadata in DSP',
      memory: { archive: { dsp: { uuid: uuid(5001) } } },
    });
    expect(mentions('metadata in DSP')).toEqual(['ingest-operations']);
  });

  it('asks nothing twice while it is being built: 404 with null, for minutes', async () => {
    await reached();
    archive.world.building = 4;
    await press('archive metadata');
    for (let look = 0; look < 4; look += 1) {
      await later(minutes(5));
      expect((await cycle()).state).toBe('metadata on its way');
    }
    await expect(press('archive metadata')).rejects.toThrow('not now');
    await expect(press('ask archiver again')).rejects.toThrow('not now');
    await later();
    expect((await cycle()).state).toBe('metadata in DSP');
    expect(archive.world.count('create')).toBe(1);
  });

  it('calls the developers when a 202 comes to nothing; asking again takes two people', async () => {
    await reached();
    archive.world.fate = 'nothing happens';
    await press('archive metadata');
    await later(hours(1));
    expect(told()).toContain('alert');
    expect(archive.world.count('create')).toBe(1);
    archive.world.fate = 'works';
    await press('ask archiver again', eli);
    expect(archive.world.count('create')).toBe(1);
    await press('ask archiver again', dev);
    await later();
    expect(archive.world.count('create')).toBe(2);
    expect((await cycle()).state).toBe('metadata in DSP');
  });

  it('does not ask again when the answer is lost: what was made is found', async () => {
    await reached();
    archive.world.fate = 'answer lost';
    await press('archive metadata');
    await later();
    expect(archive.world.count('create')).toBe(1);
    expect((await cycle()).state).toBe('metadata in DSP');
  });

  it('does not ask again after a crash at the request, whether it was sent or not', async () => {
    await reached();
    const { archiver } = archive.ports;
    const crashing = {
      ...archive.ports,
      archiver: { ...archiver, create: () => new Promise<never>(() => undefined) },
    };
    await at.station.stop();
    at.start({ archiving: crashing });
    await press('archive metadata');
    await at.station.crash();
    at.start({ archiving: archive.ports });
    await later();
    expect(archive.world.count('create')).toBe(0);
    expect((await cycle()).state).toBe('metadata on its way');
  });

  it('tries again by itself where surely nobody heard it', async () => {
    await reached();
    archive.world.fate = 'not reached';
    await press('archive metadata');
    archive.world.fate = 'works';
    await later();
    await later();
    expect(archive.world.records).toHaveLength(1);
    expect((await cycle()).state).toBe('metadata in DSP');
  });

  it('looks before it asks: an earlier DSP submission is shown, and used when somebody says so', async () => {
    const { dspUuid } = archive.world.record(project);
    await at.clock.advance(hours(1));
    await reached();
    await press('archive metadata');
    expect(archive.world.count('create')).toBe(0);
    expect(told()).toContain('earlier DSP submission');
    await press('use earlier DSP submission');
    expect(await cycle()).toMatchObject({
      state: 'metadata in DSP',
      memory: { archive: { dsp: { uuid: dspUuid } } },
    });
  });

  it('or asks for a new one, which is told from the earlier one', async () => {
    archive.world.record(project);
    await at.clock.advance(hours(1));
    await reached();
    await press('archive metadata');
    await press('archive metadata');
    await later();
    expect(archive.world.count('create')).toBe(1);
    expect((await cycle()).memory.archive?.dsp?.uuid).toBe(uuid(5002));
  });

  it('hands a record without a DSP submission to the developers, with what it says', async () => {
    await reached();
    archive.world.noEntities = 'No entities found to convert.';
    await press('archive metadata');
    await later();
    expect(await cycle()).toMatchObject({
      state: 'archiving',
      memory: { archive: { because: 'No entities found to convert.' } },
    });
    expect(mentions('metadata not archived')).toContain('developers');
  });

  it('hands validation errors to the developers, with the entities named; once', async () => {
    await inDsp();
    const link = 'https://dsp.example.org/api/samples/1';
    archive.world.errors = [
      { type: 'samples', entities: [{ link, says: ['A sample has to have a release date.'] }] },
      { type: 'sequencingRuns', entities: [{ says: ['The file is not there.'] }] },
    ];
    await later();
    await later();
    expect(mentions('metadata errors')).toEqual(['developers']);
    expect((await cycle()).memory.archive?.standing?.faults).toEqual({
      entities: 1,
      first: [{ type: 'samples', link, says: 'A sample has to have a release date.' }],
    });
  });

  it('removes the DSP submission to begin anew when two people say so, whatever the answer', async () => {
    await inDsp();
    archive.world.removal = 'there';
    await press('remove DSP submission', eli);
    expect(archive.world.count('remove')).toBe(0);
    await press('remove DSP submission', dev);
    expect((await cycle()).state).toBe('DSP submission being removed');
    archive.world.removal = 'gone';
    await later();
    expect((await cycle()).state).toBe('archiving');
    await press('archive metadata');
    await later();
    expect((await cycle()).memory.archive?.dsp?.uuid).toBe(uuid(5002));
  });
});

describe('Step 2 of 3: Archiving Files to DSP', () => {
  it('reads the upload plan, and runs its jobs in parallel or one after the other', async () => {
    await inDsp();
    expect(told()).toContain('file plan ready');
    await press('archive files', eli, { mode: 'One after the other' });
    expect(archive.world.starts).toEqual([expect.stringMatching(/^start sequential \d+$/)]);
    expect((await cycle()).state).toBe('files under way');
  });

  it('tells what cannot be done before anything runs', async () => {
    archive.world.plan = {
      kind: 'plan',
      jobs: [],
      progress: { ...archiveProgress(), planned: 2, refused: 1 },
    };
    await inDsp();
    const notice = at.outside
      .thread(project)
      .find(({ message }) => gist(message) === 'file plan ready');
    expect(notice?.message).toMatchObject({
      card: { cycle: { memory: { fileProgress: { refused: 1 } } } },
    });
    expect(archive.world.starts).toEqual([]);
  });

  it('calls a developer for a plan that cannot be read', async () => {
    archive.world.plan = { kind: 'unreadable', says: 'It is no upload plan.' };
    await inDsp();
    expect(mentions('file plan unreadable')).toEqual(['developers']);
    await expect(press('archive files')).rejects.toThrow('not now');
  });

  it('retries only what failed, and goes on when all files are there', async () => {
    await inDsp();
    await press('archive files', eli, { mode: 'In parallel' });
    archive.world.progress = { ...progress(), planned: 0, uploaded: 2, failed: 1 };
    await later();
    expect(mentions('files failed')).toEqual(['ingest-operations']);
    await press('retry files');
    expect(archive.world.starts.map((one) => one.split(' ')[0])).toEqual(['start', 'retry']);
    archive.world.progress = { ...progress(), uploaded: 3, failed: 0 };
    await later();
    expect((await cycle()).state).toBe('files archived');
  });

  it('cancels what runs', async () => {
    await inDsp();
    await press('archive files', eli, { mode: 'In parallel' });
    await press('cancel files');
    expect(archive.world.starts.at(-1)).toMatch(/^cancel/);
    archive.world.progress = { ...progress(), planned: 0, cancelled: 3 };
    await later();
    expect((await cycle()).state).toBe('files failed');
  });
});

function archiveProgress() {
  const { plan } = archive.world;
  if (plan.kind !== 'plan') throw new Error('There is no plan.');
  return plan.progress;
}

describe('Uploading files directly to ENA', () => {
  const file = (n: number, more = {}) => ({ uuid: uuid(n), name: `R${n}.fastq.gz`, ...more });
  const arrived = { result: { archivedAt: '2026-03-02T13:00:00.000Z' } };

  it('sends all files once, and follows how many are there', async () => {
    await inDsp();
    archive.world.files = [file(1), file(2)];
    await press('send files to ENA', eli, { which: 'All files of the submission' });
    await later();
    expect(archive.world.count('data')).toBe(1);
    expect((await cycle()).memory.enaProgress).toMatchObject({ files: 2, archived: 0, waiting: 2 });
    archive.world.files = [file(1, arrived), file(2, arrived)];
    await later();
    expect((await cycle()).state).toBe('files archived');
  });

  it('sends a chosen subset by UUID, and asks for them where none are named', async () => {
    await inDsp();
    await expect(press('send files to ENA', eli, { which: 'Only these' })).rejects.toThrow(
      'Name at least one file',
    );
    await press('send files to ENA', eli, { which: 'Only these', files: uuid(2) });
    expect(archive.world.asked.at(-1)).toBe(`data ${project.submissionUuid} ${uuid(2)}`);
  });

  it('tells failed from pending by time, and retries only what failed', async () => {
    await inDsp();
    archive.world.files = [file(1), file(2)];
    await press('send files to ENA', eli, { which: 'All files of the submission' });
    archive.world.files = [file(1, arrived), file(2)];
    await later();
    expect((await cycle()).state).toBe('files on their way to ENA');
    await later(hours(1));
    expect(await cycle()).toMatchObject({
      state: 'files failed',
      memory: { enaProgress: { archived: 1, failed: [{ name: 'R2.fastq.gz' }] } },
    });
    await press('send failed files again');
    expect(archive.world.asked.at(-1)).toBe(`data ${project.submissionUuid} ${uuid(2)}`);
    archive.world.files = [file(1, arrived), file(2, arrived)];
    await later();
    expect((await cycle()).state).toBe('files archived');
    expect(archive.world.count('data')).toBe(2);
  });

  it('does not believe a 200 that says “request failed”', async () => {
    await inDsp();
    archive.world.fate = 'refused';
    await press('send files to ENA', eli, { which: 'All files of the submission' });
    expect((await cycle()).state).toBe('files failed');
    expect(mentions('files refused by ENA')).toContain('developers');
  });
});

describe('Step 3 of 3: Complete DSP Submission', () => {
  it('is offered only when errors and pending are empty and blockers 0, 0, false, false', async () => {
    await filesArchived();
    const ready = { filesNotReady: 0, metadata: 0, empty: false, validating: false };
    for (const blockers of [
      { ...ready, filesNotReady: 1 },
      { ...ready, metadata: 1 },
      { ...ready, empty: true },
      { ...ready, validating: true },
    ]) {
      archive.world.blockers = blockers;
      await later();
      expect((await cycle()).offers).not.toContain('complete archiving');
    }
    archive.world.blockers = ready;
    archive.world.pending = ['a run'];
    await later();
    expect((await cycle()).offers).not.toContain('complete archiving');
    archive.world.pending = [];
    await later();
    expect((await cycle()).offers).toContain('complete archiving');
    expect(mentions('ready to complete')).toEqual(['ingest-operations']);
  });

  it('reads DSP again at the click', async () => {
    await filesArchived();
    await later();
    archive.world.blockers = { ...archive.world.blockers, filesNotReady: 1 };
    await press('complete archiving');
    expect(archive.world.count('complete')).toBe(0);
    expect((await cycle()).state).toBe('files archived');
    expect(told()).toContain('not ready to complete');
  });

  it('completes once, however often it is pressed, and through a crash', async () => {
    await completed();
    await expect(press('complete archiving', ana)).rejects.toThrow('not now');
    await at.station.crash();
    at.start({ archiving: archive.ports });
    await later(hours(2));
    expect(archive.world.count('complete')).toBe(1);
    expect((await cycle()).state).toBe('completing');
  });

  it('does not ask again when the answer is lost, nor when nothing comes of it for a day', async () => {
    await filesArchived();
    await later();
    archive.world.fate = 'answer lost';
    await press('complete archiving');
    await later(hours(25));
    expect(archive.world.count('complete')).toBe(1);
    expect(told()).toContain('alert');
    expect((await cycle()).offers).not.toContain('complete archiving');
  });

  it('takes two people in production', async () => {
    await at.station.stop();
    const approvals = { 'complete archiving': { people: 2 } } as const;
    at.start({ archiving: archive.ports, policy: { approvals } });
    await completed();
    expect(archive.world.count('complete')).toBe(0);
    await expect(press('complete archiving', eli)).rejects.toThrow('another person');
    await press('complete archiving', ben);
    expect(archive.world.count('complete')).toBe(1);
  });

  it('watches until the envelope leaves Archiving, then shows the accessions', async () => {
    await completed();
    await later();
    expect((await cycle()).state).toBe('completing');
    archive.world.accessions = [
      {
        of: 'biomaterial',
        uuid: uuid(8),
        label: 'donor',
        kind: 'biosamples_accession',
        accession: 'SAMEA1',
      },
      {
        of: 'project',
        uuid: uuid(9),
        label: 'Sim1',
        kind: 'biostudies_accession',
        accession: 'S-BSST1',
      },
    ];
    project.envelope = 'Archived';
    await later();
    expect(await cycle()).toMatchObject({
      state: 'archived',
      memory: {
        archive: {
          accessions: { total: 2, first: [{ accession: 'S-BSST1' }, { accession: 'SAMEA1' }] },
        },
      },
    });
    expect(mentions('archived')).toEqual(['submitter']);
    expect(told()).toContain('accessions');
  });

  it('hands archive and export over to the export’s card when ingest moves on, without a second submit', async () => {
    await completed();
    project.envelope = 'Archived';
    await later();
    project.envelope = 'Exporting';
    at.outside.exportShows(project, {});
    await later();
    expect((await cycle()).state).toBe('handed over');
    const exporting = await cycle('exporting');
    expect(exporting).toMatchObject({
      state: 'exporting',
      submitter: 'U0ANA',
      memory: { actions: ['Export'], accepted: true },
    });
    expect(project.submits).toHaveLength(1);
    const linked = at.outside.posts
      .map(({ message }) => message)
      .filter(({ kind }) => kind === 'notice');
    expect(linked).toContainEqual(
      expect.objectContaining({ notice: 'export took over', link: expect.any(String) }),
    );
    expect(linked).toContainEqual(
      expect.objectContaining({ notice: 'export taken over', link: expect.any(String) }),
    );
    await later();
    expect((await cycle('exporting')).memory.progress?.job).toBeDefined();
  });

  it('hands an archive alone over to /export when ingest allows it', async () => {
    await completed('Archive');
    project.envelope = 'Archived';
    await later();
    expect((await cycle()).state).toBe('archived alone');
    project.envelope = 'Graph valid';
    await later(hours(2));
    expect((await cycle()).state).toBe('handed over');
    expect(mentions('export possible')).toEqual(['submitter']);
  });
});

describe('If there is any problem', () => {
  it('is held with the developers, and carries on where it was', async () => {
    await inDsp();
    await press('problem', ana, { reason: 'a sample has no release date' });
    expect(await cycle()).toMatchObject({ state: 'archiving held' });
    expect(mentions('problem')).toContain('developers');
    await press('problem solved', eli, { reason: 'corrected in DSP' });
    expect((await cycle()).state).toBe('metadata in DSP');
  });

  it('begins again once ingest calls it valid', async () => {
    await inDsp();
    await press('problem', ana, { reason: 'wrong metadata all over' });
    project.envelope = 'Graph valid';
    await later(hours(2));
    expect((await cycle()).state).toBe('ready to archive again');
    await submitted();
    expect(await cycle()).toMatchObject({ number: 2, state: 'submitted for archiving' });
  });

  it('never goes on in another environment than it was begun in', async () => {
    await reached();
    await at.station.stop();
    const { archiver } = archive.ports;
    at.start({ archiving: { ...archive.ports, archiver: { ...archiver, environment: 'prod' } } });
    await press('archive metadata');
    await at.clock.advance(REST);
    expect(archive.world.count('create')).toBe(0);
  });
});
