import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReadOnly } from '../../src/storage/database.ts';
import { readJournal } from '../../src/storage/journal.ts';
import { eventually, openWorkspace, type TestWorkspace } from '../support/workspace.ts';

/** The Exporting SOP where it does not go straight on: each step's “if”, through Slack. */
let workspace: TestWorkspace;
const ana = () => workspace.person('ana');
const ben = () => workspace.person('ben');
const cho = () => workspace.person('cho');
const dee = () => workspace.person('dee');
const eli = () => workspace.person('eli');

beforeAll(async () => {
  workspace = await openWorkspace({ webForm: true });
});
afterAll(async () => {
  await workspace[Symbol.asyncDispose]();
});

async function eventsOf(shortName: string): Promise<readonly string[]> {
  const db = openReadOnly(workspace.sandbox.config.dataDir);
  const rows = await readJournal(db, workspace.uuidOf(shortName));
  await db.destroy();
  return rows.map(({ event }) => event);
}

async function submitExport(shortName: string, label = 'Export metadata and data'): Promise<void> {
  await ana().say(`/export ${shortName}`);
  await ana().press(label, shortName);
  await eventually(() => expect(workspace.submitsOf(shortName)).toHaveLength(1));
  await eventually(async () => expect(await eventsOf(shortName)).toContain('ingest accepted'));
}

describe('Step 1: what is not ready is refused, with the reason, and nothing is submitted', () => {
  it.each([
    ['KidneyNephronSim', 'missing'],
    ['LungTumour2Sim', 'Metadata invalid'],
    ['EyeCorneaSim', 'Graph invalid'],
    ['ThymusDevSim', 'alidating'],
    ['SpleenAgeSim', 'Draft'],
    ['TracheaCiliaSim', 'Invalid'],
    ['OvaryAtlasSim', 'no submission'],
    ['MarrowNicheSim', 'has been exported'],
    ['ColonCryptSim', 'does not offer to submit'],
    ['TonsilGerminalSim', 'still being worked on'],
  ])('%s: %s', async (shortName, reason) => {
    await ana().say(`/export ${shortName}`);
    const answer = await ana().sees(shortName, reason);
    expect(answer.ephemeral).toBe(true);
    expect(workspace.submitsOf(shortName)).toHaveLength(0);
  });

  it('offers metadata only for an update, with a warning of the known bug', async () => {
    await ana().say('/export SkinEczemaSim');
    await ana().sees('SkinEczemaSim', 'Export metadata only', 'found_data_file False');
  });

  it('leads the second of two who confirm at once to the card of the first', async () => {
    for (const wrangler of [ana(), eli()]) await wrangler.say('/export BloodTimeSim');
    for (const wrangler of [ana(), eli()]) await wrangler.sees('Export BloodTimeSim?');
    await Promise.all([
      ana().press('Export metadata and data', 'BloodTimeSim'),
      eli().press('Export metadata and data', 'BloodTimeSim'),
    ]);
    const told = ['BloodTimeSim', 'is already under way', '|See its card>'];
    await eventually(() => expect(ana().count(...told) + eli().count(...told)).toBe(1));
    expect(workspace.submitsOf('BloodTimeSim')).toHaveLength(1);
  });

  it('keeps the request while ingest is down, and answers when it is back', async () => {
    workspace.sandbox.world.controls.fault('ingest-down', true);
    await ana().say('/export CochleaHairSim');
    await ana().sees('ngest', 'kept');
    workspace.sandbox.world.controls.fault('ingest-down', false);
    workspace.skip(10);
    await ana().sees('CochleaHairSim');
  });
});

describe('Step 2: if export is stuck for more than 4 hours, ingest operations are notified', () => {
  it('stays quiet before', async () => {
    workspace.scenario('LungTumourSim', 'stuck-transfer-recovers');
    await submitExport('LungTumourSim');
    workspace.skip(235);
    await ben().doesNotSee('LungTumourSim', '<!subteam^S00INGESTO');
  });

  it('then says what, since when, why probably and what to do, once, to both', async () => {
    workspace.skip(6);
    const alert = await ben().sees(
      'LungTumourSim',
      '<!subteam^S00INGESTO',
      `<@${ana().id}>`,
      'failed silently',
      workspace.uuidOf('LungTumourSim'),
    );
    expect(alert.broadcast).toBe(true);
    workspace.skip(30);
    await ben().doesNotSee('nothing like this');
    expect(ben().count('LungTumourSim', '<!subteam^S00INGESTO', 'failed silently')).toBe(1);
  });

  it('resolves the alert itself when the export moves on', async () => {
    workspace.skip(60);
    await ben().sees('LungTumourSim', 'Resolved by itself');
    expect(await eventsOf('LungTumourSim')).toEqual(
      expect.arrayContaining(['deadline passed', 'export progressed']),
    );
  });

  it('goes on to the end after that', async () => {
    workspace.skip(240);
    await eventually(async () =>
      expect(await eventsOf('LungTumourSim')).toContain('export finished'),
    );
  });
});

