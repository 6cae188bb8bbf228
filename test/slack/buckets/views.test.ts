import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../src/buckets/grant/grant.ts';
import { writeGrant } from '../../../src/buckets/grant/write.ts';
import { holdingOf } from '../../../src/buckets/in-force/holding.ts';
import type { Setting } from '../../../src/buckets/policy/all-policies.ts';
import { reviewOf } from '../../../src/buckets/requests/review.ts';
import { usageOf } from '../../../src/buckets/requests/usage.ts';
import type { Trial } from '../../../src/buckets/trial/trial.ts';
import type { BucketRequest, GrantWish } from '../../../src/domain/bucket-request.ts';
import { excesses } from '../../../src/slack/limits.ts';
import { testedView } from '../../../src/slack/views/buckets/answers.ts';
import { bucketCardView } from '../../../src/slack/views/buckets/card.ts';
import { editsBlocks, shortLists } from '../../../src/slack/views/buckets/edits.ts';
import { bucketNewsView, usageWords } from '../../../src/slack/views/buckets/news.ts';
import { policiesView } from '../../../src/slack/views/buckets/policies.ts';
import { inFewLines } from '../../../src/slack/views/buckets/policy-text.ts';
import { reviewFile } from '../../../src/slack/views/buckets/review-file.ts';
import { concernView } from '../../../src/slack/views/buckets/upkeep.ts';
import { ANA, BEN, NOW, roles } from '../sample.ts';

const naming = { hub: 'mojap-hub-exports', prefix: 'mojap-', account: '111122223333' };
const SETTING: Setting = { naming, identities: 'roles', usersIn: 'identities' };

function pull(readers: number, users: number): Grant {
  return {
    kind: 'pull',
    name: 'heart',
    pullArns: Array.from(
      { length: readers },
      (_, n) => `arn:aws:iam::444455556666:role/reader-${n}`,
    ),
    users: Array.from({ length: users }, (_, n) => `alpha_user_${n}`),
    paperwork: ['DPIA 1'],
    allowPush: false,
    bucketVersioning: false,
  };
}

function asked(grant: Grant): { readonly request: BucketRequest; readonly wish: GrantWish } {
  const { kind, name } = grant;
  const after = writeGrant(grant);
  const wish = {
    what: 'grant',
    kind,
    name,
    before: null,
    after,
    deed: 'is new',
    byOwner: true,
  } as const;
  const request: BucketRequest = {
    ...{ id: 7, wanted: wish, by: ANA, channel: 'C1', status: 'to be reviewed', round: 1 },
    ...{ decisions: [], createdAt: NOW, changedAt: NOW },
  };
  return { request, wish };
}

async function reviewed(grant: Grant, before?: Grant) {
  const { request, wish } = asked(grant);
  const { kind, name } = grant;
  const agreed = before ? [{ kind, name, text: writeGrant(before), since: NOW }] : [];
  const found = await reviewOf(
    SETTING,
    holdingOf([], agreed, { ...SETTING, gone: new Set() }),
    wish,
  );
  if ('obstacle' in found) throw new Error(found.obstacle);
  return { request, review: found.review };
}

