import type { KnownBlock, View } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NoticeName } from '../../src/domain/runbook/effect.ts';
import { exporting } from '../../src/runbooks/exporting.ts';
import { excesses, excessesOfView, withinLimits } from '../../src/slack/limits.ts';
import { helpView } from '../../src/slack/views/answers/help.ts';
import { historyView } from '../../src/slack/views/answers/history.ts';
import {
  boardView,
  listView,
  notesView,
  statusView,
} from '../../src/slack/views/answers/report.ts';
import { cardView } from '../../src/slack/views/card/card.ts';
import { askView } from '../../src/slack/views/dialogs/ask.ts';
import { formView } from '../../src/slack/views/dialogs/form.ts';
import { homeBlocks } from '../../src/slack/views/home.ts';
import { messageView } from '../../src/slack/views/message.ts';
import { anAlert, POLICY } from '../support/cycles.ts';
import { ANA, cardIn, dataset, NOW, roles, STATES } from './sample.ts';

/** What nobody should be called, and nothing that could be mistaken for our own words. */
const nasty = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<!here|here>',
    '<@U00000BEN2>',
    '<!subteam^S000IMPORT>',
    '<https://evil.example|ingest>',
    '&lt;!channel&gt;',
    '\u202egnp.live\u202c <b>',
    'שלום & <עולם>',
    '```\n*x* _y_ ~z~ `q`',
    '😀'.repeat(3000),
    '&'.repeat(10_000),
    'A'.repeat(10_000),
    `${'a'.repeat(2795)}<!channel>`,
    '',
    '\n\n\n',
  ),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

const LIVE = /<!(channel|here|everyone|subteam)|<@U00000BEN2>|<https:\/\/evil|[\u202a-\u202e]/;

/** Strings of `mrkdwn` objects and the text that notifications show: where markup is alive. */
function live(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(live);
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'mrkdwn' && 'text' in node) return [String(node.text)];
  return Object.values(node).flatMap(live);
}

function expectFit(view: {
  text: string;
  blocks: readonly KnownBlock[];
  fallback?: readonly KnownBlock[];
}) {
  const { text, blocks, fallback = [] } = view;
  expect(excesses(blocks)).toEqual([]);
  expect(excesses(fallback)).toEqual([]);
  expect(text.length).toBeLessThanOrEqual(4000); // an edit takes no more
  for (const said of [text, ...live(blocks), ...live(fallback)]) {
    // Called by the template: who has to look at a failure that names no project.
    const words = said.replace('<!subteam^S000IMPORT> <@U00000ANA1>: The import system', 'It');
    expect(words).not.toMatch(LIVE);
    expect(words).not.toMatch(/&(?!amp;|lt;|gt;)/);
    expect(words).not.toBe('');
  }
}

