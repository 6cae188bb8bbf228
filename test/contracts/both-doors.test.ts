import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { BucketRequest } from '../../src/domain/bucket-request.ts';
import type { ExportJob } from '../../src/domain/data-export/job.ts';
import { bucketCardView } from '../../src/slack/views/buckets/card.ts';
import { BUCKET_SUBCOMMANDS } from '../../src/slack/views/buckets/help.ts';
import { bucketNewsView } from '../../src/slack/views/buckets/news.ts';
import { recertificationView } from '../../src/slack/views/buckets/upkeep.ts';
import { exportButton, exportButtons } from '../../src/slack/views/data-export/buttons.ts';
import { DATA_SUBCOMMANDS } from '../../src/slack/views/data-export/help.ts';
import { sharesView } from '../../src/slack/views/data-export/sharing/shares.ts';
import { openExportBench } from '../exports/bench.ts';
import { AT, news } from '../notifications/news.ts';
import { roles } from '../slack/sample.ts';

const BASE = '/api/data-export';

/** The rows of “The same by both doors”. */
function doorsIn(page: string): { readonly inSlack: string; readonly byRest: string } {
  const rows = (
    /\| In Slack \| By REST \|\n.*\n((?:\|.*\n)+)/.exec(readFileSync(page, 'utf8'))?.[1] ?? ''
  )
    .trim()
    .split('\n')
    .map((row) => row.split('|').slice(1, 3));
  return {
    inSlack: rows.map(([slack = '']) => slack).join('\n'),
    byRest: rows.map(([, rest = '']) => rest).join('\n'),
  };
}
const { inSlack, byRest } = doorsIn('docs/operate/exports.md');
const buckets = doorsIn('docs/operate/buckets.md');

/** What is written on the buttons of some blocks. */
const labelsIn = (blocks: unknown): readonly string[] =>
  [...JSON.stringify(blocks).matchAll(/"type":"button".*?"text":"([^"]+)"/g)].map(
    ([, label = '']) => label,
  );

async function callsOf(...bases: readonly string[]): Promise<readonly string[]> {
  await using bench = await openExportBench();
  const { json } = await bench.ask('GET', '/api/openapi.json', await bench.key());
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(json);
  return Object.entries(paths)
    .filter(([path]) => bases.some((base) => path.startsWith(base)))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
}

const toldIn = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`/g)].map(([, call = '']) => call);

/** All buttons that an export can have, by what is written on them. */
function labels(): ReadonlySet<string> {
  const { job: done } = news();
  const jobs: readonly ExportJob[] = [
    done,
    { ...done, status: 'processing' },
    { ...done, output: undefined, removedAt: AT },
  ];
  const share = {
    ...({ id: 's', jobId: 7, with: { kind: 'anyone with the link' }, singleUse: false } as const),
    ...{
      createdBy: { id: 1, name: 'U1' },
      linkEpoch: 1,
      createdAt: AT,
      expiresAt: AT,
      downloads: 1,
    },
  };
  const buttons = [
    ...jobs.flatMap((job) => exportButtons({ job, failures: [], now: AT })),
    exportButton(done, 'show', { label: 'Details' }),
  ];
  const inShares = labelsIn(sharesView(done, [{ share, state: 'open' }], AT).blocks);
  return new Set([...buttons.map(({ text }) => text.text), ...inShares]);
}

it('each word of /data-export and each button of an export has its line', () => {
  const words = DATA_SUBCOMMANDS.filter((word) => !new RegExp(`\`${word}[\` ]`).test(inSlack));
  expect(words).toEqual([]);
  expect(labels().size).toBeGreaterThan(10);
  expect([...labels()].filter((label) => !inSlack.includes(`*${label}*`))).toEqual([]);
});

it('each call about files and exports has its line, and each line its call', async () => {
  const calls = await callsOf(BASE, '/api/files');
  const told = toldIn(byRest).map((call) => call.replace('…', BASE).replace('/12', '/{id}'));
  expect(calls.length).toBeGreaterThan(20);
  expect([...new Set(told)].sort()).toEqual(calls.toSorted());
});

/** All buttons that have to do with buckets, by what is written on them. */
function bucketLabels(): ReadonlySet<string> {
  const wish = {
    ...({ what: 'grant', kind: 'push', name: 'lung', deed: 'is new', byOwner: true } as const),
    ...{ before: null, after: 'name: lung\n' },
  };
  const request = {
    ...({ id: 1, wanted: wish, by: 'U1', channel: 'C1', status: 'to be reviewed' } as const),
    ...{ round: 1, decisions: [], createdAt: AT, changedAt: AT },
  };
  const review = {
    ...({ hash: 'f'.repeat(64), people: 1, reasons: [], edits: [], gained: [], lost: [] } as const),
    ...{ access: [], unencrypted: [], policies: [], remarks: [], news: [] },
  };
  const usage = {
    ...{ path: 's3://a/', bucket: 'a', users: [], readers: [], command: 'x', testable: true },
  };
  const ending: BucketRequest = { ...request, wanted: { ...wish, before: 'name', after: null } };
  const elsewhere: BucketRequest = {
    ...request,
    wanted: { what: 'elsewhere', name: 'a', platform: 'b', facts: 'c' },
  };
  const standing = { leavers: [], isDue: true, hash: 'f'.repeat(64) };
  const one = { ...standing, kind: 'push', name: 'lung', users: [], to: 't' } as const;
  return new Set(
    [
      bucketCardView({ request, review }, roles),
      bucketCardView({ request: ending, review }, roles),
      bucketCardView({ request: elsewhere }, roles),
      bucketCardView({ request: { ...ending, status: 'approved', dueAt: AT } }, roles),
      bucketNewsView({ about: 'returned', request: { ...request, status: 'returned' } }),
      bucketNewsView({ about: 'applied', request, usage }),
      bucketNewsView({ about: 'ends', request: ending }),
      recertificationView({ quarter: '2026-Q1', datasets: [one] }),
    ].flatMap(({ blocks }) => labelsIn(blocks)),
  );
}

it('each word of /bucket and each button about buckets has its line', () => {
  const words = BUCKET_SUBCOMMANDS.filter(
    (word) => !new RegExp(`\`${word}[\` ]`).test(buckets.inSlack),
  );
  expect(words).toEqual([]);
  expect(bucketLabels().size).toBeGreaterThan(9);
  expect([...bucketLabels()].filter((label) => !buckets.inSlack.includes(`*${label}*`))).toEqual(
    [],
  );
});

it('each call about buckets has its line, and each line its call', async () => {
  const calls = await callsOf('/api/buckets');
  const told = toldIn(buckets.byRest).map((call) =>
    call.replace('…', '/api/buckets').replace('/12', '/{id}').replace('/lung', '/{name}'),
  );
  expect([...new Set(told)].sort()).toEqual(calls.toSorted());
});
