import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addFileNews, endFileNews } from '../../../src/storage/buckets/file-news.ts';
import { askForFileCard, askToTellConcern } from '../../../src/storage/buckets/request-errands.ts';
import { listOpenRequests } from '../../../src/storage/buckets/requests.ts';
import { openBeside } from '../../../src/storage/database.ts';
import {
  DATA_OPS,
  eventually,
  openWorkspace,
  type Someone,
  type TestWorkspace,
} from '../../support/workspace.ts';

const LUNG = {
  'Dataset name': 'lung',
  'Target bucket': 'their-landing',
  'Users who put data there': 'alpha_user_fay\nalpha_user_gil',
  Paperwork: 'DPIA 204',
  'Paperwork holds until': '2027-01-31',
};

/** Buckets without a store: what is approved becomes a plan. Ben, Cho and Eli look after them. */
describe('/bucket', () => {
  let workspace: TestWorkspace;
  let fay: Someone;
  let ben: Someone;
  let cho: Someone;
  let eli: Someone;
  beforeAll(async () => {
    workspace = await openWorkspace({
      buckets: { file: { graceDays: 1, store: undefined, mover: undefined } },
    });
    [fay, ben, cho, eli] = (['fay', 'ben', 'cho', 'eli'] as const).map((name) =>
      workspace.person(name),
    ) as [Someone, Someone, Someone, Someone];
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  const folder = () => workspace.sandbox.config.buckets?.folder ?? '';
  const fileOf = (name: string, kind = 'push') =>
    join(folder(), `${kind}_datasets`, `${name}.yaml`);
  const planOf = (path: string) =>
    readFileSync(join(workspace.sandbox.config.dataDir, 'bucket-plan', path), 'utf8');
  const log = (branch: string) =>
    execFileSync('git', ['log', '--format=%an|%s|%b', branch], {
      ...{ cwd: folder(), encoding: 'utf8' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const say = (who: Someone, words: string) => who.say(`/bucket ${words}`.trim(), DATA_OPS);

  async function ask(fields: Readonly<Record<string, string>>, who = fay) {
    await say(who, 'request');
    return sent(who, fields);
  }
  async function sent(who: Someone, fields: Readonly<Record<string, string>>) {
    const before = who.count('Request ');
    const answer = await who.submit('Ask for a bucket', fields);
    if (answer.ok)
      await eventually(async () => expect(who.count('Request ')).toBeGreaterThan(before));
    return answer;
  }
  async function close(who: Someone) {
    await who.desk.dismiss((await who.modal('Ask for a bucket')).id);
  }
  async function approved(who: Someone, ...words: readonly string[]) {
    await who.sees(...words, 'approves it');
    await who.press('Approve', ...words, 'approves it');
    await who.sees(...words, '✓ Applied');
  }

  it.each([
    ['a name with a hyphen', { 'Dataset name': 'Lung-3' }, { name: 'Perhaps “lung_3”' }],
    [
      'an ARN for a target',
      { 'Target bucket': 'arn:aws:s3:::landing' },
      { target: 'bare name, “landing”' },
    ],
    ['the hub as target', { 'Target bucket': 'mojap-hub-exports' }, { target: 'hub itself' }],
    [
      'a bucket with its key',
      { 'Target bucket': 'bucket: landing' },
      { target: 'Perhaps “landing”' },
    ],
    [
      'several users',
      { 'Users who put data there': 'fay, alpha_user_gil, *x*, <!channel>' },
      { users: 'Perhaps “alpha_user_fay”. Wrong, too: “*x*”, “<!channel>”.' },
    ],
    ['two days', { Paperwork: 'DPIA 9 until 2027-01-01' }, { until: 'says until 2027-01-01' }],
    [
      'a user’s bare name',
      { 'Users who put data there': 'fay' },
      { users: 'Perhaps “alpha_user_fay”' },
    ],
    [
      'no paperwork',
      { Paperwork: 'TBD' },
      { paperwork: '“TBD” is no paperwork: write what the release rests on, as in DPIA 123.' },
    ],
    ['a day that is over', { 'Paperwork holds until': '2020-01-01' }, { until: 'is over' }],
    ['a day that is none', { 'Paperwork holds until': '2027-02-30' }, { until: 'no day' }],
    ['a name that is taken', { 'Dataset name': 'fetal_gut' }, { name: 'already' }],
  ])('says at its field what is wrong with %s, and what to write', async (_, given, expected) => {
    const answer = await ask({ ...LUNG, ...given });
    const [[field, says] = ['', '']] = Object.entries(expected);
    expect(answer).toMatchObject({ ok: false, errors: { [field]: expect.stringContaining(says) } });
    await close(fay);
  });

  it('shows data engineering policy, access and edits; whoever asked can’t approve; a return is mended', async () => {
    expect(await ask(LUNG)).toEqual({ ok: true });
    const card = await ben.sees('*lung*', 'asks for it', 'approves it');
    const shown = JSON.stringify(card.blocks);
    for (const words of [
      '+ target_bucket: their-landing',
      'alpha_user_fay: list, write s3://mojap-hub-exports/lung/',
      'identities/…/hub_exports.json`, the same for alpha_user_fay, alpha_user_gil',
      'any other user',
      'anyone, without keys',
      'Without TLS: nobody, nothing',
      'DPIA 204 until 2027-01-31',
    ])
      expect(shown, words).toContain(words);
    await fay.press('Approve', '*lung*', 'approves it');
    await fay.sees('This is for data engineering');
    await eventually(() => expect(log('push_dataset/lung')).toContain('Fay Lindqvist|Request'));
    expect(log('push_dataset/lung')).toContain('Asked for in http');

    await ben.press('Return', '*lung*', 'approves it');
    await ben.submit('Return this request', {
      'What is to be mended in lung?': 'Gil has left. Name Hal.',
    });
    await fay.sees('returned your request', 'Gil has left');
    await fay.press('Mend it', 'Gil has left');
    expect(JSON.stringify((await fay.modal('Ask for a bucket')).blocks)).toContain(
      'alpha_user_gil',
    );
    await sent(fay, {
      'Users who put data there': 'alpha_user_fay\nalpha_user_hal',
    });
    await ben.sees('*lung*', 'round 2', 'alpha_user_hal');
  });

  it('applies what was approved once, merges its branch, and tells how it is used', async () => {
    await approved(ben, '*lung*', 'asks for it');
    expect(readFileSync(fileOf('lung'), 'utf8')).toContain('alpha_user_hal');
    expect(log('main')).toMatch(/Ben Osei\|Accept push_datasets\/lung.yaml\|.*Asked for in http/s);
    expect(planOf('identities/alpha_user_fay/hub_exports.json')).toContain(
      'mojap-hub-exports/lung/*',
    );
    const told = await fay.sees(
      '*lung* is ready',
      'aws s3 cp my_data.csv s3://mojap-hub-exports/lung/my_data.csv',
    );
    const shown = JSON.stringify(told.blocks);
    expect(shown).toContain('The owner of `their-landing` adds these');
    expect(shown).toContain('export_lung-move');
    expect(shown).not.toContain('Test file'); // no store to try it in
    expect(fay.count('*lung* is ready')).toBe(1);
  });

  it('approves nothing whose file somebody has changed since it was shown: the card says so', async () => {
    await say(fay, 'add-user lung alpha_user_ida');
    await fay.sees('for *lung*', 'reviews it');
    const before = await ben.sees('*lung*', 'adds alpha_user_ida', 'approves it');
    const agreed = readFileSync(fileOf('lung'), 'utf8');
    writeFileSync(fileOf('lung'), `# by hand\n${agreed}`);
    execFileSync(
      'git',
      ['-c', 'user.name=x', '-c', 'user.email=x@y', 'commit', '-qam', 'By hand'],
      { cwd: folder() },
    );
    await ben.press('Approve', 'adds alpha_user_ida');
    await ben.sees('It can’t be approved as things are', 'lies otherwise in the folder now');
    await eventually(async () => {
      const now = await ben.sees('*lung*', 'adds alpha_user_ida', 'lies otherwise');
      expect(now.ts).toBe(before.ts);
    });
    writeFileSync(fileOf('lung'), agreed);
    await ben.press('Look again', 'adds alpha_user_ida');
    await ben.sees('*lung*', 'adds alpha_user_ida', 'one of you approves it');
    writeFileSync(fileOf('lung'), `# by hand\n${agreed}`);
    await ben.press('Withdraw', 'adds alpha_user_ida');
    await ben.sees('adds alpha_user_ida', 'Withdrawn');
    await say(fay, 'add-user lung alpha_user_ida');
    await approved(cho, '*lung*', 'adds alpha_user_ida');
    expect(readFileSync(fileOf('lung'), 'utf8')).toMatch(/# by hand.*alpha_user_ida/s);
  });

  it('two who approve at once have it applied once', async () => {
    await say(fay, 'add-user lung alpha_user_jon');
    await ben.sees('*lung*', 'adds alpha_user_jon', 'approves it');
    await Promise.all([
      ben.press('Approve', 'adds alpha_user_jon', 'approves it'),
      cho.press('Approve', 'adds alpha_user_jon', 'approves it'),
    ]);
    await ben.sees('adds alpha_user_jon', '✓ Applied');
    await fay.sees('*lung*: done (adds alpha_user_jon)');
    expect(fay.count('*lung*: done (adds alpha_user_jon)')).toBe(1);
    expect(log('main').match(/Accept push_datasets\/lung.yaml/g)).toHaveLength(3);
  });

  it('takes access away at once for its owner; another’s wish is reviewed', async () => {
    await say(fay, 'remove-user lung alpha_user_jon');
    await fay.sees('*lung*: done (removes alpha_user_jon)');
    expect(readFileSync(fileOf('lung'), 'utf8')).not.toContain('alpha_user_jon');
    const commits = execFileSync('git', ['log', '-2', '--format=%an|%s|%b', 'main'], {
      ...{ cwd: folder(), encoding: 'utf8' },
    });
    for (const subject of ['Change', 'Accept'])
      expect(commits).toMatch(
        new RegExp(`Fay Lindqvist\\|${subject} push_datasets/lung.yaml\\|Asked for in http`),
      );
    await say(workspace.person('dee'), 'remove-user lung alpha_user_ida');
    await ben.sees('removes alpha_user_ida', 'somebody else’s dataset');
    expect(readFileSync(fileOf('lung'), 'utf8')).toContain('alpha_user_ida');
    await ben.press('Withdraw', 'removes alpha_user_ida');
    await ben.sees('removes alpha_user_ida', 'Withdrawn');
  });

  it('lets its owner withdraw what a stranger asks for, from the answer that says what is in the way', async () => {
    const dee = workspace.person('dee');
    await say(dee, 'add-user lung alpha_user_dee');
    await ben.sees('adds alpha_user_dee', 'approves it');
    await say(fay, 'add-user lung alpha_user_kim');
    await fay.press('Withdraw it', `of <@${dee.id}> for *lung* waits for its review`);
    await fay.sees('for *lung* is withdrawn', `<@${dee.id}> is told`);
    await dee.sees(`<@${fay.id}> has withdrawn your request for *lung*`, 'adds alpha_user_dee');
    await ben.sees('adds alpha_user_dee', `Withdrawn by <@${fay.id}>`);
  });

  it.each([
    ['help', 'asks for a bucket'],
    ['list', '`lung`'],
    ['show lung', 'alpha_user_hal'],
    ['show lung', 'Whose it is: <@'],
    ['show nothing', 'There is no dataset'],
    ['show Lung', 'There is no dataset `Lung`. Did you mean this?'],
    ['change lnug', 'There is no dataset `lnug`. Did you mean this?'],
    ['remove-user lungs alpha_user_fay', 'There is no dataset `lungs`. Do you mean `lung`?'],
    ['shwo lung', 'Did you mean'],
    ['add-user lung', 'add-user &lt;name&gt; &lt;user&gt;'],
    ['add-user lung hal', '`alpha_user_hal`'],
    ['add-user lung alpha_user_hal', 'already'],
    ['remove-user lung alpha_user_hat', 'Do you mean `alpha_user_hal`'],
    ['rotate-arn lung arn:aws:iam::111122223333:role/x', 'push dataset'],
    ['remove nothing', 'There is no dataset'],
  ])('/bucket %s is answered in a line', async (words, answer) => {
    await say(fay, words);
    const [head = ''] = answer.split('\n');
    await fay.sees(head);
  });

  it('a pull dataset gets a bucket of its own; one ARN takes the place of another', async () => {
    const old = 'arn:aws:iam::444455556666:role/reader';
    const now = 'arn:aws:iam::444455556666:role/reader-2';
    await say(fay, 'request');
    const modal = await fay.modal('Ask for a bucket');
    const pull = { type: 'radio_buttons', selected_option: { value: 'pull' } };
    await fay.pressIn(
      { kind: 'view', viewId: modal.id },
      { blockId: 'kind', actionId: 'bucket-dialog:kind', state: pull },
    );
    await eventually(async () =>
      expect(JSON.stringify((await fay.modal('Ask for a bucket')).blocks)).toContain(
        'ARNs that may fetch',
      ),
    );
    const fields = {
      'Dataset name': 'heart_2',
      'Users who put data there': 'alpha_app_heart',
      Paperwork: 'DPIA 9',
      'Paperwork holds until': '2027-01-31',
    };
    const wrong = await fay.submit('Ask for a bucket', {
      ...fields,
      'ARNs that may fetch': 'arn:aws:iam::1234567890:role/x',
    });
    expect(wrong).toMatchObject({
      ok: false,
      errors: { readers: expect.stringContaining('12 digits, this has 10') },
    });
    expect(await sent(fay, { ...fields, 'ARNs that may fetch': old })).toEqual({ ok: true });
    await fay.sees('for *heart_2*', 'this one is `mojap-heart-2`');
    await approved(ben, '*heart_2*', 'asks for it');
    expect(planOf('buckets/mojap-heart-2/policy.json')).toContain(old);
    await say(fay, `rotate-arn heart_2 ${now}`);
    await eventually(async () => expect(fay.count('for *heart_2*')).toBe(2));
    expect(fay.count('this one is')).toBe(1); // it is no news again
    await ben.sees('*heart_2*', 'reader-2', 'can no longer');
    await approved(cho, '*heart_2*', 'replaces');
    expect(planOf('buckets/mojap-heart-2/policy.json')).toContain(now);
    expect(planOf('buckets/mojap-heart-2/policy.json')).not.toContain(`${old}"`);
  });

  it('ends a dataset only when two have confirmed it and its days have passed; until then it can be kept', async () => {
    await say(fay, 'remove heart_2');
    await fay.sees('two people of data engineering confirm it', 'Nothing of it is deleted');
    await ben.press('Confirm its end', '*heart_2*');
    await ben.sees('*heart_2*', `<@${ben.id}> has; one more`);
    await ben.press('Confirm its end', '*heart_2*');
    await ben.sees('You have confirmed it already');
    await eli.press('Confirm its end', '*heart_2*');
    const told = await fay.sees('that *heart_2* ends', 'what lies there stays');
    await fay.press('Keep the dataset', 'that *heart_2* ends');
    const kept = await fay.sees('*heart_2* stays', `<@${fay.id}> has kept it`);
    expect(kept.ts).toBe(told.ts);
    expect(JSON.stringify(kept.blocks)).not.toContain('Keep the dataset');
    await ben.sees('*heart_2*', 'ends the dataset', 'Withdrawn');
    workspace.skip(60 * 25);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(existsSync(fileOf('heart_2', 'pull'))).toBe(true);

    await say(fay, 'remove heart_2');
    await ben.sees('*heart_2*', 'two of you confirm it');
    await ben.press('Confirm its end', '*heart_2*', 'two of you confirm it');
    await ben.sees('*heart_2*', 'one more');
    await eli.press('Confirm its end', '*heart_2*', 'one more');
    await ben.sees('*heart_2*', 'until then it can be kept');
    await say(fay, 'show heart_2');
    await fay.sees('*heart_2* (pull)', `of <@${fay.id}>: <!date`, 'it ends');
    expect(existsSync(fileOf('heart_2', 'pull'))).toBe(true);
    workspace.skip(60 * 25);
    await fay.sees('*heart_2* has ended. Nobody has access');
    await eventually(async () => {
      expect(fay.count('*heart_2* has ended.')).toBe(2); // news, and in the place of what could be kept
      expect(fay.count('that *heart_2* ends')).toBe(0);
    });
    expect(existsSync(fileOf('heart_2', 'pull'))).toBe(false);
  });

  it('somewhere else goes to data engineering with the facts, and their answer comes back', async () => {
    await say(fay, 'request');
    const modal = await fay.modal('Ask for a bucket');
    const state = { type: 'radio_buttons', selected_option: { value: 'elsewhere' } };
    await fay.pressIn(
      { kind: 'view', viewId: modal.id },
      { blockId: 'kind', actionId: 'bucket-dialog:kind', state },
    );
    await eventually(async () =>
      expect(JSON.stringify((await fay.modal('Ask for a bucket')).blocks)).toContain('Where to'),
    );
    await sent(fay, {
      'Dataset name': 'skin',
      'Where to': 'Azure <!channel>',
      'What data engineering should know': 'Tenant 12, 40 GB a week.',
    });
    const card = await ben.sees('*skin*', 'somewhere else', 'Tenant 12, 40 GB a week.');
    expect(JSON.stringify(card.blocks)).not.toContain('<!channel>');
    await ben.press('Answer', '*skin*');
    await ben.submit('Answer', { 'What is arranged for skin?': 'Use the gateway.' });
    await fay.sees('about *skin*', 'Use the gateway.');
  });

  it('applies what is approved while another file is set aside, and says on the card what is the matter', async () => {
    writeFileSync(fileOf('bad'), 'name: bad\nbucket: x\nusers: [alpha_user_a]\n');
    await say(fay, 'add-user lung alpha_user_kim');
    await ben.sees('adds alpha_user_kim', '1 file is not what holds', '`/bucket list`');
    await say(fay, 'list');
    await fay.sees('Files that are not what holds', 'push_datasets/bad.yaml:2');
    await approved(ben, '*lung*', 'adds alpha_user_kim');
    rmSync(fileOf('bad'));
  });

  it('has what was changed by hand reviewed, with all that it changes on the card', async () => {
    const before = readFileSync(fileOf('fetal_gut'), 'utf8');
    writeFileSync(fileOf('fetal_gut'), before.replace('users:', 'users:\n  - alpha_user_kim'));
    await say(fay, 'review fetal_gut');
    const card = await ben.sees('*fetal_gut*', 'was made by hand in the folder');
    expect(JSON.stringify(card.blocks)).toContain('+   - alpha_user_kim');
    expect(JSON.stringify(card.blocks)).not.toContain('nobody has agreed'); // that is asked for here
    for (const name of ['one', 'two'])
      writeFileSync(fileOf(name), before.replace('fetal_gut', name));
    await say(fay, 'list');
    await fay.sees('push_datasets/one.yaml`: changed by hand', '`/bucket review &lt;name&gt;`');
    for (const name of ['one', 'two']) rmSync(fileOf(name));
    await ben.press('Withdraw', '*fetal_gut*', 'was made by hand');
    await ben.sees('*fetal_gut*', 'Withdrawn');
    writeFileSync(fileOf('fetal_gut'), before);
  });

  it('tells of a file that is wrong, and at the same place when it is well again', async () => {
    const db = openBeside(workspace.sandbox.config.dataDir);
    const now = new Date(workspace.sandbox.clock.now());
    const news = { path: 'push_datasets/x.yaml', why: 'set aside', line: 3, says: 'No `name`.' };
    const id = await addFileNews(db, news.path, JSON.stringify(news), now);
    await askForFileCard(db, id, now);
    await say(fay, 'remove-user lung nobody'); // wakes the outbox
    const told = await ben.sees(
      '`push_datasets/x.yaml:3` is set aside: No',
      'Nothing of it holds.',
    );
    await endFileNews(db, id, now);
    await askForFileCard(db, id, now);
    await db.destroy();
    await say(fay, 'remove-user lung nobody');
    const well = await ben.sees('`push_datasets/x.yaml` is well again');
    expect(well.ts).toBe(told.ts);
  });

  it('asks each quarter whether a dataset is still right; one press says so, once, by those who may', async () => {
    await say(ben, 'show fetal_gut');
    await ben.sees('*fetal_gut* (push)', 'to be looked at this quarter');
    await say(fay, 'show fetal_gut');
    await fay.press('Still right', 'to be looked at this quarter');
    await fay.sees('This is for whoever asked for *fetal_gut*');
    await ben.press('Still right', 'to be looked at this quarter');
    await ben.sees('✓ *fetal_gut* is still right');
    await ben.sees('Is it still right? 2026-Q1');
    await cho.sees('Is it still right? 2026-Q1');
    await say(ben, 'list');
    await ben.sees('`fetal_gut`', '`lung`', 'paperwork until 2027-03-31');
  });

  it('tells of paperwork that ends, whoever asked in their messages and data engineering in its channel', async () => {
    const db = openBeside(workspace.sandbox.config.dataDir);
    const concern = { about: 'paperwork', ends: '2026-02-10', daysLeft: 7 } as const;
    const dataset = { kind: 'push', name: 'lung' } as const;
    const now = new Date(workspace.sandbox.clock.now());
    for (const to of [undefined, fay.id])
      await askToTellConcern(db, { key: 'x', dataset, concern, to }, now);
    await db.destroy();
    await say(fay, 'remove-user lung nobody'); // wakes the outbox, which has no other reason to look
    await fay.sees('The paperwork of *lung* holds until 2026-02-10, 7 days more.', 'renew lung');
    await cho.sees('The paperwork of *lung* holds until 2026-02-10');
  });

  it('changes what a dataset is in a dialog with what holds now, reviewed', async () => {
    await say(fay, 'change lung');
    const modal = await fay.modal('Change lung');
    expect(JSON.stringify(modal.blocks)).toContain('their-landing');
    expect(
      await fay.submit('Change lung', { 'Target bucket': 'arn:aws:s3:::another' }),
    ).toMatchObject({ ok: false, errors: { target: expect.stringContaining('“another”') } });
    await fay.submit('Change lung', { 'Target bucket': 'another-landing' });
    await approved(ben, '*lung*', 'changes its target');
    expect(readFileSync(fileOf('lung'), 'utf8')).toContain('target_bucket: another-landing');
  });

  it('is handed on by data engineering to somebody else, whose it is then', async () => {
    await say(fay, `hand-over lung <@${cho.id}>`);
    await fay.sees('This is for data engineering');
    await say(ben, `hand-over lung <@${workspace.person('dee').id}>`);
    await ben.sees('*lung* is <@', 'from now on');
    await say(ben, `hand-over lung <@${fay.id}>`);
  });

  it('gives paperwork another day in one line, reviewed', async () => {
    await say(fay, 'renew lung 2028-01-31 DPIA 204, second version');
    await approved(ben, '*lung*', 'renews its paperwork until 2028-01-31');
    expect(readFileSync(fileOf('lung'), 'utf8')).toContain(
      'paperwork: DPIA 204, second version until 2028-01-31',
    );
  });

  it('keeps everything that was asked, decided and done in the journal', async () => {
    const db = openBeside(workspace.sandbox.config.dataDir);
    const events = await db
      .selectFrom('journal')
      .select(['event', 'actor'])
      .where('event', 'like', 'bucket %')
      .execute();
    expect(await listOpenRequests(db)).toEqual([]);
    await db.destroy();
    const names = new Set(events.map(({ event }) => event));
    for (const event of ['requested', 'approved', 'returned', 'withdrawn', 'applied', 'answered'])
      expect(names).toContain(`bucket ${event}`);
    expect(events.some(({ actor }) => actor === ben.id)).toBe(true);
  });
});
