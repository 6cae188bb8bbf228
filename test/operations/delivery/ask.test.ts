import { beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes } from '../../../src/domain/duration.ts';
import { OutsideError } from '../../../src/operations/ports.ts';
import { aStation } from '../../support/a-station.ts';
import { ana } from '../../support/cycles.ts';
import { counter, down, type Project } from '../../support/outside.ts';

const at = aStation();
let project: Project;
const next = counter();
beforeEach(() => {
  project = at.outside.addProject(1);
});

async function ask(words: string, key = `k${next()}`) {
  await at.station.operations.ask({
    key,
    runbook: 'exporting',
    person: 'U0ANA',
    channel: 'C0OPS',
    words,
  });
  await at.clock.settle();
  return at.outside.whispers.at(-1)?.message;
}
const kinds = () => at.outside.whispers.map(({ message }) => message.kind);

describe('asking for an export', () => {
  it.each([
    ['its UUID', () => project.projectUuid],
    ['its UUID in capitals', () => project.projectUuid.toUpperCase()],
    ['its page', () => `https://ingest.example.org/projects/detail?uuid=${project.projectUuid}`],
    ['its name', () => 'Sim1'],
    ['its name in any case', () => 'sIM1'],
  ])('by %s whispers a preview of it', async (_how, words) => {
    at.outside.addProject(11);
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
    expect(at.outside.whispers[0]).toMatchObject({ person: 'U0ANA', channel: 'C0OPS' });
    expect(at.outside.posts).toEqual([]);
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
    at.outside.addProject(2, { shortName: 'SIM1' });
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
    const id = await at.station.submit(project);
    await at.station.press(id, 'problem', ana, { reason: 'It is not right.' });
    project.envelope = 'Graph valid';
    expect(await ask('Sim1')).toMatchObject({ preview: { number: 2, choices: ['Export'] } });
  });

  it('of one on its way says whether it is watched: only a held cycle is', async () => {
    project.envelope = 'Exporting';
    expect(await ask('Sim1')).not.toHaveProperty('watched');
    project.envelope = 'Graph valid';
    const id = await at.station.submit(project);
    await at.station.press(id, 'problem', ana, { reason: 'It is not right.' });
    expect(await ask('Sim1')).toMatchObject({ why: { code: 'on its way' }, watched: true });
  });

  it('of a project under way shows its card, and of a held one what would be replaced', async () => {
    const id = await at.station.submit(project);
    expect(await ask('Sim1')).toMatchObject({
      kind: 'not ready',
      why: { code: 'already under way', number: 1, state: 'exporting', link: expect.any(String) },
    });
    await at.station.press(id, 'problem', ana, { reason: 'It is not right.' });
    project.envelope = 'Graph valid';
    expect(await ask('Sim1')).toMatchObject({
      preview: { number: 2, replaces: { number: 1, state: 'needs correction' } },
    });
  });

  it('is answered once, however often it is delivered', async () => {
    for (let n = 0; n < 4; n += 1) await ask('Sim1', 'same');
    await at.station.stop();
    at.start();
    await ask('Sim1', 'same');
    expect(kinds()).toEqual(['preview']);
  });
});

describe('asking while ingest is down', () => {
  it('is told so once, with a reference that the log has, and answered when ingest is back', async () => {
    at.outside.trouble.ingest.before = () => down('ingest');
    const silent = await ask('Sim1');
    expect(silent).toMatchObject({ kind: 'upstream silent', system: 'ingest', reference: 'ab12' });
    expect(JSON.stringify(at.station.logged)).toContain('ab12');
    await at.clock.advance(hours(9));
    expect(kinds()).toEqual(['upstream silent']);
    at.outside.trouble.ingest.before = undefined;
    await at.clock.advance(minutes(5));
    expect(kinds()).toEqual(['upstream silent', 'preview']);
    await at.clock.advance(hours(1));
    expect(kinds()).toHaveLength(2);
  });

  it('is told what is wrong when ingest answers but does not let the bot in', async () => {
    const since = new Date(at.clock.now().getTime() - hours(1));
    at.outside.trouble.ingest.before = () => {
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
    at.outside.trouble.ingest.before = () => down('ingest');
    await ask('Sim1');
    await at.station.crash();
    at.outside.trouble.ingest.before = undefined;
    at.start();
    await at.clock.advance(minutes(1));
    expect(kinds()).toEqual(['upstream silent', 'preview']);
  });

  it('keeps nobody else waiting', async () => {
    at.outside.trouble.ingest.before = (_call, argument) => {
      if (argument === 'Sim1') down('ingest');
    };
    await ask('Sim1');
    at.outside.addProject(2);
    await at.station.operations.ask({
      key: 'ben',
      runbook: 'exporting',
      person: 'U0BEN',
      channel: 'C0OPS',
      words: 'Sim2',
    });
    await at.clock.settle();
    expect(at.outside.whispers.at(-1)).toMatchObject({
      person: 'U0BEN',
      message: { kind: 'preview' },
    });
  });

  it('gets a preview that is as fresh as its answer, when the chat was down as well', async () => {
    at.outside.trouble.chat.before = () => down('chat');
    await ask('Sim1');
    await at.clock.advance(hours(2));
    project.alreadyReleased = true;
    at.outside.trouble.chat.before = undefined;
    await at.clock.advance(minutes(6));
    const message = at.outside.whispers.at(-1)?.message;
    if (message?.kind !== 'preview') throw new Error('no preview');
    expect(message.preview.choices).toContain('Export_Metadata');
    const { id: previewId } = message.preview;
    const open = { key: 'k', previewId, action: 'Export_Metadata', actor: ana } as const;
    expect(await at.station.operations.open(open)).toMatchObject({ ok: true });
  });
});
