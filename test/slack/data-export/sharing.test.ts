import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aVisitor } from '../../sharing/room.ts';
import {
  eventually,
  openWorkspace,
  type Someone,
  type TestWorkspace,
} from '../../support/workspace.ts';
import { anExport, chooseInDialog, optionsOf } from './dialogs.ts';

const TITLE = 'Share an export';

describe('Share, on the card of an export', () => {
  let workspace: TestWorkspace;
  let fay: Someone;
  let ana: Someone;
  let eli: Someone;
  beforeAll(async () => {
    workspace = await openWorkspace();
    [fay, ana, eli] = [workspace.person('fay'), workspace.person('ana'), workspace.person('eli')];
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  /** A completed export of Fay’s; answers its number. */
  const exported = (name: string, ttl = 48) => anExport(workspace, fay, name, ttl);
  const opened = async (name: string) => {
    await fay.press('Share', name, 'Ready to download');
    return fay.modal(TITLE);
  };
  const said = async () => JSON.stringify((await fay.modal(TITLE)).blocks);
  const close = async () => fay.desk.dismiss((await fay.modal(TITLE)).id);
  const linkIn = (blocks: unknown): string => {
    const [link = ''] = /http:[^|>`"\\]+\/share\/[\w-]+/.exec(JSON.stringify(blocks)) ?? [];
    return link;
  };

  it('sends a person the link, and tells whoever shares until when', async () => {
    await exported('For Ana');
    await opened('For Ana');
    const given = { Person: ana.id, 'For how many hours?': '3', Note: 'For *the* review' };
    expect(await fay.submit(TITLE, given)).toEqual({ ok: true });
    expect(await said()).toMatch(new RegExp(`<@${ana.id}> is sent the link.*until`));
    expect(linkIn(await said())).toBe('');
    await close();
    const message = await ana.sees('For Ana', 'shares', 'For *the* review');
    const page = await aVisitor().look(linkIn(message.blocks));
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('For Ana')]);
    expect(workspace.person('cho').count('shares', 'For Ana')).toBe(0);
  });

  it('is for whoever asked for the export alone', async () => {
    await exported('Not to be passed on');
    await ana.press('Share', 'Not to be passed on', 'Ready to download');
    await ana.sees('belongs to', fay.id);
    expect(ana.desk.snapshot().modals).toEqual([]);
  });

  it('offers user groups by a part of their name, and sends the link to each member', async () => {
    await exported('For the wranglers');
    await opened('For the wranglers');
    await chooseInDialog(fay, TITLE, 'kind', 'A user group');
    const modal = await eventually(async () => {
      const found = await fay.modal(TITLE);
      expect(JSON.stringify(found.blocks)).toContain('User group');
      return found;
    });
    const offered = await optionsOf(fay, modal, 'group', 'share-dialog:group', 'wrang');
    expect(offered.map(({ text }) => text)).toEqual(['@wranglers']);
    const [group] = offered;
    expect(await fay.submit(TITLE, { 'User group': group?.value ?? '' })).toEqual({ ok: true });
    expect(await said()).toContain('Each full member of <!subteam^S000WRANGL>');
    await close();
    await ana.sees('shares', 'For the wranglers');
    await eli.sees('shares', 'For the wranglers');
  });

  it('shows a link for anyone once, to whoever shares alone; the first download uses it up', async () => {
    const id = await exported('For the world');
    await opened('For the world');
    await chooseInDialog(fay, TITLE, 'kind', 'Anyone with the link');
    await eventually(async () => expect(await said()).toContain('shown the link once'));
    await fay.submit(TITLE, { Downloads: ['One download: whoever is first has it'] });
    const link = linkIn(await said());
    await close();
    const visitor = aVisitor('A <curious> browser');
    expect((await visitor.press(link)).status).toBe(200);
    expect((await aVisitor().press(link)).status).toBe(410);
    expect(JSON.stringify(fay.messages())).not.toContain(link);
    expect(workspace.logged.join('\n')).not.toContain(link);

    await fay.say(`/data-export shares ${id}`);
    await fay.sees('Anyone with the link', 'used up', '1 download, ');
    await fay.press('Downloads', 'Anyone with the link', 'used up');
    await fay.sees('1 download of *For the world*', '127.0.0.x · A &lt;curious&gt; browser');
  });

  it('lists with whom, and ends at once what is revoked', async () => {
    const id = await exported('Listed');
    await fay.say(`/data-export shares ${id}`);
    await fay.sees('*Listed*', 'is shared with nobody');
    await opened('Listed');
    await fay.submit(TITLE, { Person: ana.id });
    await close();
    const message = await ana.sees('Listed', 'shares');
    await fay.say(`/data-export shares ${id}`);
    await fay.sees('was shared with', ana.id, 'Not downloaded yet');
    await fay.press('Revoke', 'was shared with', 'Not downloaded yet');
    const list = await fay.sees('was shared with', `${ana.id}> · <!date`, 'ended');
    expect(JSON.stringify(list.blocks)).not.toContain('Revoke');
    expect(fay.count('*Listed*', 'was shared with', 'Revoke')).toBe(0); // replaced, not added
    expect((await aVisitor().look(linkIn(message.blocks))).status).toBe(410);
    await fay.say('/data-export shares 999');
    await fay.sees('You have no export 999');
  });

  it('ends every link of an export in one press', async () => {
    const id = await exported('All at once');
    await opened('All at once');
    await fay.submit(TITLE, { Person: ana.id });
    await close();
    const message = await ana.sees('All at once', 'shares');
    await fay.say(`/data-export shares ${id}`);
    await fay.press('End all links', 'All at once', 'was shared with');
    await fay.sees('All at once', 'ended with all its links');
    expect((await aVisitor().look(linkIn(message.blocks))).status).toBe(410);
  });

  it('never outlasts the export, and says so where the hours are asked for', async () => {
    await exported('Short', 2);
    const modal = await opened('Short');
    expect(JSON.stringify(modal.blocks)).toContain('At most 2: it ends with the export itself');
    const late = await fay.submit(TITLE, { Person: ana.id, 'For how many hours?': '3' });
    expect(late).toMatchObject({ ok: false, errors: { hours: expect.any(String) } });
    await close();
    await opened('Short');
    workspace.skip(3 * 60);
    expect(await fay.submit(TITLE, { Person: ana.id })).toEqual({ ok: true });
    expect(await said()).toContain('nothing to share');
    await close();
  });

  it('refuses at the field whom Slack does not know as a full member', async () => {
    await exported('For a bot');
    await opened('For a bot');
    const answer = await fay.submit(TITLE, { Person: 'U0HANDOFF0' });
    expect(answer).toMatchObject({ errors: { person: expect.stringContaining('full member') } });
    await close();
  });

  it('shares once, however often the same dialog is sent', async () => {
    const id = await exported('Sent twice');
    const actor = { kind: 'person', id: fay.id, roles: ['data-consumers'] } as const;
    const { shares } = workspace.sandbox.app.exports;
    const wanted = {
      ...{ jobId: id, hours: 1, singleUse: false },
      with: { kind: 'person', slackUser: ana.id },
    } as const;
    await Promise.all(
      Array.from({ length: 5 }, () => shares.create(wanted, actor, { requestKey: 'share:V1' })),
    );
    expect(await shares.list(id, actor)).toHaveLength(1);
    await ana.sees('shares', 'Sent twice');
    expect(ana.count('shares', 'Sent twice')).toBe(1);
  });
});
