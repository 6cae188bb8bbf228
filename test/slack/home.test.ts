import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DATA_OPS,
  eventually,
  openWorkspace,
  type Someone,
  type TestWorkspace,
} from '../support/workspace.ts';

const TRACK = 'Track Ingested Experiments';

/** Fay consumes data; Ben and Eli look after buckets; two pairs of the datasets share a name. */
describe('Home', () => {
  let workspace: TestWorkspace;
  let fay: Someone;
  let ben: Someone;
  let eli: Someone;
  beforeAll(async () => {
    workspace = await openWorkspace({
      tracker: true,
      buckets: { file: { store: undefined, mover: undefined } },
    });
    fay = workspace.person('fay');
    ben = workspace.person('ben');
    eli = workspace.person('eli');
    await fay.sees('The first crawl is done', '19 datasets');
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  const home = (who: Someone) => JSON.stringify(who.desk.snapshot().home?.blocks ?? []);
  async function shows(who: Someone, ...words: readonly string[]): Promise<void> {
    await eventually(() => {
      who.desk.openHome();
      for (const one of words) expect(home(who)).toContain(one);
    });
  }
  async function ask(name: string): Promise<void> {
    await fay.say('/bucket request', DATA_OPS);
    await fay.submit('Ask for a bucket', {
      'Dataset name': name,
      'Target bucket': 'their-landing',
      'Users who put data there': 'alpha_user_fay',
      Paperwork: 'DPIA 204',
      'Paperwork holds until': '2027-01-31',
    });
    await ben.sees(`*${name}* (push)`, 'asks for it');
  }

  it('tells whoever has a role what waits in the tracker, and leads there', async () => {
    await shows(ben, 'Waiting for you: 2', '2 pairs of datasets that share a name');
    workspace.sandbox.google.people.type(TRACK, 'E-MTAB-990301', 'Curator', 'Ana');
    await fay.say('/dataset crawl', DATA_OPS);
    await shows(ben, 'Waiting for you: 3', '1 cell of the sheet that people wrote into');
    await ben.pressOnHome('What people wrote');
    await ben.press('Accept', '*E-MTAB-990301*, Curator');
    await eventually(() => expect(home(ben)).toContain('Waiting for you: 2')); // without being opened anew
  });

  it('tells data engineering alone of requests to review, with a way to each', async () => {
    await ask('lung');
    await shows(eli, 'Bucket of *lung*', 'asks for it', '|Review>', 'Waiting for you: 3');
    await shows(fay, 'Waiting for you: 2');
    expect(home(fay)).not.toContain('lung');
  });

  it('tells whoever asked that it was returned, and lets them mend it', async () => {
    await ben.press('Return', '*lung* (push)');
    await ben.submit('Return this request', { 'What is to be mended in lung?': 'Which users?' });
    await shows(fay, 'Your request 1 for the bucket of `lung` was returned by', 'Which users?');
    await shows(eli, 'Waiting for you: 2');
    await fay.pressOnHome('Mend it');
    await fay.modal('Ask for a bucket');
  });
});
