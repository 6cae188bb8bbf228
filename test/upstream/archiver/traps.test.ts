import { afterEach, beforeEach, expect, test } from 'vitest';
import { OutsideError } from '../../../src/operations/ports.ts';
import { aSite } from './site.ts';

/** One test for each way in which the archiver says something else than it means. */

let site: Awaited<ReturnType<typeof aSite>>;
beforeEach(async () => {
  site = await aSite();
});
afterEach(() => site[Symbol.asyncDispose]());

const faultOf = async (answer: Promise<unknown>): Promise<OutsideError> => {
  const fault: unknown = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof OutsideError) return fault;
  throw new Error('it was answered', { cause: fault });
};
const nobody = '11111111-1111-4111-8111-111111111111';

test('a wrong key is told as such, once, and is not worth another try', async () => {
  site.fault('archiver-401');
  const { submissionUuid } = await forSubmission();
  const fault = await faultOf(site.archiver.latest(submissionUuid));
  expect(fault).toMatchObject({
    outcome: 'refused',
    system: 'The archiver',
    stranger: 'not let in',
  });
  expect(fault.message).toContain('(dev) does not accept the bot’s API key');
  expect(site.forgotten()).toBe(1); // so that a renewed one is asked for
  expect(await site.archiver.create(submissionUuid)).toMatchObject({ outcome: 'refused' });
  expect(site.asked('create')).toBe(0);
});

test('404 with null means that it is still being built, for minutes', async () => {
  site.fault('archiver-slow');
  const { submissionUuid } = await forSubmission();
  await site.archiver.create(submissionUuid);
  for (const minutes of [0, 20, 20]) {
    site.skip(minutes);
    expect(await site.archiver.latest(submissionUuid)).toBeUndefined();
  }
  site.skip(10);
  expect(await site.archiver.latest(submissionUuid)).toMatchObject({
    submissionUuid,
    dspUuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    errors: [],
  });
});

test('“successfully triggered” means accepted, not made', async () => {
  site.fault('archiver-nothing-happens');
  const { submissionUuid } = await forSubmission();
  expect(await site.archiver.create(submissionUuid)).toEqual({ outcome: 'sent' });
  site.skip(600);
  expect(await site.archiver.latest(submissionUuid)).toBeUndefined();
});

test('a lost answer to create is unknown, is not sent again, and is found by looking', async () => {
  const { submissionUuid } = await forSubmission();
  site.fault('archiver-answer-lost-once');
  const sent = await site.archiver.create(submissionUuid);
  expect(sent).toEqual({ outcome: 'unknown', reason: 'The archiver broke off.' });
  expect(site.asked('create')).toBe(1);
  site.skip(5);
  expect((await site.archiver.latest(submissionUuid))?.dspUuid).toBeDefined();
});

test('a second create hides the first: no errors to go by but a record without DSP’s UUID', async () => {
  const { submissionUuid, dspUuid } = await site.built();
  await site.archiver.create(submissionUuid);
  site.skip(5);
  const latest = await site.archiver.latest(submissionUuid);
  expect(latest?.dspUuid).toBeUndefined();
  expect((await site.archiver.blockers(dspUuid)).filesNotReady).toBeGreaterThan(0);
});

test('a submission without entities has an error and no UUID of DSP', async () => {
  const submissionUuid = await site.submissionOf('FetalGutSim');
  await site.archiver.create(submissionUuid);
  site.skip(5);
  const latest = await site.archiver.latest(submissionUuid);
  expect(latest).not.toHaveProperty('dspUuid');
  expect(latest?.errors).toEqual([
    {
      code: 'ingest_archiver.archive_metadata.no_entities',
      says: 'No entities found to convert.',
    },
  ]);
});

test('direct archiving that failed is answered with 200', async () => {
  site.fault('archiver-direct-fails');
  const { submissionUuid } = await forSubmission('ThalamusDirectSim');
  expect(await site.archiver.create(submissionUuid, { direct: true })).toEqual({
    outcome: 'refused',
    reason: 'The archiver says: Archiving failed (BioSamples). The archive is under maintenance.',
  });
});

test('an id that is not known is a page of HTML with 500, never 404', async () => {
  for (const reading of [
    site.archiver.validation(nobody),
    site.archiver.blockers(nobody),
    site.archiver.uploadPlan(nobody),
    site.archiver.dataProgress(nobody),
  ]) {
    const fault = await faultOf(reading);
    expect(fault).toMatchObject({ outcome: 'retry', message: 'The archiver answered 500.' });
  }
});

test('however often an id is not known, the archiver is not taken for silent', async () => {
  const { submissionUuid, dspUuid } = await site.built();
  for (let time = 0; time < 8; time += 1) await faultOf(site.archiver.blockers(nobody));
  expect((await site.archiver.latest(submissionUuid))?.dspUuid).toBe(dspUuid);
  expect((await site.archiver.blockers(dspUuid)).filesNotReady).toBe(5);
});

