import { describe, expect, it } from 'vitest';
import { hours, minutes } from '../../src/domain/duration.ts';
import { anArchiving } from '../support/an-archiving.ts';
import { PLANNED } from '../support/archive-outside.ts';
import { eli, uuid } from '../support/cycles.ts';
import { gist } from '../support/outside.ts';

/** The Archiving SOP, step 2 of 3, by either way. */
const stage = anArchiving();
const { at, told, mentions, cycle, press, later, inDsp } = stage;

describe('Step 2 of 3: Archiving Files to DSP', () => {
  it('reads the upload plan, and runs its jobs in parallel or one after the other', async () => {
    await inDsp();
    expect(told()).toContain('file plan ready');
    await press('archive files', eli, { mode: 'One after the other' });
    expect(stage.archive.world.starts).toEqual([expect.stringMatching(/^start sequential \d+$/)]);
    expect((await cycle()).state).toBe('files under way');
  });

  it('tells what cannot be done before anything runs', async () => {
    stage.archive.world.plan = {
      kind: 'plan',
      jobs: [],
      progress: { ...PLANNED, planned: 2, refused: 1 },
    };
    await inDsp();
    const notice = at.outside
      .thread(stage.project)
      .find(({ message }) => gist(message) === 'file plan ready');
    expect(notice?.message).toMatchObject({
      card: { cycle: { memory: { fileProgress: { refused: 1 } } } },
    });
    expect(stage.archive.world.starts).toEqual([]);
  });

  it('calls a developer for a plan that cannot be read', async () => {
    stage.archive.world.plan = { kind: 'unreadable', says: 'It is no upload plan.' };
    await inDsp();
    expect(mentions('file plan unreadable')).toEqual(['developers', 'ingest-operations']);
    await expect(press('archive files')).rejects.toThrow('not now');
    stage.archive.world.plan = { kind: 'plan', jobs: [], progress: PLANNED };
    await press('read plan again');
    expect((await cycle()).offers).toContain('archive files');
  });

  it('retries only what failed, and goes on when all files are there', async () => {
    await inDsp();
    await press('archive files', eli, { mode: 'In parallel' });
    stage.archive.world.progress = { ...stage.progress(), planned: 0, uploaded: 2, failed: 1 };
    await later();
    expect(mentions('files failed')).toEqual(['ingest-operations']);
    await press('retry files');
    expect(stage.archive.world.starts.map((one) => one.split(' ')[0])).toEqual(['start', 'retry']);
    stage.archive.world.progress = { ...stage.progress(), uploaded: 3, failed: 0 };
    await later();
    expect((await cycle()).state).toBe('files archived');
  });

  it('cancels what runs', async () => {
    await inDsp();
    await press('archive files', eli, { mode: 'In parallel' });
    await press('cancel files');
    expect(stage.archive.world.starts.at(-1)).toMatch(/^cancel/);
    stage.archive.world.progress = { ...stage.progress(), planned: 0, cancelled: 3 };
    await later();
    expect((await cycle()).state).toBe('files failed');
  });
});

