import type { KnownBlock } from '@slack/types';
import type { Config } from '../../src/config/config.ts';
import type { Cycle, Dataset, Memory } from '../../src/domain/cycle/cycle.ts';
import { transitionsFrom } from '../../src/domain/runbook/runbook.ts';
import type { Card } from '../../src/operations/message.ts';
import { exporting } from '../../src/runbooks/exporting.ts';
import { runbookNamed } from '../../src/runbooks/registry.ts';
import type { Rendered } from '../../src/slack/views/blocks.ts';

export const NOW = new Date('2026-02-03T14:40:00Z');
export const ANA = 'U00000ANA1';
export const BEN = 'U00000BEN2';

export const roles: Config['roles'] = {
  wrangler: { name: 'the wranglers', userGroup: 'S000WRANGL', members: [] },
  'ingest-operations': { name: 'ingest operations', userGroup: 'S00INGESTO', members: [] },
  'import-team': { name: 'the import team', userGroup: 'S000IMPORT', members: [] },
  'browser-team': { name: 'the browser team', members: ['U00000DEE4'] },
  'data-consumers': { name: 'the data consumers', members: [], here: true },
  coordinators: { name: 'the coordinators', userGroup: 'S0COORDINA', members: [] },
  developers: { name: 'the developers', members: [] },
  'data-engineering': { name: 'data engineering', userGroup: 'S0DATAENGI', members: [] },
};

export const dataset: Dataset = {
  projectUuid: 'f5057fee-4c3e-4459-82dd-21250b729601',
  shortName: 'FetalGutSim',
  title: 'A simulated fetal gut',
  submissionUuid: '2b1c5d1a-1111-4459-82dd-21250b729601',
  ingestUrl: 'https://ingest.example.org/projects/detail?uuid=f5057fee',
  managedAccess: false,
  alreadyReleased: false,
};

const request = {
  release: '58',
  institution: 'EBI',
  managedAccess: 'No',
  forImporters: 'Mind the matrices.',
  releaseNote: 'All the gut & more.',
};

const passed = (step: number, state: string, event: string, by: string, at: string) => ({
  step,
  state,
  event,
  by,
  at: `2026-02-03T${at}:00.000Z`,
});

const story = [
  passed(1, 'valid', 'submit', ANA, '10:02'),
  passed(2, 'exporting', 'export finished', 'ingest', '11:37'),
  passed(3, 'exported', 'request import', ANA, '11:40'),
  passed(4, 'import requested', 'imported', 'U00000CHO3', '12:00'),
  passed(4, 'imported', 'snapshot made', 'U00000CHO3', '12:30'),
  passed(5, 'snapshot made', 'seen in the browser', 'U00000DEE4', '13:00'),
  passed(6, 'in the browser', 'final check passed', ANA, '13:30'),
];

/** How much of the story lies behind each state. */
const BEHIND: Readonly<Record<string, number>> = {
  exporting: 1,
  exported: 2,
  'import form ready': 2,
  'import requested': 3,
  imported: 4,
  'snapshot made': 5,
  'in the browser': 6,
  released: 7,
  'needs correction': 3,
  'ready to re-export': 3,
  superseded: 3,
};

const progress = {
  envelope: 'Exporting',
  job: {
    id: '638e0000',
    status: 'Exporting',
    transfer: 'complete',
    spreadsheet: 'complete',
    assaysDone: 31,
    assaysTotal: 48,
  },
} as const;

function cycleIn(state: string, memory: Partial<Memory> = {}, about: Partial<Dataset> = {}): Cycle {
  const held = state === 'needs correction' || state === 'ready to re-export';
  return {
    id: 'cycle00000000000000a',
    runbook: 'exporting',
    dataset: { ...dataset, ...about },
    number: 2,
    state,
    turn: 4,
    submitter: ANA,
    channel: 'C00DCPOPS1',
    openedAt: new Date('2026-02-03T10:02:00Z'),
    since: new Date('2026-02-03T11:40:00Z'),
    ...(runbookNamed('exporting').states[state]?.ends ? { closedAt: NOW } : {}),
    memory: {
      actions: ['Export'],
      accepted: true,
      passed: story.slice(0, BEHIND[state] ?? 0),
      progress,
      progressAt: '2026-02-03T14:38:00.000Z',
      ...((BEHIND[state] ?? 0) >= 3 ? { importRequest: request } : {}),
      ...(held
        ? {
            problem: {
              reason: 'The matrices are missing.',
              reportedBy: 'U00000CHO3',
              at: '2026-02-03T11:40:00.000Z',
              from: 'import requested',
              step: 4,
              ...(state === 'ready to re-export' ? { validAgain: true } : {}),
            },
          }
        : {}),
      ...memory,
    },
  };
}

export function cardIn(
  state: string,
  memory: Partial<Memory> = {},
  about: Partial<Dataset> = {},
  webForm = false,
): Card {
  const cycle = cycleIn(state, memory, about);
  const actions = transitionsFrom(exporting, state, webForm).flatMap(({ transition }) =>
    transition.button === undefined || cycle.closedAt !== undefined
      ? []
      : [
          {
            event: transition.on,
            label: transition.button,
            opensForm: transition.form !== undefined,
            ...(transition.style === undefined ? {} : { style: transition.style }),
          },
        ],
  );
  return {
    cycle,
    now: NOW,
    seenAt: new Date(NOW.getTime() - 20_000),
    actions,
    browserUrl: `https://browser.example.org/projects/${cycle.dataset.projectUuid}`,
    importFormUrl: 'https://forms.example.org/viewform?entry.1=a',
    manifestRow: `EBI,${cycle.dataset.projectUuid},No`,
  };
}

export const STATES = Object.keys(exporting.states);

/** All the words that a person sees, markup included. */
export function shown(view: Pick<Rendered, 'blocks'> | readonly KnownBlock[]): string {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (typeof node === 'object' && node !== null) {
      for (const [key, value] of Object.entries(node)) {
        if ((key === 'text' || key === 'title') && typeof value === 'string') found.push(value);
        else visit(value);
      }
    }
  };
  visit('blocks' in view ? view.blocks : view);
  return found.join('\n');
}

/** The labels of the buttons, in order; `⋯` and what is behind it at its place. */
export function labels(blocks: readonly KnownBlock[]): readonly string[] {
  return blocks.flatMap((block) => {
    if (block.type !== 'actions') return [];
    return block.elements.flatMap((element) => {
      if (element.type === 'button') return [element.text.text];
      if (element.type === 'overflow') return element.options.map(({ text }) => `⋯ ${text.text}`);
      return [];
    });
  });
}
