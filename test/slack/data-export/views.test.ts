import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../../src/domain/data-export/format.ts';
import { EXPORT_STATUSES, type ExportJob, paceOf } from '../../../src/domain/data-export/job.ts';
import { misgivingsOf } from '../../../src/domain/data-export/misgiving.ts';
import { SHARE_KINDS, type Share, type ShareKind } from '../../../src/domain/data-export/share.ts';
import { hours } from '../../../src/domain/duration.ts';
import { readOptions as known } from '../../../src/exports/convert/options.ts';
import { excesses, excessesOfView } from '../../../src/slack/limits.ts';
import {
  downloadView,
  exportListView,
  reasonsView,
  storageView,
} from '../../../src/slack/views/data-export/answers.ts';
import { bar } from '../../../src/slack/views/data-export/bar.ts';
import { exportButtons } from '../../../src/slack/views/data-export/buttons.ts';
import { exportCardView } from '../../../src/slack/views/data-export/card.ts';
import { deleteDialog } from '../../../src/slack/views/data-export/deletion.ts';
import { exportDialog } from '../../../src/slack/views/data-export/dialog.ts';
import { exportEndedView } from '../../../src/slack/views/data-export/ended.ts';
import { formatInputs, readOptions } from '../../../src/slack/views/data-export/format-fields.ts';
import { shareDialog } from '../../../src/slack/views/data-export/sharing/dialog.ts';
import { downloadsView, sharesView } from '../../../src/slack/views/data-export/sharing/shares.ts';
import { statisticsView, storageWords } from '../../../src/slack/views/data-export/statistics.ts';
import { readForm } from '../../../src/slack/views/dialogs/form.ts';

const NOW = new Date('2026-02-03T12:00:00Z');
const after = (n: number): Date => new Date(NOW.getTime() + hours(n));

function aJob(more: Partial<ExportJob> = {}): ExportJob {
  return {
    ...{ id: 12, key: 'export_x', name: 'Marker genes', party: { id: 1, name: 'U00000FAY6' } },
    ...{ datasetIds: [], format: 'csv', options: {}, includeMetadata: true, includeLineage: false },
    ...{ compress: true, ttlHours: 48, status: 'completed', linkEpoch: 1, attempt: 1 },
    ...{ bytesBefore: 0, createdAt: NOW, startedAt: NOW, progressedAt: NOW, completedAt: NOW },
    expiresAt: after(48),
    output: { path: 'exports/1/x.zip', bytes: 4700, sha256: 'a'.repeat(64) },
    files: { total: 12, processed: 12, failed: 0, unfit: 0 },
    progress: 100,
    ...more,
  };
}
const SHARE: Share = {
  ...{ id: 's'.repeat(20), jobId: 12, with: { kind: 'group', slackGroup: 'S000WRANGL' } },
  ...{ singleUse: true, createdBy: { id: 1, name: 'U00000FAY6' }, linkEpoch: 1, createdAt: NOW },
  ...{ expiresAt: after(24), downloads: 2, lastDownloadAt: NOW },
};
const figures = { bytes: { done: 1.2e6, total: 3.4e6 }, rows: 12_345 };
const cardOf = (job: ExportJob, more = {}) => ({ job, figures, failures: [], now: NOW, ...more });
const labels = (job: ExportJob) =>
  exportButtons({ job, failures: [], now: NOW }).map(({ text }) => text.text);
const shown = (job: ExportJob, more = {}) =>
  JSON.stringify(exportCardView(cardOf(job, more)).blocks);

it('says that a filter left nothing, and offers to change it', () => {
  const filtered = aJob({ transform: { filter: {} } });
  const emptied = cardOf(filtered, { figures: { ...figures, rows: 0 } });
  expect(JSON.stringify(exportCardView(emptied).blocks)).toContain('No row fits the filter');
  expect(exportButtons(emptied).map(({ text }) => text.text)).toContain('Edit and export again');
  expect(shown(filtered)).not.toContain('No row fits the filter');
  expect(labels(filtered)).not.toContain('Edit and export again');
});

