import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/runbooks/final-check.ts';
import { openReadOnly } from '../../src/storage/database.ts';
import { readJournal, verifyJournal } from '../../src/storage/journal.ts';
import { DATA_OPS, eventually, openWorkspace, type TestWorkspace } from '../support/workspace.ts';

/**
 * The Exporting SOP, step by step, through Slack: what ingest is asked, what the journal keeps and what each
 * person sees. One dataset goes all the way; the others stop where their step says.
 */
let workspace: TestWorkspace;
const ana = () => workspace.person('ana');
const ben = () => workspace.person('ben');
const cho = () => workspace.person('cho');
const dee = () => workspace.person('dee');
const eli = () => workspace.person('eli');
const fay = () => workspace.person('fay');

beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(async () => {
  await workspace[Symbol.asyncDispose]();
});

async function journalOf(shortName: string): Promise<readonly string[]> {
  const db = openReadOnly(workspace.sandbox.config.dataDir);
  const rows = await readJournal(db, workspace.uuidOf(shortName));
  await db.destroy();
  return rows.map((row) => `${row.step ?? ''} ${row.event}: ${row.from_state} -> ${row.to_state}`);
}

async function submitExport(shortName: string, choice = 'Export metadata and data'): Promise<void> {
  await ana().say(`/export ${shortName}`);
  await ana().press(choice, shortName);
  await eventually(() => expect(workspace.submitsOf(shortName)).toHaveLength(1));
}

describe('Step 1: the wrangler hits submit to trigger export and notes the project UUID', () => {
  it('shows what will happen to the wrangler alone, and submits nothing before it is confirmed', async () => {
    await ana().say('/export FetalGutSim');
    const preview = await ana().sees('FetalGutSim', 'f5057fee');
    expect(preview.ephemeral).toBe(true);
    expect(ben().count('FetalGutSim')).toBe(0);
    expect(workspace.submitsOf('FetalGutSim')).toHaveLength(0);
  });

  it('asks ingest to export once, when confirmed, and puts a card into the channel', async () => {
    await ana().press('Export metadata and data', 'FetalGutSim');
    const card = await ben().sees('FetalGutSim', 'cycle 1');
    expect(card.ephemeral).toBe(false);
    await eventually(() => expect(workspace.submitsOf('FetalGutSim')).toHaveLength(1));
    expect(JSON.stringify(workspace.submitsOf('FetalGutSim'))).toContain('["Export"]');
    expect(await journalOf('FetalGutSim')).toContain('1 submit: valid -> exporting');
  });

  it.each([
    ['a project UUID', () => workspace.uuidOf('LungTumourSim')],
    [
      'a pasted ingest-UI URL',
      () =>
        `https://contribute.data.humancellatlas.org/projects/detail?uuid=${workspace.uuidOf('LungTumourSim')}`,
    ],
  ])('takes %s', async (_what, words) => {
    const before = ana().count('LungTumourSim');
    await ana().say(`/export ${words()}`);
    await eventually(() => expect(ana().count('LungTumourSim')).toBeGreaterThan(before));
  });

  it('offers the nearest projects as buttons when the name is unknown', async () => {
    await ana().say('/export FetalGutsimm');
    const offer = await ana().sees('FetalGutsimm', 'Did you mean');
    expect(offer.ephemeral).toBe(true);
    await ana().press('FetalGut2Sim', 'FetalGutsimm');
    await ana().sees('FetalGut2Sim');
  });

  it('refuses people who are not wranglers, and says who can', async () => {
    await fay().say('/export FetalGut2Sim');
    await eventually(async () => {
      const mine = fay()
        .messages()
        .filter((message) => message.ephemeral);
      expect(mine.map((message) => message.text).join('\n')).toMatch(/wrangler/i);
    });
    expect(workspace.submitsOf('FetalGut2Sim')).toHaveLength(0);
  });
});