describe('the card of a request', () => {
  it('fits into a message of Slack’s however many people it names, and hides no denial and no line that counts', async () => {
    const push: Grant = {
      ...{ kind: 'push', name: 'lung', targetBucket: 'their-landing', keepFiles: true },
      users: Array.from({ length: 60 }, (_, n) => `airflow_${'long_name_'.repeat(4)}${n}`),
      paperwork: ['DPIA 1 until 2027-01-31'],
    };
    for (const grant of [pull(200, 200), push]) {
      const card = await reviewed(grant);
      const { blocks } = bucketCardView(card, roles);
      expect(excesses(blocks)).toEqual([]);
      const shown = JSON.stringify(blocks);
      expect(shown.length).toBeLessThan(12_500); // Slack refuses 13,200
      for (const words of ['any other user', 'any other account', 'anyone, without keys'])
        expect(shown, words).toContain(words);
      expect(shown).toContain(`${grant.users.length} users like ${grant.users[0]?.slice(0, 20)}`);
      expect(shown).toContain(grant.paperwork[0]);
      // Approve is where the reading begins.
      expect(blocks.findIndex(({ type }) => type === 'actions')).toBe(1);
      const whole = reviewFile(card.request, card.review);
      for (const user of grant.users) {
        expect(whole).toContain(`identities/${user}/`);
        expect(whole).toMatch(new RegExp(`^  ${user} .*list`, 'm')); // its row of the matrix
      }
      expect(whole).toContain(card.review.hash);
      for (const { text } of card.review.policies) expect(whole).toContain(text);
    }
    const { review, request } = await reviewed(push);
    const shown = JSON.stringify(bucketCardView({ review, request }, roles).blocks);
    for (const words of ['keep_files: true', 's3://their-landing/lung/', 'export_lung-copy'])
      expect(shown, words).toContain(words);
    for (const user of push.users) expect(shown).toContain(`+   - ${user}`);
  });

  it('calls those who read readers, and those who fill it users', async () => {
    const { request, review } = await reviewed(pull(46, 60), pull(1, 1));
    const shown = JSON.stringify(bucketCardView({ request, review }, roles).blocks);
    expect(shown).toContain('45 readers like arn:aws:iam::444455556666:role/reader-1');
    expect(shown).toContain('59 users like alpha_user_1');
    expect(shown).not.toMatch(/users like arn/);
  });

  it('that can’t be approved as things are says why, and has a button that looks again', () => {
    const { request, wish } = asked(pull(1, 1));
    const deed = 'removes alpha_user_0';
    const trouble = 'Nothing would change. `alpha_user_0` is its only user.';
    const stuck = { ...request, wanted: { ...wish, before: wish.after, deed }, trouble };
    const shown = JSON.stringify(bucketCardView({ request: stuck }, roles).blocks);
    for (const words of ['is its only user', 'it can’t be approved as things are', 'Withdraw'])
      expect(shown, words).toContain(words);
    expect(shown).toContain('"text":"Look again"');
    expect(shown).not.toContain('"text":"Approve"');
    const told = bucketNewsView({ about: 'not done', request: stuck });
    expect(told.text).toContain('not done (removes alpha_user_0). Nothing would change.');
    expect(JSON.stringify(told.blocks)).toContain('bucket:withdraw');
    expect(told.text).not.toContain('✓');
  });

  it('shows of a change all who come and go, and only what stays without its middle', async () => {
    const { users } = pull(1, 60);
    const before = { ...pull(1, 1), users };
    const after = {
      ...before,
      users: [...users.slice(1, 30), ...users.slice(31), 'alpha_user_new'],
    };
    const card = await reviewed(after, before);
    const [file] = editsBlocks(card.review.edits);
    const shown = JSON.stringify(file);
    for (const line of ['-   - alpha_user_0', '-   - alpha_user_30', '+   - alpha_user_new'])
      expect(shown).toContain(line);
    expect(shown).toContain('    … 23 more');
    expect(shown).not.toContain('alpha_user_10\\n');
    // Two hundred who come would not fit: then nobody is left out who is of another kind.
    const strangers = users.map(
      (_, n) => `arn:aws:iam::${n === 41 ? 9 : 4}00000000000:role/${'long'.repeat(14)}-${n}`,
    );
    const many: Grant = {
      ...{ kind: 'pull', name: 'heart', pullArns: strangers, users, paperwork: ['DPIA 1'] },
      ...{ allowPush: false, bucketVersioning: false },
    };
    const all = JSON.stringify(editsBlocks((await reviewed(many)).review.edits));
    expect(all).toContain('arn:aws:iam::900000000000');
    expect(all).toContain('*All policies* has every one');
  });

  it('counts lines that it leaves out, and leaves out no fewer than three', () => {
    const items = (n: number) =>
      Array.from({ length: n }, (_, index) => `    - alpha_user_${index}`);
    for (const n of [5, 6, 7, 8]) expect(shortLists(items(n), ' ')).toEqual(items(n));
    const [head, tail] = [items(9).slice(0, 3), items(9).slice(-3)];
    expect(shortLists(items(9), ' ')).toEqual([...head, '    … 3 more', ...tail]);
    const coming = items(9).map((line) => line.replace(' ', '+'));
    expect(shortLists(coming, ' ')).toEqual(coming);
  });

  it('names whoever is of another account, or another kind, however many others there are', async () => {
    const pullArns = Array.from({ length: 50 }, (_, n) =>
      n === 25
        ? 'arn:aws:iam::999988887777:role/stranger'
        : `arn:aws:iam::444455556666:role/reader-${n}`,
    );
    const users = Array.from({ length: 50 }, (_, n) =>
      n === 25 ? 'airflow_stranger' : `alpha_user_${n}`,
    );
    const grant: Grant = {
      ...{ kind: 'pull', name: 'heart', pullArns, users, paperwork: ['DPIA 1'] },
      ...{ allowPush: false, bucketVersioning: false },
    };
    const { blocks } = bucketCardView(await reviewed(grant), roles);
    const [difference, matrix] = ['Against today', 'Who can do what'].map((title) =>
      JSON.stringify(blocks.find((block) => JSON.stringify(block).includes(title))),
    );
    for (const shown of [difference, matrix])
      for (const who of ['999988887777:role/stranger', 'airflow_stranger'])
        expect(shown).toContain(who);
  });

  it('shows all policies in a message where they fit, and else leaves them to a file', async () => {
    const small = policiesView((await reviewed(pull(1, 2))).review);
    expect(excesses(small?.blocks ?? [])).toEqual([]);
    expect(JSON.stringify(small?.blocks)).toContain('identities/alpha_user_1/');
    expect(policiesView((await reviewed(pull(200, 200))).review)).toBeUndefined();
  });

  it('says who can do nothing as well as who can do something', async () => {
    const shown = JSON.stringify(bucketCardView(await reviewed(pull(1, 1)), roles).blocks);
    expect(shown).toContain('444455556666:role/reader-0  list  read  –      –');
    expect(shown).toContain('alpha_user_0                list  read  write  delete');
    expect(shown).toContain('anyone, without keys        –     –     –      –');
    expect(shown).toContain('Without TLS: nobody, nothing');
  });
});

