import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReadOnly } from '../../src/storage/database.ts';
import { readJournal } from '../../src/storage/journal.ts';
import { eventually, openWorkspace, type TestWorkspace } from '../support/workspace.ts';

/** Steps 2 and 7 of the Exporting SOP where somebody has to take it in hand, through Slack and a real bucket. */
let workspace: TestWorkspace;
const ana = () => workspace.person('ana');
const ben = () => workspace.person('ben');
const cho = () => workspace.person('cho');
const NAME = 'LungTumourSim';

beforeAll(async () => {
  workspace = await openWorkspace();
  await ana().say(`/export ${NAME}`);
  await ana().press('Export metadata and data', NAME);
  await eventually(() => expect(workspace.submitsOf(NAME)).toHaveLength(1));
  workspace.skip(20);
  await ana().sees(NAME, 'Transfer running');
  workspace.skip(4 * 60);
});
afterAll(async () => {
  await workspace[Symbol.asyncDispose]();
});

async function eventsOf(): Promise<readonly string[]> {
  const db = openReadOnly(workspace.sandbox.config.dataDir);
  const rows = await readJournal(db, workspace.uuidOf(NAME));
  await db.destroy();
  return rows.map(({ event }) => event);
}

describe('Step 2: an export that is stuck is somebody’s', () => {
  it('asks for help once, with what can be done about it', async () => {
    const alert = await ben().sees('has been exporting for 4 h', 'at most 4 h', 'Likely');
    const said = JSON.stringify(alert.blocks);
    for (const label of ['I’m on it', 'Snooze', 'Escalate', 'Check again', 'Start recovery']) {
      expect(said).toContain(label);
    }
  });

  it('stands on the Home of those it calls, and of those who only want to know', async () => {
    const homeOf = async (who: ReturnType<typeof ana>, ...words: readonly string[]) => {
      who.desk.openHome();
      await eventually(() => {
        const shown = JSON.stringify(who.desk.snapshot().home?.blocks);
        for (const word of words) expect(shown).toContain(word);
      });
    };
    await homeOf(ben(), 'Waiting for you', NAME, 'I’m on it');
    await homeOf(cho(), 'Stuck: 1', NAME, 'I’m on it');
  });

  it('looks again when somebody asks, and says what it found', async () => {
    await ben().press('Check again', 'has been exporting');
    const answer = await ben().sees('Ingest says nothing new of', NAME, 'transfer running');
    expect(answer.thread_ts).toBeUndefined(); // pressed in the channel, where the thread may be closed
  });

  it('rests while it is snoozed, and rings again', async () => {
    await ana().press('30 min', 'has been exporting');
    await ben().sees('Rests until', NAME);
    workspace.skip(31);
    await ben().sees('the rest is over', `<@${ana().id}>`);
  });

  it('has an owner once somebody takes it; the next one is told who', async () => {
    await ben().press('I’m on it', 'has been exporting');
    await cho().sees('has been exporting', 'is on it');
    await eventually(() => {
      const home = JSON.stringify(cho().desk.snapshot().home?.blocks); // still open
      expect(home).toContain('Stuck: 1');
      expect(home).not.toContain('I’m on it');
    });
    await ana().press('Check again', 'has been exporting');
    const alert = await ana().sees('has been exporting', 'is on it');
    expect(JSON.stringify(alert.blocks)).not.toContain('I’m on it');
    workspace.skip(3 * 60);
    await ana().doesNotSee('nobody is on it');
  });

  it('is handed on by its owner, to whoever stands next on the ladder', async () => {
    await ben().press('Escalate', 'has been exporting');
    await cho().sees('nobody is on it', NAME);
    expect(await eventsOf()).toEqual(
      expect.arrayContaining(['deadline passed', 'snooze alert', 'take alert', 'escalate alert']),
    );
  });
});