describe('Step 2: the submitting wrangler checks that export is complete', () => {
  it('shows progress on the card, without a ping', async () => {
    workspace.skip(60);
    await eventually(() => {
      workspace.skip(0.1); // progress is drawn a few seconds after it was seen
      expect(ben().count('FetalGutSim', 'Transfer done')).toBe(1);
    });
    expect(ana().count('FetalGutSim', 'Transfer done', `<@${ana().id}>:`)).toBe(0);
  });

  it('tells the wrangler when it is complete', async () => {
    workspace.skip(60);
    const line = await ana().sees(`<@${ana().id}>: ✓ *FetalGutSim* is exported`);
    expect(line.thread_ts).toBeDefined();
    expect(await journalOf('FetalGutSim')).toContain('2 export finished: exporting -> exported');
  });
});

describe('Step 3: the import team is notified of successful export', () => {
  it('opens the thirteen-field form, prefilled, and names each field that is wrong', async () => {
    await ana().press('Request import', 'FetalGutSim');
    const modal = await ana().modal('Request import');
    expect(modal.blocks.filter((block) => JSON.stringify(block).includes('"input"'))).toHaveLength(
      13,
    );
    const answer = await ana().submit('Request import', {
      'Release number': '0',
      'DUOS ID': 'DUOS-000123',
      'Project contact': 'ana@example.org',
    });
    expect(answer).toMatchObject({ ok: false });
    expect(JSON.stringify(answer)).toContain('A release is a whole number from 1 to 999');
    expect(JSON.stringify(answer)).toContain('not managed');
  });

  it('tells the import team, with the row ready to paste', async () => {
    const answer = await ana().submit('Request import', {
      'Release number': '58',
      'DUOS ID': '',
      'Project contact': 'ana@example.org',
    });
    expect(answer).toEqual({ ok: true });
    const line = await cho().sees('FetalGutSim', '<!subteam^S000IMPORT');
    expect(JSON.stringify(line)).toContain('EBI,f5057fee-4c3e-4459-82dd-21250b729601,No');
    expect(await journalOf('FetalGutSim')).toContain(
      '3 request import: exported -> import requested',
    );
  });
});

describe('Step 4: the submitting wrangler is notified that import and snapshot were successful, or of issues', () => {
  it('lets nobody but the import team say so', async () => {
    await dee().press('Snapshot made', 'FetalGutSim');
    await eventually(() =>
      expect(
        dee()
          .messages()
          .some((m) => m.ephemeral && /import team/i.test(m.text)),
      ).toBe(true),
    );
    expect((await journalOf('FetalGutSim')).join()).not.toContain('snapshot made');
  });

  it('recognises the import system’s own message and proposes, with its evidence', async () => {
    workspace.sandbox.world.postNotice(workspace.uuidOf('FetalGutSim'), 'snapshot complete');
    await cho().sees('HCA Snapshot Complete', 'FetalGutSim');
    expect((await journalOf('FetalGutSim')).join()).not.toContain('snapshot made:');
  });

  it('tells wrangler and coordinators, not those who made it, and hands over to the browser team', async () => {
    await cho().press('Snapshot made', 'FetalGutSim');
    const line = await ana().sees(
      'the snapshot of *FetalGutSim* is made',
      `<@${ana().id}>`,
      '<!subteam^S0COORDINA',
    );
    expect(line.text).not.toContain('<!subteam^S000IMPORT');
    await dee().sees('FetalGutSim', '<!subteam^S00BROWSER');
    expect(await journalOf('FetalGutSim')).toContain(
      '4 snapshot made: import requested -> snapshot made',
    );
  });
});

describe('Step 5: the browser team notifies wrangler and import team when indexed and in the browser', () => {
  it('observes it in the catalogue of the release', async () => {
    workspace.skip(60 * 48);
    await ana().sees('FetalGutSim', `<@${ana().id}>`, 'browser');
    await eventually(async () =>
      expect((await journalOf('FetalGutSim')).join('\n')).toMatch(
        /5 (indexed|seen in the browser): /,
      ),
    );
  });
});