describe('what whoever asked is told', () => {
  const grant: Grant = {
    ...{ kind: 'push', name: 'lung', targetBucket: 'their-landing', keepFiles: false },
    ...{ users: ['alpha_user_anna'], paperwork: ['DPIA 1'] },
  };

  it('has the path, a command to copy, what the target’s owner adds, and a button to try it', () => {
    const request: BucketRequest = { ...asked(grant).request, status: 'applied' };
    const usage = usageOf(SETTING, grant, true);
    const { blocks } = bucketNewsView({ about: 'applied', request, usage });
    expect(excesses(blocks)).toEqual([]);
    const shown = JSON.stringify(blocks);
    expect(shown).toContain('aws s3 cp my_data.csv s3://mojap-hub-exports/lung/my_data.csv');
    expect(shown).toContain('role/service-role/export_lung-move');
    expect(shown).toContain('Test file');
  });

  it('names whom the mover’s keys belong to for the target’s owner, or says what to put in', () => {
    const request: BucketRequest = { ...asked(grant).request, status: 'applied' };
    const shownWith = (mover: NonNullable<typeof SETTING.mover>) => {
      const usage = usageOf({ ...SETTING, mover }, grant, true);
      return JSON.stringify(bucketNewsView({ about: 'applied', request, usage }).blocks);
    };
    const bot = 'arn:aws:iam::111122223333:role/handoff';
    expect(shownWith({ principal: bot, elsewhere: {} })).toContain(bot);
    expect(shownWith({ principal: bot, elsewhere: {} })).not.toContain('service-role');
    const other = 'arn:aws:iam::444455556666:user/theirs';
    expect(shownWith({ principal: bot, elsewhere: { 'their-landing': other } })).toContain(other);
    expect(shownWith({ elsewhere: {} })).toContain('buckets.mover.principal');
  });

  it('has for readers what they fetch with', () => {
    const usage = usageOf(SETTING, pull(1, 1), true);
    expect(usageWords(usage)).toContain('aws s3 cp s3://mojap-heart/my_data.csv my_data.csv');
    expect(usageWords(usageOf(SETTING, grant, true))).not.toContain('They fetch');
  });

  it('can’t be led astray by what a reviewer writes', () => {
    const decision = {
      by: BEN,
      verdict: 'returned',
      hash: '',
      reason: '<!channel> *no*',
      at: NOW,
    } as const;
    const request: BucketRequest = {
      ...asked(grant).request,
      ...{ status: 'returned', decisions: [decision] },
    };
    const { text, blocks } = bucketNewsView({ about: 'returned', request });
    expect(text + JSON.stringify(blocks)).not.toContain('<!channel>');
  });

  it('reads what a test file went through, and where it stopped', () => {
    const path = 's3://their-landing/lung/t.txt';
    const trial: Trial = { path, did: ['put', 'delivered', 'read', 'deleted'], milliseconds: 1200 };
    const { target } = usageOf(SETTING, grant, true);
    const said = (more: Partial<Trial>) =>
      testedView('lung', { ok: true, trial: { ...trial, ...more }, target });
    expect(said({}).text).toBe(
      `✓ Put, delivered, read back, the same, deleted: \`${path}\` in 1.2 s.`,
    );
    const denied = said({ did: ['put'], failed: 'It said no.', missing: 'grant' });
    expect(denied.text).toContain('Put; but: It said no.');
    expect(JSON.stringify(denied.blocks)).toContain('The owner of `their-landing` adds these');
    const absent = said({ did: ['put'], failed: 'It is not there.', missing: 'bucket' });
    expect(absent.text).toContain('owner of `their-landing` makes this bucket');
    expect(said({ did: ['put', 'delivered', 'read'], stays: path }).text).toContain('stays there');
    // What moves data there had no part in it: that is not well.
    expect(said({ did: ['put', 'copied', 'read', 'deleted'] }).text).toMatch(/^⚠.*copied by me/);
  });
});

