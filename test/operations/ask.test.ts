import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes } from '../../src/domain/duration.ts';
import { OutsideError } from '../../src/operations/ports.ts';
import { ana } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { counter, createOutside, down, type Outside, type Project } from '../support/outside.ts';
import { type Station, startStation } from '../support/station.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

let folder: DataFolder;
let clock: TestClock;
let outside: Outside;
let station: Station;
let project: Project;
const next = counter();
beforeEach(() => {
  folder = aDataFolder();
  clock = createTestClock();
  outside = createOutside(clock);
  station = startStation({ folder, clock, outside });
  project = outside.addProject(1);
});
afterEach(async () => {
  await station.stop();
  folder[Symbol.dispose]();
});

async function ask(words: string, key = `k${next()}`) {
  await station.operations.ask({
    key,
    runbook: 'exporting',
    person: 'U0ANA',
    channel: 'C0OPS',
    words,
  });
  await clock.settle();
  return outside.whispers.at(-1)?.message;
}
const kinds = () => outside.whispers.map(({ message }) => message.kind);

describe('asking for an export', () => {
  it.each([
    ['its UUID', () => project.projectUuid],
    ['its UUID in capitals', () => project.projectUuid.toUpperCase()],
    ['its page', () => `https://ingest.example.org/projects/detail?uuid=${project.projectUuid}`],
    ['its name', () => 'Sim1'],
    ['its name in any case', () => 'sIM1'],
  ])('by %s whispers a preview of it', async (_how, words) => {
    outside.addProject(11);
    expect(await ask(words())).toMatchObject({
      kind: 'preview',
      preview: {
        runbook: 'exporting',
        number: 1,
        choices: ['Export'],
        files: 12,
        dataset: { shortName: 'Sim1' },
      },
    });
    expect(outside.whispers[0]).toMatchObject({ person: 'U0ANA', channel: 'C0OPS' });
    expect(outside.posts).toEqual([]);
  });

  it('by an unknown name offers the nearest, and by an unknown UUID nothing', async () => {
    expect(await ask('Sim9')).toMatchObject({
      kind: 'did you mean',
      words: 'Sim9',
      nearest: [{ shortName: 'Sim1' }],
    });
    expect(await ask('f5057fee-4c3e-4459-82dd-21250b729601')).toMatchObject({
      kind: 'did you mean',
      nearest: [],
    });
  });

  it('by a name that two projects have lets the person choose', async () => {
    outside.addProject(2, { shortName: 'SIM1' });
    const answer = await ask('sim1');
    expect(answer).toMatchObject({ kind: 'did you mean', nearest: [{}, {}] });
  });

  it.each<[string, Partial<Project>]>([
    ['project not valid', { validationState: 'Invalid' }],
    ['missing files', { missing: ['a.fastq.gz'] }],
    ['not graph valid', { envelope: 'Metadata valid' }],
    ['already exported', { envelope: 'Exported' }],
    ['on its way', { envelope: 'Exporting' }],
    ['submit not offered', { canSubmit: false }],
  ])('of a project that is not ready says “%s”', async (code, more) => {
    Object.assign(project, more);
    expect(await ask('Sim1')).toMatchObject({ kind: 'not ready', why: { code } });
  });

  it('offers metadata alone when the data are at the other end already', async () => {
    project.alreadyReleased = true;
    expect(await ask('Sim1')).toMatchObject({
      preview: { choices: ['Export', 'Export_Metadata'] },
    });
  });

  it('does not offer metadata alone while the data may never have arrived', async () => {
    const id = await station.submit(project);
    await station.press(id, 'problem', ana, { reason: 'It is not right.' });
    project.envelope = 'Graph valid';
    expect(await ask('Sim1')).toMatchObject({ preview: { number: 2, choices: ['Export'] } });
  });

  it('of one on its way says whether it is watched: only a held cycle is', async () => {
    project.envelope = 'Exporting';
    expect(await ask('Sim1')).not.toHaveProperty('watched');
    project.envelope = 'Graph valid';
    const id = await station.submit(project);
    await station.press(id, 'problem', ana, { reason: 'It is not right.' });
    expect(await ask('Sim1')).toMatchObject({ why: { code: 'on its way' }, watched: true });
  });

  it('of a project under way shows its card, and of a held one what would be replaced', async () => {
    const id = await station.submit(project);
    expect(await ask('Sim1')).toMatchObject({
      kind: 'not ready',
      why: { code: 'already under way', number: 1, state: 'exporting', link: expect.any(String) },
    });
    await station.press(id, 'problem', ana, { reason: 'It is not right.' });
    project.envelope = 'Graph valid';
    expect(await ask('Sim1')).toMatchObject({
      preview: { number: 2, replaces: { number: 1, state: 'needs correction' } },
    });
  });

  it('is answered once, however often it is delivered', async () => {
    for (let n = 0; n < 4; n += 1) await ask('Sim1', 'same');
    await station.stop();
    station = startStation({ folder, clock, outside });
    await ask('Sim1', 'same');
    expect(kinds()).toEqual(['preview']);
  });
});