describe('Step 6: the wrangler does a final check and notifies the data channel', () => {
  it('wants every tick', async () => {
    await ana().press('Final check', 'FetalGutSim');
    const answer = await ana().submit('Final check', { 'Checked in the browser': CHECKS.slice(1) });
    expect(JSON.stringify(answer)).toContain('Facets are right');
  });

  it('then tells the data role in its own channel and closes the cycle', async () => {
    expect(await ana().submit('Final check', { 'Checked in the browser': CHECKS })).toEqual({
      ok: true,
    });
    const announced = await fay().sees('FetalGutSim', 'browser');
    await eventually(() =>
      expect(
        fay()
          .messages()
          .some((m) => m.channel === DATA_OPS && m.text.includes('FetalGutSim')),
      ).toBe(true),
    );
    expect(announced.text).not.toContain('<!here>');
    expect(await journalOf('FetalGutSim')).toContain(
      '6 final check passed: in the browser -> released',
    );
  });
});

describe('Step 7: if issues occur at any point, corrections are made as updates and then re-exported', () => {
  it('keeps the reason, holds the dataset and asks ingest operations', async () => {
    await submitExport('HeartAtlas7Sim');
    await dee().press('There is a problem', 'HeartAtlas7Sim');
    expect(await dee().submit('There is a problem', { 'What is wrong?': 'no' })).toMatchObject({
      ok: false,
    });
    expect(
      await dee().submit('There is a problem', {
        'What is wrong?': 'Donor ages are <wrong> & swapped',
      }),
    ).toEqual({ ok: true });
    await ben().sees(
      'HeartAtlas7Sim',
      '<!subteam^S00INGESTO',
      'Donor ages are &lt;wrong&gt; &amp; swapped',
    );
    expect(await journalOf('HeartAtlas7Sim')).toContain('7 problem: exporting -> needs correction');
  });

  it('starts step 1 anew when ingest says valid again', async () => {
    workspace.skip(30);
    workspace.scenario('HeartAtlas7Sim', 'reset-to-valid');
    workspace.skip(60);
    await ana().sees('HeartAtlas7Sim', `<@${ana().id}>`, 'alid again');
  });
});

describe('Step 8: the wrangler triggers export again, following steps 2 to 7', () => {
  it('opens cycle 2 and leaves cycle 1 readable', async () => {
    await ana().say('/export HeartAtlas7Sim');
    await ana().press('Export metadata and data', 'HeartAtlas7Sim', 'ycle 2');
    await ben().sees('HeartAtlas7Sim', 'cycle 2');
    await eventually(() => expect(workspace.submitsOf('HeartAtlas7Sim')).toHaveLength(2));
    await ana().say('/export history HeartAtlas7Sim');
    await ana().sees('Donor ages are &lt;wrong&gt; &amp; swapped', 'HeartAtlas7Sim');
  });

  it('explains a button of the old card', async () => {
    const old = await ana().sees('HeartAtlas7Sim', 'cycle 1');
    expect(old).toBeDefined();
  });
});

describe('“Please note issues with completing this process so we can improve it”', () => {
  it('keeps a note against the step, and lists it', async () => {
    await ana().press('Note on the process', 'HeartAtlas7Sim', 'cycle 2');
    expect(
      await ana().submit('Note on the process', {
        'What was difficult?': 'The form asks the UUID twice',
      }),
    ).toEqual({ ok: true });
    await eli().say('/export notes');
    await eli().sees('The form asks the UUID twice', 'HeartAtlas7Sim');
  });
});

it('leaves a journal whose chain of hashes is whole', async () => {
  const db = openReadOnly(workspace.sandbox.config.dataDir);
  expect(await verifyJournal(db)).toMatchObject({ ok: true });
  await db.destroy();
});
