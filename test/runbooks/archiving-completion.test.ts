import { describe, expect, it } from 'vitest';
import { hours } from '../../src/domain/duration.ts';
import { anArchiving } from '../support/an-archiving.ts';
import { ana, ben, eli, uuid } from '../support/cycles.ts';
import { REST } from '../support/station.ts';

/** The Archiving SOP, step 3 of 3, and what may go wrong on the way. */
const stage = anArchiving();
const {
  at,
  told,
  mentions,
  cycle,
  press,
  later,
  submitted,
  reached,
  inDsp,
  filesArchived,
  completed,
} = stage;

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
      stage.archive.world.blockers = blockers;
      await later();
      expect((await cycle()).offers).not.toContain('complete archiving');
    }
    stage.archive.world.blockers = ready;
    stage.archive.world.pending = ['a run'];
    await later();
    expect((await cycle()).offers).not.toContain('complete archiving');
    stage.archive.world.pending = [];
    await later();
    expect((await cycle()).offers).toContain('complete archiving');
    expect(mentions('ready to complete')).toEqual(['ingest-operations']);
  });

  it('reads DSP again at the click', async () => {
    await filesArchived();
    await later();
    stage.archive.world.blockers = { ...stage.archive.world.blockers, filesNotReady: 1 };
    await press('complete archiving');
    expect(stage.archive.world.count('complete')).toBe(0);
    expect((await cycle()).state).toBe('files archived');
    expect(told()).toContain('not ready to complete');
  });

  it('completes once, however often it is pressed, and through a crash', async () => {
    await completed();
    await expect(press('complete archiving', ana)).rejects.toThrow('not now');
    await at.station.crash();
    at.start({ archiving: stage.archive.ports });
    await later(hours(2));
    expect(stage.archive.world.count('complete')).toBe(1);
    expect((await cycle()).state).toBe('completing');
  });

  it('does not ask again when the answer is lost, nor when nothing comes of it for a day', async () => {
    await filesArchived();
    await later();
    stage.archive.world.fate = 'answer lost';
    await press('complete archiving');
    await later(hours(25));
    expect(stage.archive.world.count('complete')).toBe(1);
    expect(told()).toContain('alert');
    expect((await cycle()).offers).not.toContain('complete archiving');
  });

  it('takes two people in production', async () => {
    await at.station.stop();
    const approvals = { 'complete archiving': { people: 2 } } as const;
    at.start({ archiving: stage.archive.ports, policy: { approvals } });
    await completed();
    expect(stage.archive.world.count('complete')).toBe(0);
    await expect(press('complete archiving', eli)).rejects.toThrow('another person');
    await press('complete archiving', ben);
    expect(stage.archive.world.count('complete')).toBe(1);
  });

  it('watches until the envelope leaves Archiving, then shows the accessions', async () => {
    await completed();
    await later();
    expect((await cycle()).state).toBe('completing');
    stage.archive.world.accessions = [
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
    stage.project.envelope = 'Archived';
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
    stage.project.envelope = 'Archived';
    await later();
    stage.project.envelope = 'Exporting';
    at.outside.exportShows(stage.project, {});
    await later();
    expect((await cycle()).state).toBe('handed over');
    const exporting = await cycle('exporting');
    expect(exporting).toMatchObject({
      state: 'exporting',
      submitter: 'U0ANA',
      memory: { actions: ['Export'], accepted: true },
    });
    expect(stage.project.submits).toHaveLength(1);
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
    stage.project.envelope = 'Archived';
    await later();
    expect((await cycle()).state).toBe('archived alone');
    stage.project.envelope = 'Graph valid';
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
    stage.project.envelope = 'Graph valid';
    await later(hours(2));
    expect((await cycle()).state).toBe('ready to archive again');
    await submitted();
    expect(await cycle()).toMatchObject({ number: 2, state: 'submitted for archiving' });
  });

  it('never goes on in another environment than it was begun in', async () => {
    await reached();
    await at.station.stop();
    const { archiver } = stage.archive.ports;
    at.start({
      archiving: { ...stage.archive.ports, archiver: { ...archiver, environment: 'prod' } },
    });
    await press('archive metadata');
    await at.clock.advance(REST);
    expect(stage.archive.world.count('create')).toBe(0);
  });
});