describe('Step 3: where the import team has a web form, its prefilled link opens first', () => {
  it('shows the link, and counts only “I submitted it”', async () => {
    await ana().press('Request import', 'LungTumourSim');
    const title = (
      await eventually(() => {
        const [modal] = ana().desk.snapshot().modals;
        if (modal === undefined) throw new Error('no modal');
        return modal;
      })
    ).title;
    expect(
      await ana().submit(title, { 'Release number': '58', 'Project contact': 'ana@example.org' }),
    ).toEqual({ ok: true });
    const line = await ana().sees('LungTumourSim', 'I submitted it', 'viewform?usp=pp_url');
    expect(JSON.stringify(line.blocks)).toContain(workspace.uuidOf('LungTumourSim'));
    expect(cho().count('LungTumourSim', '<!subteam^S000IMPORT')).toBe(0);
    await ana().press('I submitted it', 'LungTumourSim');
    await cho().sees('LungTumourSim', '<!subteam^S000IMPORT', 'EBI,');
  });
});

describe('Step 4: or if there are issues to investigate', () => {
  it('names those that wait when a failure names no project', async () => {
    workspace.sandbox.world.postNotice(workspace.uuidOf('LungTumourSim'), 'validation failed');
    const warning = await ana().sees('Validation Ingress Failed', 'LungTumourSim');
    expect(warning.author.isBot).toBe(true);
  });

  it('takes two presses at once as one: the second is told who was first', async () => {
    await Promise.all([
      cho().press('Imported', 'LungTumourSim', 'cycle 1'),
      cho().press('Imported', 'LungTumourSim', 'cycle 1'),
    ]);
    await eventually(async () =>
      expect(
        (await eventsOf('LungTumourSim')).filter((event) => event === 'imported'),
      ).toHaveLength(1),
    );
    await cho().sees('LungTumourSim', 'is imported');
  });

  it('asks the right people when the import team reports a problem', async () => {
    await cho().press('There is a problem', 'LungTumourSim', 'cycle 1');
    await cho().submit('There is a problem', { 'What is wrong?': 'NullFileIdException at import' });
    await ben().sees('NullFileIdException', '<!subteam^S00INGESTO', '<!subteam^S0COORDINA');
  });

  it('carries on where it was when no re-export is needed', async () => {
    await ana().press('Carry on without re-export', 'LungTumourSim');
    await ana().submit('Carry on', { 'Why is no re-export needed?': 'Fixed on the import side' });
    await eventually(async () =>
      expect(await eventsOf('LungTumourSim')).toContain('problem solved'),
    );
    await cho().press('Snapshot made', 'LungTumourSim', 'cycle 1');
    await dee().sees('LungTumourSim', '<!subteam^S00BROWSER');
  });
});

describe('Step 5: or if there was any issue with indexing', () => {
  it('takes the browser team’s word, too', async () => {
    await dee().press('In the browser', 'LungTumourSim', 'cycle 1');
    await ana().sees(`<@${ana().id}>`, 'LungTumourSim', 'is in the browser, says');
    expect(await eventsOf('LungTumourSim')).toContain('seen in the browser');
  });

  it('explains a button of a turn that is over, and counts nothing', async () => {
    const card = await dee().sees('LungTumourSim', 'cycle 1');
    expect(JSON.stringify(card.blocks)).not.toContain('seen in the browser');
    const before = (await eventsOf('LungTumourSim')).length;
    await eli().say('/export status LungTumourSim');
    await ana().press('There is a problem', 'LungTumourSim', 'cycle 1');
    await ana().submit('There is a problem', { 'What is wrong?': 'The matrices are missing' });
    await eli().press('Final check', 'LungTumourSim');
    await eventually(() =>
      expect(
        eli()
          .messages()
          .some((m) => m.ephemeral && m.text.includes(`<@${ana().id}>`)),
      ).toBe(true),
    );
    expect((await eventsOf('LungTumourSim')).length).toBe(before + 1);
  });
});
