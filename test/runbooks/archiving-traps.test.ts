import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, openWorkspace, type TestWorkspace } from '../support/workspace.ts';

/**
 * The archiver as it really is, one trap after the other, on the way of one submission: the whole bot, over HTTP. It
 * says OK to what fails, and nothing that must not be asked twice is asked twice.
 */
const NAME = 'ThalamusDirectSim';
let workspace: TestWorkspace;
const ana = () => workspace.person('ana');
const asked = () => workspace.sandbox.world.archiving.requests.map(({ call }) => call).toSorted();
const fault = (name: string, on = true) => workspace.sandbox.world.controls.fault(name, on);
const standsAt = async () => {
  const { report } = workspace.sandbox.app.engine.operations;
  return (await report.find(NAME, 'archiving')).rows[0]?.card.cycle.state;
};
/** Lets time pass until it stands there. */
async function reaches(state: string, minutes = 1): Promise<void> {
  await eventually(async () => {
    workspace.skip(minutes);
    // A busy machine gets real time for each look; only what it waits for takes more of the sandbox's.
    await eventually(async () => expect(await standsAt()).toBe(state), 400);
  }, 60_000);
}
/** Time in steps, so that the bot looks in between. */
async function lives(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 10) {
    workspace.skip(10);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

beforeAll(async () => {
  workspace = await openWorkspace();
  await ana().say(`/archiving ${NAME}`);
  await ana().press('Archive only', NAME);
  await reaches('archiving');
});
afterAll(async () => {
  await workspace[Symbol.asyncDispose]();
});

describe('an archiver that says OK to what fails', () => {
  it('loses the answer to a request that it works on, and shows 404 with null for 45 minutes', async () => {
    fault('archiver-answer-lost-once');
    fault('archiver-slow');
    await ana().press('Archive metadata to DSP', NAME);
    await eventually(() => expect(asked()).toEqual(['create']));
    await lives(30);
    expect(await standsAt()).toBe('metadata on its way');
    await reaches('metadata in DSP', 5);
    expect(asked()).toEqual(['create']);
  });

  it('answers everything with a page of HTML and 500: nothing moves', async () => {
    fault('archiver-html-500');
    await lives(60);
    expect(await standsAt()).toBe('metadata in DSP');
    fault('archiver-html-500', false);
  });

  it('shows which files there are, by UUID, and sends none that is not among them', async () => {
    for (const page of ['files', 'files 1']) {
      await ana().say(`/archiving jobs ${NAME} ${page}`);
      await ana().sees('with their UUIDs', 'not sent', NAME);
    }
    await ana().press('Send files straight to ENA', NAME);
    const stranger = 'f5057fee-4c3e-4459-82dd-21250b729601';
    const answer = await ana().submit('Send files to ENA', {
      'Which files?': 'Only these',
      'Their UUIDs, for “Only these”': stranger,
    });
    expect(JSON.stringify(answer)).toContain(`No file of this submission has the UUID ${stranger}`);
    await ana().desk.dismiss((await ana().modal('Send files to ENA')).id);
    expect(await standsAt()).toBe('metadata in DSP');
    expect(asked()).toEqual(['create']);
  });

  it('says 200 and that the request for data failed', async () => {
    fault('archiver-data-refused');
    await ana().press('Send files straight to ENA', NAME);
    await ana().submit('Send files to ENA', { 'Which files?': 'All files of the submission' });
    await reaches('files failed', 0.1);
    await ana().sees('did not send the files', 'Data archiving request failed');
    fault('archiver-data-refused', false);
    expect(asked()).toEqual(['archive data', 'create']);
  });

  it('leaves a file that failed as null, like one that waits', async () => {
    await ana().press('Send files straight to ENA', NAME);
    await ana().submit('Send files to ENA', { 'Which files?': 'All files of the submission' });
    await reaches('files on their way to ENA', 0.1);
    await lives(20);
    expect(await standsAt()).toBe('files on their way to ENA');
    await reaches('files failed', 10);
  });

  it('leaves an error, which is no answer to the next request', async () => {
    fault('archiver-data-errors');
    await ana().press('Send what failed again', NAME);
    await reaches('files failed', 5);
    await ana().sees('not all files of', 'the checksum does not match');
    fault('archiver-data-errors', false);
    await ana().press('Send what failed again', NAME);
    await reaches('files on their way to ENA', 0.1);
    await lives(5);
    expect(await standsAt()).toBe('files on their way to ENA');
    await reaches('files archived', 5);
    expect(asked().filter((call) => call === 'archive data')).toHaveLength(4);
  });

  it('says 202 to the completion, and nothing happens: it is not asked again in a day', async () => {
    fault('archiver-nothing-happens');
    await eventually(async () => {
      workspace.skip(1);
      await ana().sees('DSP has nothing against', NAME);
    }, 60_000);
    await ana().press('Complete the DSP submission', NAME);
    await eventually(() => expect(asked()).toContain('complete'));
    for (let hour = 0; hour < 25; hour += 1) workspace.skip(60);
    await ana().sees('has been completing for', 'never ask to complete twice');
    expect(await standsAt()).toBe('completing');
    expect(asked().filter((call) => call === 'complete')).toHaveLength(1);
  });
});
