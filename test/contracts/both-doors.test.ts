import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { ExportJob } from '../../src/domain/data-export/job.ts';
import { exportButton, exportButtons } from '../../src/slack/views/data-export/buttons.ts';
import { DATA_SUBCOMMANDS } from '../../src/slack/views/data-export/help.ts';
import { sharesView } from '../../src/slack/views/data-export/sharing/shares.ts';
import { openExportBench } from '../exports/bench.ts';
import { AT, news } from '../notifications/news.ts';

const PAGE = 'docs/operate/exports.md';
const BASE = '/api/data-export';

/** The rows of “The same by both doors”. */
const rows = (
  /\| In Slack \| By REST \|\n.*\n((?:\|.*\n)+)/.exec(readFileSync(PAGE, 'utf8'))?.[1] ?? ''
)
  .trim()
  .split('\n')
  .map((row) => row.split('|').slice(1, 3));
const inSlack = rows.map(([slack = '']) => slack).join('\n');
const byRest = rows.map(([, rest = '']) => rest).join('\n');

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
  const shares = JSON.stringify(sharesView(done, [{ share, state: 'open' }], AT).blocks);
  const inShares = [...shares.matchAll(/"type":"button".*?"text":"([^"]+)"/g)].map(
    ([, label = '']) => label,
  );
  return new Set([...buttons.map(({ text }) => text.text), ...inShares]);
}

it('each word of /data-export and each button of an export has its line', () => {
  const words = DATA_SUBCOMMANDS.filter((word) => !new RegExp(`\`${word}[\` ]`).test(inSlack));
  expect(words).toEqual([]);
  expect(labels().size).toBeGreaterThan(10);
  expect([...labels()].filter((label) => !inSlack.includes(`*${label}*`))).toEqual([]);
});

it('each call about files and exports has its line, and each line its call', async () => {
  await using bench = await openExportBench();
  const { json } = await bench.ask('GET', '/api/openapi.json', await bench.key());
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(json);
  const calls = Object.entries(paths)
    .filter(([path]) => path.startsWith(BASE) || path.startsWith('/api/files'))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
  const told = [...byRest.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`/g)].map(
    ([, call = '']) => call.replace('…', BASE).replace('/12', '/{id}'),
  );
  expect(calls.length).toBeGreaterThan(20);
  expect([...new Set(told)].sort()).toEqual(calls.sort());
});
