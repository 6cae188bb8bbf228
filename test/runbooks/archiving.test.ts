import { describe, expect, it } from 'vitest';
import { hours, minutes } from '../../src/domain/duration.ts';
import { OutsideError } from '../../src/operations/ports.ts';
import { anArchiving } from '../support/an-archiving.ts';
import { dee, eli, person, uuid } from '../support/cycles.ts';

/** The Archiving SOP, stage by stage, in its words: what the archiver is asked, and what people are told. */
const dev = person('U0DEV', 'developers');
const stage = anArchiving();
const { at, told, mentions, cycle, press, later, submitted, reached, inDsp } = stage;

describe('Submit for Archiving', () => {
  it('asks ingest to archive and export once, after a preview that names the environment', async () => {
    await submitted();
    expect(at.outside.whispers.at(-1)?.message).toMatchObject({
      kind: 'preview',
      preview: { environment: 'dev', choices: ['Archive_Export', 'Archive'] },
    });
    expect(stage.project.submits).toEqual([['Archive', 'Export']]);
    expect(await cycle()).toMatchObject({ state: 'submitted for archiving', submitter: 'U0ANA' });
    expect(told()).toEqual(['archiving submitted']);
  });

  it('archives alone where that is chosen', async () => {
    await submitted('Archive');
    expect(stage.project.submits).toEqual([['Archive']]);
  });

  it('waits while it is Processing, and pokes ingest operations when it is at Archiving', async () => {
    await submitted();
    stage.project.envelope = 'Processing';
    await later();
    expect((await cycle()).state).toBe('submitted for archiving');
    stage.project.envelope = 'Archiving';
    await later();
    expect((await cycle()).state).toBe('archiving');
    expect(mentions('archiving reached')).toEqual(['ingest-operations']);
  });

  it('follows what was submitted for archiving in ingest itself, without a second submit', async () => {
    stage.project.submits.push(['Archive', 'Export']);
    stage.project.envelope = 'Archiving';
    await at.station.submit(stage.project, 'Join', 'archiving');
    await later();
    expect(stage.project.submits).toHaveLength(1);
    expect(await cycle()).toMatchObject({
      state: 'archiving',
      memory: { actions: ['Archive', 'Export'] },
    });
  });

  it('says when ingest undoes it, and alerts after four hours', async () => {
    await submitted();
    stage.project.envelope = 'Processing';
    await later();
    stage.project.envelope = 'Draft';
    await later();
    expect(told()).toContain('archiving disturbed');
    await later(hours(4));
    expect(told()).toContain('alert');
  });

  it('is for wranglers', async () => {
    const previewId = await at.station.preview(stage.project, dee, 'archiving');
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
    expect(stage.archive.world.asked).toEqual([`create ${stage.project.submissionUuid}`]);
    await later();
    expect(await cycle()).toMatchObject({
      state: 'metadata in DSP',
      memory: { archive: { dsp: { uuid: uuid(5001) } } },
    });
    expect(mentions('metadata in DSP')).toEqual(['ingest-operations']); // to ENA it can go without a plan
    expect(mentions('file plan ready')).toEqual(['ingest-operations']);
  });

  it('asks nothing twice while it is being built: 404 with null, for minutes', async () => {
    await reached();
    stage.archive.world.building = 4;
    await press('archive metadata');
    for (let look = 0; look < 4; look += 1) {
      await later(minutes(5));
      expect((await cycle()).state).toBe('metadata on its way');
    }
    await expect(press('archive metadata')).rejects.toThrow('not now');
    await expect(press('ask archiver again')).rejects.toThrow('not now');
    await later();
    expect((await cycle()).state).toBe('metadata in DSP');
    expect(stage.archive.world.count('create')).toBe(1);
  });

  it('calls the developers when a 202 comes to nothing; asking again takes two people', async () => {
    await reached();
    stage.archive.world.fate = 'nothing happens';
    await press('archive metadata');
    await later(hours(1));
    const alert = at.outside.thread(stage.project).find(({ message }) => message.kind === 'alert');
    expect(alert?.message).toMatchObject({
      mention: ['developers', 'ingest-operations'],
      diagnosis: { likely: expect.stringContaining('still building') },
    });
    expect(stage.archive.world.count('create')).toBe(1);
    stage.archive.world.fate = 'works';
    await press('ask archiver again', eli);
    expect(stage.archive.world.count('create')).toBe(1);
    await press('ask archiver again', dev);
    await later();
    expect(stage.archive.world.count('create')).toBe(2);
    expect((await cycle()).state).toBe('metadata in DSP');
  });

  it('does not ask again when the answer is lost: what was made is found', async () => {
    await reached();
    stage.archive.world.fate = 'answer lost';
    await press('archive metadata');
    await later();
    expect(stage.archive.world.count('create')).toBe(1);
    expect((await cycle()).state).toBe('metadata in DSP');
  });

  it('does not ask again after a crash at the request, whether it was sent or not', async () => {
    await reached();
    const { archiver } = stage.archive.ports;
    const crashing = {
      ...stage.archive.ports,
      archiver: { ...archiver, create: () => new Promise<never>(() => undefined) },
    };
    await at.station.stop();
    at.start({ archiving: crashing });
    await press('archive metadata');
    await at.station.crash();
    at.start({ archiving: stage.archive.ports });
    await later();
    expect(stage.archive.world.count('create')).toBe(0);
    expect((await cycle()).state).toBe('metadata on its way');
  });

  it('tries again by itself where surely nobody heard it', async () => {
    await reached();
    stage.archive.world.fate = 'not reached';
    await press('archive metadata');
    stage.archive.world.fate = 'works';
    await later();
    await later();
    expect(stage.archive.world.records).toHaveLength(1);
    expect((await cycle()).state).toBe('metadata in DSP');
  });

  it('looks before it asks: an earlier DSP submission is shown, and used when somebody says so', async () => {
    const { dspUuid } = stage.archive.world.record(stage.project);
    await at.clock.advance(hours(1));
    await reached();
    await press('archive metadata');
    expect(stage.archive.world.count('create')).toBe(0);
    expect(told()).toContain('earlier DSP submission');
    await press('use earlier DSP submission');
    expect(await cycle()).toMatchObject({
      state: 'metadata in DSP',
      memory: { archive: { dsp: { uuid: dspUuid } } },
    });
  });

  it('or asks for a new one, which is told from the earlier one', async () => {
    stage.archive.world.record(stage.project);
    await at.clock.advance(hours(1));
    await reached();
    await press('archive metadata');
    await press('archive metadata');
    await later();
    expect(stage.archive.world.count('create')).toBe(1);
    expect((await cycle()).memory.archive?.dsp?.uuid).toBe(uuid(5002));
  });

  it('hands a record without a DSP submission to the developers, with what it says', async () => {
    await reached();
    stage.archive.world.noEntities = 'No entities found to convert.';
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
    stage.archive.world.errors = [
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
    // The same in step 3, where everything is looked at anew, is no news.
    const [samples] = stage.archive.world.errors;
    stage.archive.world.errors = samples === undefined ? [] : [samples];
    await press('archive files', eli, { mode: 'In parallel' });
    stage.archive.world.progress = { ...stage.progress(), planned: 0, uploaded: 3, percent: 100 };
    await later();
    await later();
    expect((await cycle()).state).toBe('files archived');
    expect(mentions('metadata errors')).toEqual(['developers']);
    stage.archive.world.errors = [];
    await later();
    stage.archive.world.errors = samples === undefined ? [] : [samples];
    await later();
    expect(mentions('metadata errors')).toEqual(['developers', 'developers']);
  });

  it('names a wrong key at once and once, and goes on when it is taken', async () => {
    const says = 'The archiver (prod) does not accept the bot’s API key. Somebody has to renew it.';
    const { archiver } = stage.archive.ports;
    let wrong = true;
    const latest: typeof archiver.latest = async (submissionUuid) => {
      if (wrong)
        throw new OutsideError('The archiver', 'refused', says, { stranger: 'not let in' });
      return archiver.latest(submissionUuid);
    };
    await at.station.stop();
    at.start({ archiving: { ...stage.archive.ports, archiver: { ...archiver, latest } } });
    await reached();
    await press('archive metadata');
    await later();
    expect(mentions('archiver locked')).toEqual(['ingest-operations']);
    expect((await cycle()).memory.archive?.locked).toBe(says);
    await later(hours(1) + minutes(5));
    expect(mentions('archiver locked')).toEqual(['ingest-operations']);
    const alert = at.outside.thread(stage.project).find(({ message }) => message.kind === 'alert');
    expect(alert?.message).toMatchObject({ diagnosis: { likely: says } });
    wrong = false;
    await later();
    await later();
    expect(await cycle()).toMatchObject({ state: 'metadata in DSP' });
    expect((await cycle()).memory.archive).not.toHaveProperty('locked');
  });

  it('names a wrong key to which only a look comes, and writes one line of it', async () => {
    const says = 'The archiver (prod) does not accept the bot’s API key. Somebody has to renew it.';
    const { archiver } = stage.archive.ports;
    let wrong = false;
    const validation: typeof archiver.validation = async (dspUuid) => {
      if (wrong)
        throw new OutsideError('The archiver', 'refused', says, { stranger: 'not let in' });
      return archiver.validation(dspUuid);
    };
    await at.station.stop();
    at.start({ archiving: { ...stage.archive.ports, archiver: { ...archiver, validation } } });
    await inDsp();
    wrong = true;
    await later();
    await later();
    await later();
    expect(mentions('archiver locked')).toEqual(['ingest-operations']);
    expect(at.station.logged.filter(({ event }) => event === 'look failed')).toHaveLength(1);
    wrong = false;
    await later();
    expect((await cycle()).memory.archive).not.toHaveProperty('locked');
  });

  it('moves nowhere on a page of HTML with 500, whatever is looked at', async () => {
    await inDsp();
    const { archiver } = stage.archive.ports;
    const down = async () => {
      throw new OutsideError('The archiver', 'retry', 'The archiver answered 500.');
    };
    await at.station.stop();
    at.start({
      archiving: { ...stage.archive.ports, archiver: { ...archiver, validation: down } },
    });
    await later();
    expect((await cycle()).state).toBe('metadata in DSP');
    expect(told()).not.toContain('metadata errors');
  });

  it('removes the DSP submission to begin anew when two people say so, whatever the answer', async () => {
    await inDsp();
    stage.archive.world.removal = 'there';
    await press('remove DSP submission', eli);
    expect(stage.archive.world.count('remove')).toBe(0);
    await press('remove DSP submission', dev);
    expect((await cycle()).state).toBe('DSP submission being removed');
    stage.archive.world.removal = 'gone';
    await later();
    expect((await cycle()).state).toBe('archiving');
    await press('archive metadata');
    await later();
    expect((await cycle()).memory.archive?.dsp?.uuid).toBe(uuid(5002));
  });
});