describe('asking while ingest is down', () => {
  it('is told so once, with a reference that the log has, and answered when ingest is back', async () => {
    outside.trouble.ingest.before = () => down('ingest');
    const silent = await ask('Sim1');
    expect(silent).toMatchObject({ kind: 'upstream silent', system: 'ingest', reference: 'ab12' });
    expect(JSON.stringify(station.logged)).toContain('ab12');
    await clock.advance(hours(9));
    expect(kinds()).toEqual(['upstream silent']);
    outside.trouble.ingest.before = undefined;
    await clock.advance(minutes(5));
    expect(kinds()).toEqual(['upstream silent', 'preview']);
    await clock.advance(hours(1));
    expect(kinds()).toHaveLength(2);
  });

  it('is told what is wrong when ingest answers but does not let the bot in', async () => {
    const since = new Date(clock.now().getTime() - hours(1));
    outside.trouble.ingest.before = () => {
      const details = { stranger: 'not let in', since } as const;
      throw new OutsideError('ingest', 'retry', 'ingest does not accept the token.', details);
    };
    expect(await ask('Sim1')).toMatchObject({
      kind: 'upstream silent',
      stranger: 'not let in',
      since,
    });
  });

  it('is answered when ingest is back, also over a crash', async () => {
    outside.trouble.ingest.before = () => down('ingest');
    await ask('Sim1');
    await station.crash();
    outside.trouble.ingest.before = undefined;
    station = startStation({ folder, clock, outside });
    await clock.advance(minutes(1));
    expect(kinds()).toEqual(['upstream silent', 'preview']);
  });

  it('keeps nobody else waiting', async () => {
    outside.trouble.ingest.before = (_call, argument) => {
      if (argument === 'Sim1') down('ingest');
    };
    await ask('Sim1');
    outside.addProject(2);
    await station.operations.ask({
      key: 'ben',
      runbook: 'exporting',
      person: 'U0BEN',
      channel: 'C0OPS',
      words: 'Sim2',
    });
    await clock.settle();
    expect(outside.whispers.at(-1)).toMatchObject({
      person: 'U0BEN',
      message: { kind: 'preview' },
    });
  });

  it('gets a preview that is as fresh as its answer, when the chat was down as well', async () => {
    outside.trouble.chat.before = () => down('chat');
    await ask('Sim1');
    await clock.advance(hours(2));
    project.alreadyReleased = true;
    outside.trouble.chat.before = undefined;
    await clock.advance(minutes(6));
    const message = outside.whispers.at(-1)?.message;
    if (message?.kind !== 'preview') throw new Error('no preview');
    expect(message.preview.choices).toContain('Export_Metadata');
    const { id: previewId } = message.preview;
    const open = { key: 'k', previewId, action: 'Export_Metadata', actor: ana } as const;
    expect(await station.operations.open(open)).toMatchObject({ ok: true });
  });
});
