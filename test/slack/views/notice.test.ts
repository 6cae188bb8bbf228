import { describe, expect, it } from 'vitest';
import type { NoticeName } from '../../../src/domain/runbook/effect.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import { excesses } from '../../../src/slack/limits.ts';
import { noticeView } from '../../../src/slack/views/thread/notice.ts';
import { cardIn, labels, roles, STATES } from '../sample.ts';

const notices: readonly NoticeName[] = [
  'submitted',
  'export refused by ingest',
  'export finished',
  'export disturbed',
  'import form ready',
  'ready to import',
  'imported',
  'snapshot made',
  'hand over to browser',
  'snapshot proposed',
  'import noticed early',
  'staging faults',
  'in the browser',
  'released',
  'announce release',
  'problem',
  'problem solved',
  'valid again',
  'recovery started',
  'not valid yet',
  'clean-up done',
  'clean-up void',
  'export taken over',
  'new cycle',
];
/** Said of every runbook alike: its transitions do not name them. */
const ofTheEngine: readonly NoticeName[] = [
  'alert taken',
  'alert snoozed',
  'alert again',
  'alert escalated',
  'second person wanted',
];

describe('a notice', () => {
  it('hands over to the import team with summary, manifest row and buttons', () => {
    const card = cardIn('import requested', {
      staging: { objects: 412, bytes: 38.2e9, faults: [] },
      importRequest: {
        email: 'ana@example.org',
        release: '58',
        kind: 'new',
        contact: 'Dr Contact',
        highlight: 'No',
        forImporters: 'Mind the matrices.',
        releaseNote: 'All the gut & more.',
      },
    });
    const view = noticeView(
      { kind: 'notice', notice: 'ready to import', mention: ['import-team'], card },
      roles,
    );
    expect(view.text).toBe(
      [
        '<!subteam^S000IMPORT>: *FetalGutSim* is ready to import for release 58. Staging area checked: 412 objects, 38.2 GB, no faults.',
        'Row for the manifest:',
        '```\nEBI,f5057fee-4c3e-4459-82dd-21250b729601,No\n```',
        '• Kind: new',
        '• Project contact: Dr Contact',
        '• Requested by: ana@example.org',
        '• Highlight in the announcement: No',
        'Additional information for the importers:\n> Mind the matrices.',
        'Release note (public):\n> All the gut &amp; more.',
      ].join('\n'),
    );
    expect(labels(view.blocks)).toEqual(['Imported', 'Snapshot made', 'There is a problem']);
  });

  it('calls a role by its group, else its members, else its name; and the submitter', () => {
    const view = noticeView(
      {
        kind: 'notice',
        notice: 'snapshot made',
        mention: ['submitter', 'coordinators', 'browser-team', 'developers'],
        card: cardIn('snapshot made'),
      },
      roles,
    );
    expect(view.text).toBe(
      '<@U00000ANA1> <!subteam^S0COORDINA> <@U00000DEE4> the developers: ✓ the snapshot of *FetalGutSim* is made, says <@U00000CHO3>. The browser is next.',
    );
  });

  it('says on whose word it is in the browser while the catalogue does not show it', () => {
    const card = cardIn('in the browser');
    const textOf = (one: typeof card) =>
      noticeView({ kind: 'notice', notice: 'in the browser', mention: [], card: one }, roles).text;
    expect(textOf(card)).toContain('says <@U00000DEE4>');
    expect(textOf(card)).not.toContain('catalogue');
    expect(textOf({ ...card, unseenAt: new Date('2026-02-03T12:55:00Z') })).toMatch(
      /have a look>\)\. The catalogue doesn’t show it yet \(<!date\^1770123300\^last look [^>]+>\); it is on <@U00000DEE4>’s word\. Next: the final check by/,
    );
  });

  it('says what the import system knows before anybody asked here, and offers to ask', () => {
    const proposal = {
      event: 'imported',
      headline: 'HCA Completed Import',
      evidence: 'HCA Completed Import\nStaging area: gs://staging/prod/1',
      at: '2026-02-03T14:00:00.000Z',
      link: 'https://slack.example.org/p9',
    };
    const viewOf = (event: string) =>
      noticeView(
        {
          kind: 'notice',
          notice: 'import noticed early',
          mention: ['submitter'],
          card: cardIn('exported', { proposal: { ...proposal, event } }),
        },
        roles,
      );
    const view = viewOf('imported');
    expect(view.text).toBe(
      [
        '<@U00000ANA1>: the import system already says *HCA Completed Import* for *FetalGutSim*.',
        '```\nStaging area: gs://staging/prod/1\n```',
        'If the import team was asked for it elsewhere, request the import here as well: then they can confirm it.',
      ].join('\n'),
    );
    expect(JSON.stringify(view.blocks)).toContain('<https://slack.example.org/p9|See its message>');
    expect(labels(view.blocks)).toEqual(['Request import', 'There is a problem']);
    expect(labels(viewOf('problem').blocks)).toEqual(['Confirm: there is a problem']);
  });

  it('names the faults of a staging area that was handed over already', () => {
    const staging = {
      objects: 1,
      bytes: 1,
      faults: ['links/ is <empty>', 'b', 'c', 'd', 'e', 'f'],
    };
    const view = noticeView(
      {
        kind: 'notice',
        notice: 'staging faults',
        mention: ['submitter', 'import-team'],
        card: cardIn('import requested', { staging }),
      },
      roles,
    );
    expect(view.text.split('\n')).toEqual([
      '<@U00000ANA1> <!subteam^S000IMPORT>: the staging area of *FetalGutSim* has faults, found after the import was requested. Please look before it is imported; if it has to be exported again, press “There is a problem”.',
      '• links/ is &lt;empty&gt;',
      '• b',
      '• c',
      '• d',
      '• e',
      '• and 1 more',
    ]);
    expect(labels(view.blocks)).toEqual(['There is a problem']);
  });

  it('announces a release to everybody there, with link and release note', () => {
    const view = noticeView(
      {
        kind: 'notice',
        notice: 'announce release',
        mention: ['data-consumers'],
        card: cardIn('released'),
        link: 'https://slack.example.org/archives/C1/p1',
      },
      roles,
    );
    expect(view.text).toBe(
      [
        '<!here>: *FetalGutSim* is in release 58: <https://browser.example.org/projects/f5057fee-4c3e-4459-82dd-21250b729601|see it in the browser> · `f5057fee`',
        'A simulated fetal gut',
        '> All the gut &amp; more.',
      ].join('\n'),
    );
  });

  it('asks whether the import system is right, with what matters of its message', () => {
    const evidence = [
      'HCA Snapshot Complete',
      'Snapshot name: hca_prod_1 & `more`',
      'Dataset Google Project ID: datarepo-1',
      'Dagit link: View in Dagit',
    ].join('\n');
    const said = (event: string) => ({
      event,
      headline: 'HCA Snapshot Complete',
      evidence,
      at: '2026-02-03T14:00:00.000Z',
      link: 'https://slack.example.org/p9',
    });
    const viewOf = (event: string) =>
      noticeView(
        {
          kind: 'notice',
          notice: 'snapshot proposed',
          mention: ['import-team'],
          card: cardIn('import requested', { proposal: said(event) }),
        },
        roles,
      );
    const view = viewOf('snapshot made');
    expect(view.text).toBe(
      [
        '<!subteam^S000IMPORT>: the import system says *HCA Snapshot Complete* for *FetalGutSim*, release 58.',
        '```\nSnapshot name: hca_prod_1 &amp; ˋmoreˋ\n```',
        'Is that so?',
      ].join('\n'),
    );
    expect(JSON.stringify(view.blocks)).toContain('<https://slack.example.org/p9|See its message>');
    expect(labels(view.blocks)).toEqual(['Confirm: snapshot made', 'There is a problem']);
    // Bad news keeps the numbers that lead to the fault, and has one button for one event.
    expect(viewOf('problem').text).toContain('Dataset Google Project ID');
    expect(labels(viewOf('problem').blocks)).toEqual(['Confirm: there is a problem']);
  });

  it('points to the card of the next cycle, as a link where it is known', () => {
    const card = cardIn('superseded');
    const notice = { kind: 'notice', notice: 'new cycle', mention: [], card } as const;
    expect(noticeView(notice, roles).text).toContain('goes on in the card of cycle 3.');
    const link = 'https://slack.example.org/p3';
    expect(noticeView({ ...notice, link }, roles).text).toContain(`card of <${link}|cycle 3>.`);
  });

  it('tells nothing but the name of a managed access dataset in public', () => {
    const view = noticeView(
      {
        kind: 'notice',
        notice: 'announce release',
        mention: ['data-consumers'],
        card: cardIn('released', {}, { managedAccess: true }),
        link: 'https://slack.example.org/archives/C1/p1',
      },
      roles,
    );
    expect(view.text).toBe(
      '<!here>: *FetalGutSim* is in release 58. Its data are under managed access.',
    );
    expect(JSON.stringify(view)).not.toMatch(/f5057fee|https?:|gut &amp; more/);
  });

  it('has words for every notice that the runbook sends', () => {
    const sent = exporting.steps.flatMap(({ transitions }) =>
      transitions.flatMap((transition) =>
        (transition.do ?? []).flatMap((effect) =>
          effect.kind === 'tell' || effect.kind === 'announce' ? effect.notice : [],
        ),
      ),
    );
    expect(new Set(sent)).toEqual(new Set(notices));
  });

  it('keeps to Slack’s limits and the house’s tone, whatever state the card is in by then', () => {
    for (const notice of [...notices, ...ofTheEngine]) {
      for (const state of STATES) {
        const card = cardIn(state);
        const view = noticeView({ kind: 'notice', notice, mention: ['submitter'], card }, roles);
        expect(excesses(view.blocks), `${notice} in ${state}`).toEqual([]);
        expect(view.text).not.toMatch(/successful|undefined|null|NaN/);
        expect(view.text.match(/[✓⚠]/gu)?.length ?? 0).toBeLessThanOrEqual(1);
      }
    }
  });

  it('explains the reset where one is needed, and only there', () => {
    const started = (state: string) =>
      noticeView(
        { kind: 'notice', notice: 'recovery started', mention: [], card: cardIn(state) },
        roles,
      ).text;
    expect(started('needs correction')).toContain('commitGraphValidEvent');
    expect(started('ready to re-export')).toContain('goes on with the recovery of');
    expect(started('ready to re-export')).not.toContain('commitGraphValidEvent');
  });
});