it('numbers count exports as exports, and files as files, also where one failed', () => {
  const two = { total: 2, byStatus: { completed: 1, failed: 1 }, byFormat: { csv: 1, hdf5: 1 } };
  const made = { filesExported: 1, downloads: 0, byDay: [], stored: { jobs: 1, bytes: 9 } };
  const storage = { own: { jobs: 1, bytes: 9 }, all: 9, quota: undefined };
  const { text } = statisticsView({ ...two, ...made }, storage, 'none');
  expect(text).toContain(
    '*You asked for 2 exports* (1 as CSV, 1 as HDF5): 1 completed, 1 failed.\n1 file exported.',
  );
});

it('a name that holds marks of Slack’s stays bold from end to end', () => {
  expect(shown(aJob({ name: 'a*b `c` _d_' }))).toContain('*a∗b ˋcˋ _d_* · CSV');
});

it.each([
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  ['curl/8.5.0', 'curl'],
])('a download by %s is said to be by %s', (agent, says) => {
  const visit = { at: NOW, from: '192.0.2.x', agent };
  const { text } = downloadsView(aJob(), SHARE, [visit]);
  expect(text).toContain(`192.0.2.x · ${says}`);
  expect(text).not.toContain('AppleWebKit');
});

it('a card has the whole SHA-256 to copy, and no time that is none', () => {
  expect(shown(aJob())).toContain(`SHA-256 \`${'a'.repeat(64)}\``);
  expect(shown(aJob())).not.toContain('took');
});