describe('Uploading files directly to ENA', () => {
  const file = (n: number, more = {}) => ({ uuid: uuid(n), name: `R${n}.fastq.gz`, ...more });
  const arrived = { result: { archivedAt: '2030-03-02T13:00:00.000Z' } };
  const archivedNow = () => ({ result: { archivedAt: at.clock.now().toISOString() } });
  const ALL = { which: 'All files of the submission' };

  it('sends all files once, and follows how many are there', async () => {
    await inDsp();
    stage.archive.world.files = [file(1), file(2)];
    await press('send files to ENA', eli, { which: 'All files of the submission' });
    await later();
    expect(stage.archive.world.count('data')).toBe(1);
    expect((await cycle()).memory.enaProgress).toMatchObject({ files: 2, archived: 0, waiting: 2 });
    stage.archive.world.files = [file(1, arrived), file(2, arrived)];
    await later();
    expect((await cycle()).state).toBe('files archived');
  });

  it('sends a chosen subset by UUID, and asks for them where none are named', async () => {
    await inDsp();
    await expect(press('send files to ENA', eli, { which: 'Only these' })).rejects.toThrow(
      'Name at least one file',
    );
    await press('send files to ENA', eli, { which: 'Only these', files: uuid(2) });
    expect(stage.archive.world.asked.at(-1)).toBe(
      `data ${stage.project.submissionUuid} ${uuid(2)}`,
    );
  });

  it('tells failed from pending by time, and retries only what failed', async () => {
    await inDsp();
    stage.archive.world.files = [file(1), file(2)];
    await press('send files to ENA', eli, { which: 'All files of the submission' });
    stage.archive.world.files = [file(1, arrived), file(2)];
    await later();
    expect((await cycle()).state).toBe('files on their way to ENA');
    await later(hours(1));
    expect(await cycle()).toMatchObject({
      state: 'files failed',
      memory: { enaProgress: { archived: 1, failed: [{ name: 'R2.fastq.gz' }] } },
    });
    await press('send failed files again');
    expect(stage.archive.world.asked.at(-1)).toBe(
      `data ${stage.project.submissionUuid} ${uuid(2)}`,
    );
    stage.archive.world.files = [file(1, arrived), file(2, arrived)];
    await later();
    expect((await cycle()).state).toBe('files archived');
    expect(stage.archive.world.count('data')).toBe(2);
  });

  it('takes somebody’s word that files are there only with how they know it, and tells the others', async () => {
    await inDsp();
    stage.archive.world.files = [file(1), file(2)];
    await press('send files to ENA', eli, ALL);
    stage.archive.world.files = [file(1, arrived), file(2)];
    await later();
    await later(hours(1));
    await expect(press('files are there')).rejects.toThrow('"code":"form"');
    const reason = 'ENA wrote that run 2 has come.';
    await press('files are there', eli, { reason });
    expect(await cycle()).toMatchObject({
      state: 'files archived',
      memory: { archive: { because: reason } },
    });
    expect(mentions('files said to be there')).toEqual(['ingest-operations']);
  });

  it('counts all files of the submission, whichever were sent last: what failed stays failed', async () => {
    await inDsp();
    stage.archive.world.files = [file(1), file(2), file(3)];
    await press('send files to ENA', eli, ALL);
    const first = archivedNow();
    stage.archive.world.files = [file(1, first), file(2, first), file(3)];
    await later();
    await later(hours(1));
    await press('send files to ENA', eli, { which: 'Only these', files: uuid(1) });
    const second = archivedNow();
    stage.archive.world.files = [file(1, second), file(2, first), file(3)];
    await later();
    expect(await cycle()).toMatchObject({
      state: 'files failed',
      memory: { enaProgress: { files: 3, archived: 2, failed: [{ uuid: uuid(3) }] } },
    });
    await press('send failed files again');
    expect(stage.archive.world.asked.at(-1)).toBe(
      `data ${stage.project.submissionUuid} ${uuid(3)}`,
    );
    stage.archive.world.files = [file(1, second), file(2, first), file(3, archivedNow())];
    await later();
    expect((await cycle()).state).toBe('files archived');
  });

  it('does not take a chosen file for all: those that were never sent are missing', async () => {
    await inDsp();
    stage.archive.world.files = [file(1), file(2)];
    await press('send files to ENA', eli, { which: 'Only these', files: uuid(2) });
    stage.archive.world.files = [file(1), file(2, archivedNow())];
    await later();
    expect(await cycle()).toMatchObject({
      state: 'files failed',
      memory: { enaProgress: { files: 2, archived: 1, unsent: 1, failed: [] } },
    });
  });

  it('judges a file by what ENA says since it was sent, not by what it said before', async () => {
    await inDsp();
    const error = { result: { error: 'the checksum does not match' } };
    const long = { result: { archivedAt: '2020-01-01T00:00:00.000Z' } };
    stage.archive.world.files = [file(1, long), file(2, error)];
    await press('send files to ENA', eli, ALL);
    await later();
    expect((await cycle()).memory.enaProgress).toMatchObject({ archived: 0, waiting: 2 });
    const another = { result: { error: 'the disk is full' } };
    stage.archive.world.files = [file(1, archivedNow()), file(2, another)];
    await later();
    expect(await cycle()).toMatchObject({
      state: 'files failed',
      memory: { enaProgress: { archived: 1, failed: [{ because: 'the disk is full' }] } },
    });
    await press('send failed files again');
    await later();
    expect((await cycle()).state).toBe('files on their way to ENA');
    stage.archive.world.files = [file(1, arrived), file(2, archivedNow())];
    await later();
    expect((await cycle()).state).toBe('files archived');
  });

  it('takes a file that ENA skips, since it has it, for archived: sent again it would be skipped again', async () => {
    await inDsp();
    const long = { result: { archivedAt: '2020-01-01T00:00:00.000Z' } };
    stage.archive.world.files = [file(1, long), file(2)];
    await press('send files to ENA', eli, ALL);
    stage.archive.world.files = [file(1, long), file(2, archivedNow())];
    await later();
    expect((await cycle()).state).toBe('files on their way to ENA'); // it may still be heard of
    await later(hours(1));
    expect(await cycle()).toMatchObject({
      state: 'files archived',
      memory: { enaProgress: { files: 2, archived: 2, skipped: 1, failed: [] } },
    });
  });

  it('takes no UUID that is of no file of the submission, and says so in the form', async () => {
    await inDsp();
    stage.archive.world.files = [file(1)];
    const given = { which: 'Only these', files: `${uuid(1)} ${uuid(7)}` };
    await expect(press('send files to ENA', eli, given)).rejects.toThrow(
      `No file of this submission has the UUID ${uuid(7)}.`,
    );
    expect((await cycle()).state).toBe('metadata in DSP');
    await press('send files to ENA', eli, { ...given, files: uuid(1).toUpperCase() });
    expect(stage.archive.world.count('data')).toBe(1);
  });

  it('sends nothing where that is only found out later, the archiver being silent at first', async () => {
    await inDsp();
    stage.archive.world.files = [file(1)];
    stage.archive.world.silentLooks = 1;
    await press('send files to ENA', eli, { which: 'Only these', files: uuid(7) });
    expect(stage.archive.world.count('data')).toBe(0);
    expect((await cycle()).memory.archive?.because).toContain(uuid(7));
  });

  it('does not believe a 200 that says “request failed”', async () => {
    await inDsp();
    stage.archive.world.fate = 'refused';
    await press('send files to ENA', eli, { which: 'All files of the submission' });
    expect((await cycle()).state).toBe('files failed');
    expect(mentions('files refused by ENA')).toContain('developers');
  });
});

describe('Checking files have been uploaded', () => {
  it('calls for help when no job goes on for two hours, with what to look at', async () => {
    await inDsp();
    await press('archive files', eli, { mode: 'In parallel' });
    stage.archive.world.progress = { ...stage.progress(), planned: 0, running: 3 };
    await later();
    await later(hours(2) + minutes(1));
    const alert = at.outside.thread(stage.project).find(({ message }) => message.kind === 'alert');
    expect(alert?.message).toMatchObject({
      mention: ['ingest-operations', 'developers'],
      diagnosis: { likely: expect.stringContaining('stand still') },
    });
  });
});