describe('Step 7: what the failed export left is cleared before the next', () => {
  it('is begun with a reason; nothing is listed while ingest still believes that it exports', async () => {
    await ana().press('Start recovery', 'has been exporting');
    await ana().submit('Start recovery', {
      'What is wrong?': 'The transfer failed silently.',
    });
    await ben().sees('started the recovery of', NAME, 'commitGraphValidEvent');
    await ben().sees(NAME, 'Reset it to valid in ingest');
    await ana().doesNotSee('from the staging area of');
  });

  it('is reset by people; the bot reads ingest and says what it shows', async () => {
    await ben().press('I reset it to valid', 'started the recovery of');
    await ben().sees('ingest still shows', 'then press');
    workspace.scenario(NAME, 'reset-to-valid');
    workspace.skip(5);
    await ben().press('I reset it to valid', NAME, 'then press');
    await ana().sees('calls', NAME, 'valid again');
  });

  it('then shows what would be deleted, and what of it could not be restored', async () => {
    const proposal = await ana().sees(
      'from the staging area of',
      '3 are not, and could not be restored',
    );
    expect(JSON.stringify(proposal.blocks)).toContain('half-written upload');
  });

  it('asks on Home those who may confirm it, until they have, and offers nobody what is not theirs', async () => {
    const homeOf = (who: ReturnType<typeof ana>, check: (shown: string) => void) => {
      who.desk.openHome();
      return eventually(() => check(JSON.stringify(who.desk.snapshot().home?.blocks)));
    };
    const asked = /Confirm deletion of [\d,]+ objects?/;
    for (const who of [ana(), ben()]) {
      await homeOf(who, (shown) => {
        expect(shown).toContain('Waiting for you: 1');
        expect(shown).toContain('3 are not, and could not be restored');
        expect(shown).toContain('See the list in its thread');
        expect(shown).toMatch(asked);
      });
    }
    await homeOf(ana(), (shown) => expect(shown).toContain('Export again'));
    await homeOf(cho(), (shown) => {
      expect(shown).toContain('Nothing waits for you');
      expect(shown).not.toMatch(asked);
    });
    await ben().say('/export mine');
    await ben().sees('Waiting for you', NAME, 'what would be deleted');
  });

  it('takes two people, and not one twice', async () => {
    const confirm = async (who: ReturnType<typeof ana>) => {
      const proposal = await who.sees('from the staging area of', 'Confirm deletion of');
      const [label = ''] =
        /Confirm deletion of [\d,]+ objects?/.exec(JSON.stringify(proposal.blocks)) ?? [];
      await who.press(label, 'from the staging area of');
    };
    await confirm(ana());
    await ben().sees('has confirmed the deletion of list', 'It takes one more person');
    const homeOf = (who: ReturnType<typeof ana>) =>
      JSON.stringify(who.desk.snapshot().home?.blocks); // still open
    await eventually(() => {
      expect(homeOf(ana())).not.toContain('Confirm deletion');
      expect(homeOf(ben())).toContain('one more person confirms');
      expect(homeOf(ben())).toContain('Confirm deletion');
    });
    await confirm(ana());
    await ana().sees('This takes somebody else than you');
    await confirm(cho());
    await cho().sees('This is for');
    const [label = ''] = /Confirm deletion of [\d,]+ objects?/.exec(homeOf(ben())) ?? [];
    await ben().pressOnHome(label);
    await ana().sees('from the staging area of', 'and looked again: it is empty');
    await ana().sees('the staging area of', 'is empty', 'Export again');
  });

  it('is exported again as a new cycle, and whoever took part is told', async () => {
    await ana().say(`/export ${NAME}`);
    await ana().press('Export metadata and data', 'This is cycle 2');
    await ben().sees('is exported again; this was cycle 1');
    await ana().sees(NAME, 'cycle 2', 'Exporting');
    expect(await eventsOf()).toEqual(
      expect.arrayContaining([
        'recover',
        'reset reported',
        'leftovers listed',
        'one of two confirmed',
        'confirm clean-up',
        'clean-up done',
        're-exported',
      ]),
    );
  });
});
