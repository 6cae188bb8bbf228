import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hrefOf, type Json, list, type Sandbox, startSandbox } from '../world/sandbox.ts';

// Written by us, from the shapes of the real services.
const samples = JSON.parse(
  readFileSync(new URL('../../fixtures/upstream-samples.json', import.meta.url), 'utf8'),
) as { readonly scenarios: readonly Json[] };

const fiveHours = 300;
const fiveMinutes = 5;

/** The kinds of values, key by key; a list shows the kind of its first item. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? 'list' : [shape(value[0])];
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, shape(part)]));
}

async function play(sandbox: Sandbox, key: string, shortName: string): Promise<void> {
  if (key === 'metadata-only-update') return;
  if (key === 'archiving-mixed') {
    expect((await sandbox.submit(shortName, ['Archive', 'Export'])).status).toBe(202);
    sandbox.world.controls.skip(fiveMinutes);
    return;
  }
  expect((await sandbox.submit(shortName)).status).toBe(202);
  sandbox.world.controls.skip(fiveHours);
}

for (const sample of samples.scenarios) {
  const key = String(sample['key']);
  const core = sample['project']?.['content']?.['project_core'];
  const shortName = String(core?.['project_short_name']);

  it(`answers in the shape of the sample ${key}`, async () => {
    await using sandbox = await startSandbox();
    await play(sandbox, key, shortName);
    const uuid = String(sample['project']?.['uuid']?.['uuid']);
    const project = await sandbox.read(`/projects/search/findByUuid?uuid=${uuid}`);
    const submission = await sandbox.submission(shortName);

    expect(shape(project)).toEqual(shape(sample['project']));
    expect(project['content']?.['project_core']?.['project_title']).toBe(core?.['project_title']);
    expect(project['primaryWrangler']).toBe(sample['project']?.['primaryWrangler']);
    expect(shape(submission)).toEqual(shape(sample['submission']));
    for (const field of ['submissionState', 'open', 'editable', 'uuid', 'submitActions']) {
      expect(submission[field], field).toEqual(sample['submission']?.[field]);
    }

    const wanted = list(sample['exportJobs']);
    const page = await sandbox.read(hrefOf(submission, 'exportJobs'));
    const jobs = list(page['_embedded']?.['exportJobs']);
    expect(shape(jobs)).toEqual(shape(wanted));
    expect(jobs.map(({ status, context }) => ({ status, context }))).toEqual(
      wanted.map(({ status, context }) => ({ status, context })),
    );
    const job = jobs[0];
    if (job === undefined) return;
    expect(shape(await sandbox.read(hrefOf(job, 'self')))).toEqual(shape(wanted[0]));
    const entities = await sandbox.read(`${hrefOf(job, 'exportEntities')}?status=EXPORTED`);
    expect(entities['page']).toEqual(sample['exportEntitiesExported']?.['page']);
  });
}