describe('what somebody has to see to', () => {
  const dataset = { kind: 'push', name: 'lung' } as const;
  it.each([
    [{ about: 'paperwork', ends: '2027-01-31', daysLeft: 1 } as const, '1 day more', 'renew lung'],
    [{ about: 'paperwork', ends: '2027-01-31', daysLeft: 0 } as const, 'today', 'renew lung'],
    [{ about: 'paperwork', ends: '2027-01-31', daysLeft: -3 } as const, 'held until', 'stays'],
    [{ about: 'no paperwork' } as const, 'has no paperwork', '&lt;reference&gt;'],
    [
      { about: 'leaver', who: 'alpha_user_gil', why: 'no role' } as const,
      'has no role any more',
      'remove-user lung alpha_user_gil',
    ],
    [{ about: 'leaver', who: ANA, why: 'left the chat' } as const, 'has left Slack', 'remove lung'],
  ])('says of %j what it is, and what to do', (concern, what, next) => {
    const { text } = concernView(dataset, concern);
    expect(text).toContain(what);
    expect(text).toContain(next);
  });
});

describe('a policy', () => {
  it('is shown in few lines, each of which fits, and is the same policy', async () => {
    const { review } = await reviewed(pull(3, 2));
    for (const { text } of review.policies) {
      const shown = inFewLines(text);
      expect(JSON.parse(shown)).toEqual(JSON.parse(text));
      expect(shown.split('\n').length).toBeLessThan(text.split('\n').length);
      for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(86);
    }
  });
});
