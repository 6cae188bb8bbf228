import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/operations/operations.ts';
import {
  ANA,
  BEN,
  type Bench,
  ELSEWHERE,
  EVE,
  eventually,
  GUS,
  NEWS,
  newest,
  OPS,
  openBench,
  PROJECTS,
  press,
} from './bench.ts';
import { cardIn, dataset } from './sample.ts';

describe.each(['socket', 'http'] as const)('the Slack door over %s', (transport) => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench(transport);
  });
  beforeEach(() => {
    bench.desk.clear();
    const { inner } = bench;
    for (const list of [inner.asked, inner.opened, inner.advanced, inner.notices, inner.audited]) {
      list.length = 0;
    }
    inner.refreshed.length = 0;
    inner.board = [];
    inner.failsWith = undefined;
    inner.card = cardIn('import requested');
    inner.answer = () => ({ ok: true, cycle: inner.card.cycle, duplicate: false });
  });
  afterEach(() => bench.desk.faults.clear());
  afterAll(() => bench[Symbol.asyncDispose]());

  const seen = (who: string, text: string, where = OPS) =>
    eventually(() => {
      const message = newest(bench.desk, who, where);
      expect(message?.text).toContain(text);
      return message;
    });
  const modalOf = (who: string) =>
    eventually(() => {
      const modal = bench.desk.as(who).snapshot().modals.at(-1);
      expect(modal).toBeDefined();
      return modal ?? { id: '', title: '', blocks: [] };
    });
  const postCard = () =>
    bench.ports.chat.post('card', { channel: OPS }, { kind: 'card', card: bench.inner.card });

  describe('commands', () => {
    it('hands a project inwards, once, however often it is delivered', async () => {
      bench.desk.faults.on('redeliver');
      await bench.desk.as(ANA).say(OPS, '/export FetalGutSim');
      await eventually(() => expect(bench.inner.asked).toHaveLength(1));
      expect(bench.inner.asked[0]).toMatchObject({
        runbook: 'exporting',
        person: ANA,
        channel: OPS,
        words: 'FetalGutSim',
      });
      expect(newest(bench.desk, ANA)?.text ?? '').not.toContain('failed');
    });

    it('gives the words inwards as they were typed', async () => {
      await bench.desk.as(ANA).say(OPS, '/export  https://i.example.org/?a=1&uuid=<x>');
      await eventually(() =>
        expect(bench.inner.asked[0]?.words).toBe('https://i.example.org/?a=1&uuid=<x>'),
      );
    });

    it('explains itself, to that person only', async () => {
      await bench.desk.as(ANA).say(OPS, '/export help');
      const message = await seen(ANA, 'Exporting datasets');
      expect(message?.ephemeral).toBe(true);
      expect(JSON.stringify(message?.blocks)).toContain('2. The submitting wrangler checks');
      expect(newest(bench.desk, BEN)).toBeUndefined();
    });

    it.each([
      [
        'status',
        'Nothing is under way. A wrangler starts an export with `/export &lt;project&gt;`.',
      ],
      [
        'board',
        'Nothing is under way. A wrangler starts an export with `/export &lt;project&gt;`.',
      ],
      ['mine', 'Nothing waits for you. `/export board` shows what is under way.'],
      [
        'history FetalGutSim',
        'Nothing has happened to *FetalGutSim* yet. `/export FetalGutSim` shows first what it would do.',
      ],
      ['notes', 'No notes on the process yet.'],
      ['history', 'Of which project?'],
      [
        'status Fetalgutsym',
        'No cycle of *Fetalgutsym* is known here. Did you mean *FetalGutSim*?',
      ],
      ['status Notas', '*notas* has no cycle here yet: `/export notas` starts one.'],
      ['history notas', '*notas* has no cycle here yet: `/export notas` starts one.'],
      ['status FetalGutSim', '*Import requested*, with the import team'],
    ])('answers “%s”', async (words, answer) => {
      await bench.desk.as(ANA).say(OPS, `/export ${words}`);
      await seen(ANA, answer);
    });

    it('shows the board as a table, and as lines where tables are not known', async () => {
      bench.inner.board = [{ card: bench.inner.card, link: 'https://slack.example.org/p1' }];
      await bench.desk.as(ANA).say(OPS, '/export board');
      const message = await seen(ANA, '1 dataset under way');
      expect(JSON.stringify(message?.blocks)).toContain('"type":"table"');
    });

    it('answers where the bot is not a member', async () => {
      await bench.desk.as(ANA).say(ELSEWHERE, '/export help');
      await seen(ANA, 'Exporting datasets', ELSEWHERE);
      await bench.desk.as(ANA).say(ELSEWHERE, '/export Heart7');
      await eventually(() => expect(bench.inner.asked).toHaveLength(1));
      await bench.ports.chat.whisper(ANA, ELSEWHERE, {
        kind: 'did you mean',
        runbook: 'exporting',
        words: 'Heart7',
        nearest: [],
      });
      await seen(ANA, 'I don’t know a project *Heart7*', ELSEWHERE);
    });

    it('asks back when a word is nearly a sub-command', async () => {
      await bench.desk.as(ANA).say(OPS, '/export stauts');
      const message = await seen(ANA, 'I don’t know *stauts*. Did you mean */export status*?');
      expect(bench.inner.asked).toEqual([]);
      await press(bench.desk, ANA, message, '/export status');
      await seen(ANA, 'Nothing is under way.');
    });

    it('asks those, too, who may not start anything, and offers them to read', async () => {
      await bench.desk.as(BEN).say(OPS, '/export bord');
      const message = await seen(BEN, 'I don’t know *bord*. Did you mean */export board*?');
      expect(JSON.stringify(message?.blocks)).not.toContain('It’s a project');
      await press(bench.desk, BEN, message, '/export board');
      await seen(BEN, 'Nothing is under way.');
      expect(bench.inner.audited).toEqual([]);
    });

    it('takes it for a project if that is what it is, or what the person says', async () => {
      await bench.desk.as(ANA).say(OPS, '/export notas');
      await eventually(() => expect(bench.inner.asked[0]?.words).toBe('notas'));
      await bench.desk.as(ANA).say(OPS, '/export bord');
      await press(bench.desk, ANA, await seen(ANA, 'Did you mean'), 'It’s a project');
      await eventually(() => expect(bench.inner.asked[1]?.words).toBe('bord'));
    });

    it('lets a project be chosen from ingest’s list when nothing was typed', async () => {
      await bench.desk.as(ANA).say(OPS, '/export');
      const modal = await modalOf(ANA);
      const container = { kind: 'view', viewId: modal.id } as const;
      const where = { container, blockId: 'project', actionId: 'project' };
      const options = await bench.desk.as(ANA).options({ ...where, query: 'fetal' });
      expect(options).toMatchObject({ ok: true, options: [{ text: 'FetalGutSim' }] });
      const answer = await bench.desk.as(ANA).submit(modal.id, {
        project: {
          project: {
            type: 'external_select',
            selected_option: {
              text: { type: 'plain_text', text: 'FetalGutSim' },
              value: PROJECTS[0]?.projectUuid,
            },
          },
        },
      });
      expect(answer).toEqual({ ok: true });
      expect(bench.inner.asked).toMatchObject([
        { runbook: 'exporting', person: ANA, channel: OPS, words: PROJECTS[0]?.projectUuid },
      ]);
    });

    it('says with a reference that the list is not to be had, and what to type instead', async () => {
      await bench.desk.as(ANA).say(OPS, '/export');
      const modal = await modalOf(ANA);
      const unavailable = { text: { type: 'plain_text', text: 'Ingest' }, value: 'unavailable' };
      expect(
        await bench.desk.as(ANA).submit(modal.id, {
          project: { project: { type: 'external_select', selected_option: unavailable } },
        }),
      ).toEqual({
        ok: false,
        errors: {
          project: expect.stringMatching(/^Ingest isn’t answering\. .* Reference k7f2\.$/),
        },
      });
      expect(bench.logged).toContainEqual({
        event: 'projects not listed',
        details: { reference: 'k7f2', person: ANA },
      });
    });

    it('refuses who may not: by role, as a guest, from another workspace; and keeps it', async () => {
      await bench.desk.as(BEN).say(OPS, '/export FetalGutSim');
      await seen(BEN, 'This is for the wranglers.');
      await bench.desk.as(GUS).say(OPS, '/export status');
      await seen(GUS, 'You are a guest here.');
      await bench.desk.as(EVE).say(OPS, '/export FetalGutSim');
      await seen(EVE, 'You are from another workspace.');
      expect(bench.inner.asked).toEqual([]);
      expect(bench.inner.audited.map(({ person, attempted }) => [person, attempted])).toEqual([
        [BEN, '/export FetalGutSim'],
        [GUS, '/export status'],
        [EVE, '/export FetalGutSim'],
      ]);
    });

    it('does not acknowledge what could not be recorded, and gives a reference', async () => {
      bench.inner.failsWith = new Error('disk full');
      await bench.desk.as(ANA).say(OPS, '/export FetalGutSim');
      const { messages } = bench.desk.as(ANA).snapshot();
      const texts = messages.map(({ text }) => text).join('\n');
      expect(texts).toContain('Reference'.toLowerCase());
      expect(texts).toContain('`k7f2`');
      expect(texts).toContain('/export failed');
      expect(bench.logged).toContainEqual(
        expect.objectContaining({
          event: 'slack listener failed',
          details: expect.objectContaining({ reference: 'k7f2', message: 'disk full' }),
        }),
      );
    });
  });

  describe('buttons and forms', () => {
    it('passes a press on with the card’s turn, once', async () => {
      await postCard();
      bench.desk.faults.on('redeliver');
      const answer = await press(bench.desk, BEN, newest(bench.desk, BEN), 'Imported');
      expect(answer).toEqual({ ok: true });
      expect(bench.inner.advanced).toMatchObject([
        { cycleId: bench.inner.card.cycle.id, turn: 4, event: { name: 'imported' } },
      ]);
    });

    it('tells the second of two who was first, and draws the card again', async () => {
      await postCard();
      bench.inner.answer = () => ({
        ok: false,
        card: bench.inner.card,
        refusal: {
          code: 'not now',
          event: 'imported',
          state: 'imported',
          last: {
            by: ANA,
            at: new Date(bench.clock.now().getTime() - 4500).toISOString(),
            event: 'imported',
          },
        },
      });
      await press(bench.desk, BEN, newest(bench.desk, BEN), 'Imported');
      const message = await seen(
        BEN,
        '<@U00000ANA1> confirmed the import 4 s before you, nothing more to do.',
      );
      expect(message?.ephemeral).toBe(true);
      expect(bench.inner.refreshed).toEqual([bench.inner.card.cycle.id]);
    });

    it('opens the import form filled in, keeps it open on errors, closes it when it counts', async () => {
      bench.inner.card = cardIn('exported');
      const values: object[] = [];
      bench.inner.answer = ({ event }): Outcome => {
        if (event.values === undefined) {
          return { ok: false, refusal: { code: 'form', errors: { email: 'Please fill in.' } } };
        }
        values.push(event.values);
        return values.length === 1
          ? {
              ok: false,
              refusal: { code: 'form', errors: { release: 'A whole number.', odd: 'Unknown.' } },
            }
          : { ok: true, cycle: bench.inner.card.cycle, duplicate: false };
      };
      await postCard();
      bench.desk.faults.on('redeliver', 1);
      await press(bench.desk, ANA, newest(bench.desk, ANA), 'Request import');
      const modal = await modalOf(ANA);
      expect(modal.title).toBe('Request import');
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(newest(bench.desk, ANA)?.ephemeral).toBe(false); // and no word about the second delivery
      expect(JSON.stringify(modal.blocks)).toContain('"initial_value":"ana@example.org"');

      const text = (value: string) => ({ value: { type: 'plain_text_input', value } });
      const chosen = (value: string) => ({
        value: {
          type: 'radio_buttons',
          selected_option: { text: { type: 'plain_text', text: value }, value },
        },
      });
      const filled = {
        email: { value: { type: 'email_text_input', value: 'ana@example.org' } },
        release: { value: { type: 'number_input', value: '58' } },
        institution: chosen('EBI'),
        projectName: text('FetalGutSim'),
        kind: chosen('New'),
        projectUuid: text(dataset.projectUuid),
        managedAccess: chosen('No'),
        contact: text('Ana'),
        highlight: chosen('No'),
      };
      expect(await bench.desk.as(ANA).submit(modal.id, filled)).toEqual({
        ok: false,
        errors: { release: 'A whole number.', email: 'Unknown.' },
      });
      expect(await bench.desk.as(ANA).submit(modal.id, filled)).toEqual({ ok: true });
      expect(bench.desk.as(ANA).snapshot().modals).toEqual([]);
      expect(values[1]).toEqual({
        email: 'ana@example.org',
        release: '58',
        institution: 'EBI',
        projectName: 'FetalGutSim',
        kind: 'New',
        projectUuid: dataset.projectUuid,
        managedAccess: 'No',
        contact: 'Ana',
        highlight: 'No',
      });
    });

    it('says with a reference that a form could not be opened', async () => {
      await postCard();
      await bench.ports.people.actor(ANA); // known by then: only the form meets the fault
      bench.inner.answer = () => ({ ok: false, refusal: { code: 'form', errors: {} } });
      bench.desk.faults.on('slack-server-error', 1);
      await press(bench.desk, ANA, newest(bench.desk, ANA), 'There is a problem');
      await seen(ANA, 'please press again. Reference `k7f2`.');
      expect(bench.logged).toContainEqual(
        expect.objectContaining({
          event: 'form not opened',
          details: expect.objectContaining({ reference: 'k7f2' }),
        }),
      );
    });

    it('explains in the form’s place when it has lost its purpose', async () => {
      await postCard();
      bench.inner.answer = ({ event }): Outcome => ({
        ok: false,
        card: bench.inner.card,
        refusal:
          event.values === undefined
            ? { code: 'form', errors: {} }
            : { code: 'stale button', state: 'snapshot made' },
      });
      await press(bench.desk, ANA, newest(bench.desk, ANA), 'There is a problem');
      const modal = await modalOf(ANA);
      const reason = { reason: { value: { type: 'plain_text_input', value: 'It is wrong.' } } };
      expect(await bench.desk.as(ANA).submit(modal.id, reason)).toEqual({ ok: true });
      const said = await modalOf(ANA);
      expect(JSON.stringify(said.blocks)).toContain('is at *Snapshot made* now');
      expect(bench.inner.refreshed).toEqual([bench.inner.card.cycle.id]);
    });

    it('offers the note behind ⋯', async () => {
      const { ts } = await postCard();
      bench.inner.answer = () => ({ ok: false, refusal: { code: 'form', errors: {} } });
      const blocks = (newest(bench.desk, BEN)?.blocks ?? []) as readonly {
        block_id: string;
        elements?: readonly { type: string; options?: readonly { text: { text: string } }[] }[];
      }[];
      const actions = blocks.find((block) =>
        block.elements?.some(({ type }) => type === 'overflow'),
      );
      const options = actions?.elements?.find(({ type }) => type === 'overflow')?.options;
      const note = options?.find(({ text }) => text.text === 'Note on the process');
      await bench.desk.as(BEN).press({
        container: { kind: 'message', channel: OPS, ts },
        blockId: actions?.block_id ?? '',
        actionId: 'more',
        state: { type: 'overflow', selected_option: note },
      });
      const modal = await modalOf(BEN);
      expect(modal.title).toBe('Note on the process');

      bench.inner.answer = () => ({ ok: true, cycle: bench.inner.card.cycle, duplicate: false });
      const said = { note: { value: { type: 'plain_text_input', value: 'The form is long.' } } };
      expect(await bench.desk.as(BEN).submit(modal.id, said)).toEqual({ ok: true });
      const kept = await seen(BEN, 'Noted against step 4. `/export notes` lists them.');
      expect(kept?.ephemeral).toBe(true);
    });

    it('says above the final check on whose word it is in the browser', async () => {
      bench.inner.card = { ...cardIn('in the browser'), unseenAt: new Date() };
      bench.inner.answer = () => ({ ok: false, refusal: { code: 'form', errors: {} } });
      await postCard();
      await press(bench.desk, ANA, newest(bench.desk, ANA), 'Final check');
      expect(JSON.stringify((await modalOf(ANA)).blocks)).toContain(
        'it is on <@U00000DEE4>’s word.',
      );
    });

    it('starts an export from its preview, whose place the answer takes', async () => {
      await bench.ports.chat.whisper(ANA, OPS, {
        kind: 'preview',
        preview: {
          id: 'preview1',
          runbook: 'exporting',
          dataset,
          number: 1,
          choices: ['Export', 'Export_Metadata'],
          expiresAt: bench.clock.now(),
        },
      });
      const preview = newest(bench.desk, ANA);
      expect(preview?.text).toContain('*Export FetalGutSim?* This is cycle 1, a new project.');
      await press(bench.desk, ANA, preview, 'Export metadata only');
      await seen(ANA, '✓ Export of *FetalGutSim* started');
      expect(bench.inner.opened).toMatchObject([
        { previewId: 'preview1', action: 'Export_Metadata' },
      ]);
      expect(bench.desk.as(ANA).snapshot().messages).toHaveLength(1);
    });

    it('takes a preview away when it is not wanted now', async () => {
      await bench.ports.chat.whisper(ANA, OPS, {
        kind: 'preview',
        preview: {
          id: 'p',
          runbook: 'exporting',
          dataset,
          number: 1,
          choices: ['Export'],
          expiresAt: bench.clock.now(),
        },
      });
      await press(bench.desk, ANA, newest(bench.desk, ANA), 'Not now');
      await eventually(() => expect(newest(bench.desk, ANA)).toBeUndefined());
      expect(bench.inner.opened).toEqual([]);
    });

    it('asks again with the UUID for “Export again” and for a name that was meant', async () => {
      bench.inner.card = cardIn('ready to re-export');
      await postCard();
      await press(bench.desk, ANA, newest(bench.desk, ANA), 'Export again');
      expect(bench.inner.asked).toMatchObject([
        { runbook: 'exporting', words: dataset.projectUuid, channel: OPS },
      ]);
      expect(newest(bench.desk, ANA)?.text).toContain('FetalGutSim'); // the card stays
    });

    it('answers links and buttons of other versions', async () => {
      bench.inner.card = cardIn('in the browser');
      await postCard();
      expect(await press(bench.desk, ANA, newest(bench.desk, ANA), 'Look in the browser')).toEqual({
        ok: true,
      });
      expect(bench.inner.advanced).toEqual([]);
    });

    it('denies guests and strangers, whatever they press', async () => {
      await postCard();
      await press(bench.desk, GUS, newest(bench.desk, GUS), 'Imported');
      await seen(GUS, 'You are a guest here.');
      expect(bench.inner.advanced).toEqual([]);
      expect(bench.inner.audited).toMatchObject([{ person: GUS, attempted: 'imported' }]);
    });
  });

  describe('watched channels and Home', () => {
    it('hands in what is said there, by bots and people, and nothing of its own', async () => {
      bench.desk.faults.on('redeliver');
      bench.desk.postAs({ id: 'B0MONSTER1', name: 'monster' }, NEWS, 'Snapshot &lt;x&gt; done');
      await bench.desk.as(ANA).say(NEWS, 'it failed');
      await bench.desk.as(ANA).say(OPS, 'not there');
      await postCard();
      await eventually(() => expect(bench.inner.notices).toHaveLength(2));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(bench.inner.notices.map(({ text }) => text).sort()).toEqual([
        'Snapshot <x> done',
        'it failed',
      ]);
      expect(bench.inner.notices[0]?.key).toMatch(/^C0MONSTER3:\d+\.\d+$/);
      expect(bench.inner.notices[0]?.link).toMatch(/^https:/);
    });

    it('hears a message again that could not be stored', async () => {
      bench.inner.failsWith = new Error('disk full');
      const delivered = bench.logged.length;
      bench.desk.postAs({ id: 'B0MONSTER1', name: 'monster' }, NEWS, 'Snapshot done');
      await eventually(() => expect(bench.logged.length).toBeGreaterThan(delivered));
      expect(bench.inner.notices).toEqual([]);
    });

    it('shows a person what waits for them, with the buttons that answer it', async () => {
      bench.inner.board = [{ card: bench.inner.card, link: 'https://slack.example.org/p1' }];
      bench.desk.as(BEN).openHome();
      const home = await eventually(() => {
        const { home } = bench.desk.as(BEN).snapshot();
        expect(JSON.stringify(home?.blocks)).toContain('Waiting for you: 1');
        return home;
      });
      expect(JSON.stringify(home?.blocks)).toContain('Snapshot made');
      expect(JSON.stringify(home?.blocks)).toContain('Recently released');

      bench.inner.board = [];
      bench.desk.as(BEN).openHome();
      await eventually(() =>
        expect(JSON.stringify(bench.desk.as(BEN).snapshot().home?.blocks)).toContain(
          'Nothing waits for you.',
        ),
      );
    });

    const homeOf = (who: string) => {
      bench.desk.as(who).openHome();
      return eventually(() => {
        const { home } = bench.desk.as(who).snapshot();
        expect(home).toBeDefined();
        return home;
      });
    };

    it('offers a new export to those who may start one', async () => {
      expect(JSON.stringify((await homeOf(ANA))?.blocks)).toContain('New export');
      expect(JSON.stringify((await homeOf(BEN))?.blocks)).not.toContain('New export');
    });

    it('refuses a press on Home in a modal, since there is no message to answer below', async () => {
      bench.inner.board = [{ card: bench.inner.card }];
      bench.inner.answer = () => ({
        ok: false,
        refusal: { code: 'not your role', event: 'imported', who: ['import-team'] },
      });
      const home = await homeOf(ANA);
      const blocks = (home?.blocks ?? []) as readonly { type: string; block_id: string }[];
      const waiting = blocks.findLast(({ type }) => type === 'actions');
      await bench.desk.as(ANA).press({
        container: { kind: 'view', viewId: home?.id ?? '' },
        blockId: waiting?.block_id ?? '',
        actionId: 'event:imported',
      });
      expect(JSON.stringify((await modalOf(ANA)).blocks)).toContain('This is for the import team.');
    });
  });
});