describe('the card of an export', () => {
  it.each<[string, Partial<ExportJob>, readonly string[]]>([
    ['under way', { status: 'processing' }, ['Cancel']],
    ['ready', {}, ['Download', 'Share', 'Extend', 'Delete']],
    ['kept for a week', { ttlHours: 168 }, ['Download', 'Share', 'Delete']],
    [
      'ready but for some',
      { files: { total: 12, processed: 12, failed: 2, unfit: 0 } },
      ['Download', 'Retry failed files', 'Share', 'Extend', 'All reasons', 'Delete'],
    ],
    ['over', { expiresAt: after(-1) }, ['Rebuild', 'Delete']],
    ['cancelled', { status: 'cancelled', output: undefined }, ['Rebuild', 'Delete']],
    [
      'failed',
      {
        status: 'failed',
        output: undefined,
        files: { total: 2, processed: 2, failed: 2, unfit: 0 },
      },
      ['Retry failed files', 'All reasons', 'Delete'],
    ],
    [
      'failed since what was asked for does not fit',
      {
        status: 'failed',
        output: undefined,
        files: { total: 2, processed: 2, failed: 2, unfit: 2 },
      },
      ['Edit and export again', 'All reasons', 'Delete'],
    ],
    [
      'ready but for some, of which one may go well another time',
      { files: { total: 12, processed: 12, failed: 2, unfit: 1 } },
      [
        ...['Download', 'Retry failed files', 'Edit and export again', 'Share', 'Extend'],
        ...['All reasons', 'Delete'],
      ],
    ],
    ['deleted', { deletedAt: NOW }, []],
  ])('that is %s offers what can be done with it', (_, job, buttons) => {
    expect(labels(aJob(job))).toEqual(buttons);
  });

  it('says how far it is, how fast, and how long it will take', () => {
    const job = aJob({
      ...{ status: 'processing', progress: 35, output: undefined },
      files: { total: 12, processed: 7, failed: 0, unfit: 0 },
    });
    const pace = { rate: 2.1e6, left: 40_000 };
    const text = shown(job, { figures: { ...figures, pace } });
    expect(text).toContain(
      '7 of 12 files · 1.2 MB of 3.4 MB · 12,345 rows · 2.1 MB a second · about 40 s left',
    );
    expect(text).toContain(`${'█'.repeat(7)}${'░'.repeat(13)}  35 %`);
  });

  it('asks before what cannot be undone', () => {
    // Slack’s own question would be asked of whoever presses; this one is asked of its owner.
    expect(exportButtons(cardOf(aJob())).some(({ confirm }) => confirm !== undefined)).toBe(false);
    const dialog = deleteDialog(aJob(), true);
    expect(dialog.title.text).toBe('Delete this export?');
    expect(JSON.stringify(dialog.blocks)).toContain('its package (12 files) goes at once');
    const [cancel] = exportButtons(cardOf(aJob({ status: 'pending' })));
    expect(cancel?.confirm?.deny?.text).toBe('Keep it going');
  });

  it('holds to Slack’s limits and calls nobody, whatever things are called', () => {
    const nasty = fc.oneof(
      fc.string({ maxLength: 5000 }),
      fc.constantFrom('<!channel>', '<@U00000ANA1>', '`*_~', '\u202egnp.csv', 'a&b<c>'),
    );
    fc.assert(
      fc.property(nasty, nasty, fc.constantFrom(...EXPORT_STATUSES), (name, message, status) => {
        const job = aJob({ name, status, description: message, message });
        const failures = Array.from({ length: 10 }, (_, id) => ({
          ...{ id, jobId: 12, fileId: id, status: 'failed' as const, fraction: 1 },
          ...{ source: name, member: name, message },
        }));
        const share = { ...SHARE, note: message };
        const visit = { at: NOW, from: name, agent: message, file: name };
        const shares = Array.from({ length: 30 }, () => ({ share, state: 'open' as const }));
        const views = [
          sharesView(job, shares, NOW),
          downloadsView(
            job,
            share,
            Array.from({ length: 120 }, () => visit),
          ),
          exportCardView(cardOf(job, { failures })),
          exportEndedView(cardOf(job)),
          exportListView([job, job], NOW),
          reasonsView(job, [...failures, ...failures]),
          downloadView(job, NOW, { whole: 'https://h.example.org/x', each: [] }),
        ];
        for (const { blocks } of views) {
          expect(excesses(blocks)).toEqual([]);
          expect(JSON.stringify(blocks)).not.toMatch(/<!channel>|<@U00000ANA1>/);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const isKnown = (block: { type: string }): block is KnownBlock =>
  ['input', 'context', 'section'].includes(block.type);

describe('the dialog', () => {
  it.each([
    ['asks for a file', {}, false, 'For a whole dataset choose its project above.'],
    [
      'takes a whole dataset instead once there is a project',
      { p: 1 },
      true,
      'Not needed with the whole dataset.',
    ],
  ])('%s', (_, project, optional, hint) => {
    const memory = { ch: 'C1', ...project };
    const { blocks } = exportDialog({ memory, format: 'csv', chosen: [], misgivings: [] });
    const files = blocks.find(({ block_id }) => block_id === 'files');
    expect(files).toMatchObject({ hint: { text: hint } });
    expect(files !== undefined && 'optional' in files).toBe(optional);
  });

  it.each(EXPORT_FORMATS.filter((format) => format !== 'zip'))(
    'untouched asks for %s as the REST interface does by default',
    (format) => {
      const values = Object.fromEntries(
        formatInputs(format).map(({ block_id = '', element }) => {
          const state = {
            ...('initial_value' in element ? { value: element.initial_value } : {}),
            ...('initial_option' in element ? { selected_option: element.initial_option } : {}),
            ...('initial_options' in element ? { selected_options: element.initial_options } : {}),
          };
          return [block_id, { value: state }];
        }),
      );
      const asked = known(format, readOptions(format, readForm(values)));
      expect(asked).toEqual(known(format, {}));
    },
  );

  it('fits into Slack’s limits in every format', () => {
    for (const format of EXPORT_FORMATS) {
      const memory = { ch: 'C0OPS', p: 1 };
      const view = exportDialog({ memory, format, chosen: [], misgivings: [] });
      expect(excesses(view.blocks.filter(isKnown), 'modal')).toEqual([]);
      expect(view.blocks.every(isKnown)).toBe(true);
    }
  });
});

describe('the dialog of a share', () => {
  it.each(SHARE_KINDS)('fits into Slack’s limits for %s', (kind) => {
    const job = aJob({ name: 'n'.repeat(255) });
    const view = shareDialog({ job, kind, offered: SHARE_KINDS, now: NOW });
    expect(excessesOfView(view)).toEqual([]);
  });

  it('asks whom it is for only where there is a choice', () => {
    const asked = (offered: readonly ShareKind[]) =>
      shareDialog({ job: aJob(), kind: 'group', offered, now: NOW }).blocks.map(
        ({ block_id: id }) => id,
      );
    expect(asked(['group'])).not.toContain('kind');
    expect(asked(['person', 'group'])).toContain('kind');
  });
});

describe('what is better thought over', () => {
  const files = (n: number, name: string, bytes = 1e6) =>
    Array.from({ length: n }, () => ({ name, bytes }));
  const kinds = (...given: Parameters<typeof misgivingsOf>) =>
    misgivingsOf(...given).map(({ kind }) => kind);

  it('is named, and nothing else', () => {
    expect(kinds(files(1000, 'a.csv'), 'csv')).toEqual([]);
    expect(kinds(files(1001, 'a.csv'), 'csv')).toEqual(['many files']);
    expect(kinds([...files(1, 'a.tsv'), ...files(1, 'b.xlsx')], 'csv')).toEqual([]);
    expect(kinds([...files(1, 'a.csv'), ...files(1, 'b.fastq.gz')], 'csv')).toEqual([
      'mixed types',
      'no tables',
    ]);
    expect(kinds([...files(1, 'a.csv'), ...files(1, 'b.fastq.gz')], 'zip')).toEqual([
      'mixed types',
    ]);
    expect(kinds([...files(1, 'a.vcf'), ...files(1, 'b.vcf.gz')], 'csv')).toEqual(['no tables']);
    expect(kinds(files(1, 'README'), 'csv')).toEqual(['no tables']);
    expect(kinds(files(1, 'a.csv', 100e6), 'excel')).toEqual([]);
    expect(kinds(files(1, 'a.csv', 100e6 + 1), 'excel')).toEqual(['large for excel']);
    expect(kinds(files(2, 'a.csv', 99_999), 'hdf5')).toEqual(['tiny for hdf5']);
    expect(kinds(files(1, 'a.csv', 100_000), 'hdf5')).toEqual([]);
    expect(kinds([], 'hdf5')).toEqual([]);
  });
});

it('pace is that of the newest attempt, and unknown while nothing is done', () => {
  const job = { status: 'processing', startedAt: NOW } as const;
  const later = new Date(NOW.getTime() + 10_000);
  const bytes = { before: 100, done: 300, total: 500 };
  expect(paceOf(job, bytes, later)).toEqual({ rate: 20, left: 10_000 });
  expect(paceOf(job, { ...bytes, done: 119 }, later)).toBeUndefined();
  expect(paceOf(job, bytes, NOW)).toBeUndefined();
  expect(paceOf({ status: 'completed', startedAt: NOW }, bytes, later)).toBeUndefined();
  expect([bar(0), bar(100)].map((text) => text.split('█').length - 1)).toEqual([0, 20]);
});

it.each([
  [0, '░', '0 %'],
  [0.0004, '▏░', 'less than 1 %'],
  [1.9, '▏░', '1 %'],
  [50, '█', '50 %'],
  [99.9, '█', '99 %'],
  [120, '█', '100 %'],
])('of %d percent something is drawn, and the words are true', (percent, begins, words) => {
  const [drawn = '', told] = bar(Math.min(percent, 100)).split('  ');
  expect([drawn.startsWith(begins), [...drawn].length, told]).toEqual([true, 20, words]);
});

it('storage that is hardly used says so, wherever it is told', () => {
  const storage = { own: { jobs: 1, bytes: 4700 }, all: 9000, quota: 5e10 };
  expect(storageWords(storage)).toBe(
    'You keep 4.7 kB; all exports take 9.0 kB of 50.0 GB, less than 1 %',
  );
  expect(JSON.stringify(storageView(storage).blocks)).toContain('▏░');
});