describe('whatever people and upstreams write', () => {
  it('leaves cards, notices and alerts within the limits and calls nobody', () => {
    fc.assert(
      fc.property(nasty, nasty, fc.constantFrom(...STATES), (name, words, state) => {
        const memory = {
          disturbed: words,
          staging: { objects: 1, bytes: 1, faults: [words, words, words, words, words, words] },
          proposal: {
            event: 'snapshot made',
            headline: name,
            evidence: words,
            at: NOW.toISOString(),
          },
          problem: {
            reason: words,
            reportedBy: name,
            at: NOW.toISOString(),
            from: 'exported',
            step: 3,
          },
          checklist: { remark: words },
          importRequest: { release: name, releaseNote: words, forImporters: words },
          alert: anAlert(NOW.toISOString()),
        };
        const about = { shortName: name, title: words, ingestUrl: words };
        const card = { ...cardIn(state, memory, about), manifestRow: words, browserUrl: words };
        expectFit(cardView(card, roles));
        const diagnosis = { likely: words, next: name };
        expectFit(messageView({ kind: 'alert', mention: [], card, diagnosis }, roles, NOW));
        const notices: readonly NoticeName[] = [
          'ready to import',
          'problem',
          'snapshot proposed',
          'import noticed early',
          'staging faults',
          'released',
        ];
        for (const notice of notices) {
          expectFit(messageView({ kind: 'notice', notice, mention: [], card }, roles, NOW));
        }
        expectFit(
          messageView(
            { kind: 'nameless notice', headline: words, waiting: [card], link: words },
            roles,
            NOW,
          ),
        );
        for (const trouble of ['stuck', 'quarantined'] as const) {
          const job = { id: 1, name: words, by: words };
          const message = {
            kind: 'export trouble' as const,
            trouble,
            job,
            says: words,
            file: words,
          };
          expectFit(messageView(message, roles, NOW));
        }
        const rows = Array.from({ length: 60 }, () => ({
          card,
          link: 'https://slack.example.org/p',
        }));
        const listing = { rows: rows.slice(0, 40), total: rows.length };
        expectFit(boardView(listing, roles, exporting));
        expectFit(statusView(rows, roles, exporting));
        expectFit(listView('Under way', listing, roles, ''));
        const home = withinLimits(
          homeBlocks(
            {
              ...{ opens: [exporting], waiting: listing, stuck: rows, running: listing },
              ...{ released: rows, exports: [], now: new Date() },
            },
            roles,
          ),
          'home',
        );
        expect(excesses(home, 'home')).toEqual([]);
        expect(live(home).join('')).not.toMatch(LIVE);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves answers and forms within the limits and calls nobody', () => {
    fc.assert(
      fc.property(nasty, nasty, (name, words) => {
        const many = [words, name, words, name, words, name];
        const about = { shortName: name, ingestUrl: words };
        for (const why of [
          { code: 'missing files', files: many, state: name },
          { code: 'project not valid', state: name, errors: many },
          { code: 'not graph valid', state: name, errors: many },
        ] as const) {
          expectFit(
            messageView(
              { kind: 'not ready', runbook: 'exporting', dataset: about, why },
              roles,
              NOW,
            ),
          );
        }
        const nearest = [{ projectUuid: 'u', shortName: name, title: words }];
        expectFit(
          messageView({ kind: 'did you mean', runbook: 'exporting', words, nearest }, roles, NOW),
        );
        const refusal = { code: 'not a member', why: words } as const;
        expectFit(messageView({ kind: 'refused', refusal }, roles, NOW, ANA));
        expectFit(
          messageView(
            {
              kind: 'preview',
              preview: {
                id: 'p',
                runbook: 'exporting',
                dataset: { ...dataset, shortName: name, title: words },
                number: 1,
                replaces: { number: 1, state: words },
                choices: ['Export', 'Export_Metadata'],
                expiresAt: NOW,
              },
            },
            roles,
            NOW,
          ),
        );
        const line = { at: NOW.toISOString(), step: 1 };
        const history = {
          ...line,
          cycle: 1,
          event: words,
          from: 'a',
          to: name,
          actor: name,
          words,
        };
        expectFit(
          historyView(
            exporting,
            name,
            Array.from({ length: 100 }, () => history),
          ),
        );
        const note = { ...line, shortName: name, author: name, note: words };
        expectFit(
          notesView(
            Array.from({ length: 100 }, () => note),
            name,
          ),
        );
        const values = Object.fromEntries(
          exporting.steps
            .flatMap(({ transitions }) => transitions)
            .flatMap(({ form }) => form?.fields ?? [])
            .map((field) => [field.name, words]),
        );
        for (const { form } of exporting.steps.flatMap(({ transitions }) => transitions)) {
          if (form === undefined) continue;
          const view = formView(form, values, { callback: 'form', metadata: '{}' });
          expect(excessesOfView(view)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves help and the project picker within the limits', () => {
    expectFit(helpView(exporting, POLICY, roles));
    expect(excessesOfView(askView(exporting, 'C1'))).toEqual([]);
  });
});

describe('the check of limits', () => {
  it('finds what Slack would refuse, and says where', () => {
    const blocks: KnownBlock[] = [
      { type: 'section', text: { type: 'mrkdwn', text: 'a'.repeat(3001) } },
      {
        type: 'actions',
        elements: [{ type: 'button', text: { type: 'plain_text', text: 'b'.repeat(76) } }],
      },
    ];
    expect(excesses(blocks)).toEqual([
      { path: '/0/text/text', limit: 3000, found: 3001 },
      { path: '/1/elements/0/text/text', limit: 75, found: 76 },
    ]);
    expect(excesses(withinLimits(blocks))).toEqual([]);
  });

  it('counts blocks by surface, tables, and a modal’s title', () => {
    const many = Array.from({ length: 51 }, (): KnownBlock => ({ type: 'divider' }));
    expect(excesses(many)).toEqual([{ path: '', limit: 50, found: 51 }]);
    expect(excesses(many, 'home')).toEqual([]);
    expect(excesses(withinLimits(many))).toEqual([]);
    const view: View = {
      type: 'modal',
      title: { type: 'plain_text', text: 'A title of more than 24 characters' },
      blocks: [],
    };
    expect(excessesOfView(view)).toEqual([{ path: '/title/text', limit: 24, found: 34 }]);
  });

  it('never cuts an entity or a mention in two', () => {
    const cut = withinLimits([
      { type: 'section', text: { type: 'mrkdwn', text: `${'a'.repeat(2992)}&amp;<@U00000ANA1>` } },
    ]);
    expect(JSON.stringify(cut)).toMatch(/a…"/);
  });
});