test('500 after a request that must not be made twice leaves it unknown', async () => {
  const { submissionUuid, dspUuid } = await site.built();
  site.fault('archiver-html-500');
  const before = site.asked('complete');
  for (const answer of [
    site.archiver.complete(dspUuid),
    site.archiver.create(submissionUuid),
    site.archiver.archiveData(submissionUuid),
  ]) {
    expect(await answer).toEqual({ outcome: 'unknown', reason: 'The archiver answered 500.' });
  }
  expect(site.asked('complete')).toBe(before);
});

test('an archiver that cannot be reached was not asked: that may be tried again', async () => {
  const { submissionUuid } = await forSubmission();
  await site.world.stop();
  const fault = await faultOf(site.archiver.create(submissionUuid));
  expect(fault).toMatchObject({ outcome: 'retry', message: 'The archiver cannot be reached.' });
});

test('the upload plan is nested while it is built, and sometimes afterwards', async () => {
  const { submissionUuid } = await forSubmission();
  await site.archiver.create(submissionUuid);
  const [{ dspUuid = '' } = {}] = site.world.archiving.submissions;
  expect(await site.archiver.uploadPlan(dspUuid)).toEqual({ jobs: [] });
  site.skip(5);
  const plain = await site.archiver.uploadPlan(dspUuid);
  expect(plain.jobs).toHaveLength(4);
  site.fault('archiver-nested-plan');
  expect(await site.archiver.uploadPlan(dspUuid)).toEqual(plain);
});

test('removing answers 500 after it removed: only a look counts', async () => {
  const { submissionUuid, dspUuid } = await site.built();
  site.fault('archiver-delete-500');
  expect(await site.archiver.remove({ submissionUuid, dspUuid })).toBe('gone');
  expect(await site.archiver.latest(submissionUuid)).toBeUndefined();
  expect(await site.archiver.remove({ submissionUuid, dspUuid })).toBe('gone');
});

test('removing whose answer is lost is looked after, too; what is hidden is not taken for gone', async () => {
  const { submissionUuid, dspUuid } = await site.built();
  await site.archiver.create(submissionUuid);
  site.skip(5);
  site.fault('archiver-html-500');
  await expect(site.archiver.remove({ submissionUuid, dspUuid })).rejects.toThrow('500');
  site.fault('archiver-html-500', false);
  expect((await site.archiver.blockers(dspUuid)).filesNotReady).toBeGreaterThan(0);
  site.fault('archiver-answer-lost-once');
  expect(await site.archiver.remove({ submissionUuid, dspUuid })).toBe('gone');
});

test('complete says 202 also where something blocks, and then nothing follows', async () => {
  const { submissionUuid, dspUuid } = await site.built();
  expect(await site.archiver.complete(dspUuid)).toEqual({ outcome: 'sent' });
  site.skip(600);
  expect(await site.stateOf(submissionUuid)).toBe('Archiving');
});

test('a lost answer to complete is unknown and sent once; the envelope tells', async () => {
  const { submissionUuid, dspUuid } = await site.built();
  await site.uploadAll(dspUuid);
  site.skip(5);
  site.fault('archiver-answer-lost-once');
  expect(await site.archiver.complete(dspUuid)).toMatchObject({ outcome: 'unknown' });
  expect(site.asked('complete')).toBe(1);
  site.skip(30);
  expect(await site.stateOf(submissionUuid)).toBe('Archived');
});

test('data: 200 may say that it failed', async () => {
  const { submissionUuid } = await forSubmission('ThalamusDirectSim');
  site.fault('archiver-data-refused');
  expect(await site.archiver.archiveData(submissionUuid)).toEqual({
    outcome: 'refused',
    reason: 'The archiver says: Data archiving request failed.',
  });
});

test('data: a file that failed stays as empty as one that waits; asked for again, it comes', async () => {
  const { submissionUuid } = await forSubmission('ThalamusDirectSim');
  await site.archiver.archiveData(submissionUuid);
  expect((await site.archiver.dataProgress(submissionUuid)).map(({ result }) => result)).toEqual(
    Array.from({ length: 8 }, () => undefined),
  );
  site.skip(60);
  const late = (await site.archiver.dataProgress(submissionUuid)).filter(({ result }) => !result);
  expect(late).toHaveLength(1);
  await site.archiver.archiveData(
    submissionUuid,
    late.map(({ uuid }) => uuid),
  );
  site.skip(15);
  const all = await site.archiver.dataProgress(submissionUuid);
  for (const { result } of all) {
    expect(result).toMatchObject({ md5: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(result).not.toHaveProperty('error');
  }
  expect(site.asked('archive data')).toBe(2);
});

async function forSubmission(shortName = 'RetinaMixSim') {
  return { submissionUuid: await site.submissionOf(shortName) };
}
