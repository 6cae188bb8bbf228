import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemRandom } from '../../src/config/system.ts';
import { createKey, listKeys, revokeKey } from '../../src/operations/keys.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { eventually, openWorkspace, type TestWorkspace } from '../support/workspace.ts';

const readiness = z.object({
  status: z.string(),
  parts: z.array(
    z.object({ part: z.string(), ok: z.boolean(), needed: z.boolean(), says: z.string() }),
  ),
});

let workspace: TestWorkspace;
let url: string;
beforeEach(async () => {
  workspace = await openWorkspace({ transport: 'http' });
  url = `http://127.0.0.1:${workspace.sandbox.app.http.port}`;
});
afterEach(() => workspace[Symbol.asyncDispose]());

async function ready() {
  const response = await fetch(`${url}/readyz`);
  const { status, parts } = readiness.parse(await response.json());
  const part = (name: string) => parts.find((one) => one.part === name);
  return { code: response.status, status, part };
}

/** As the command line does: from beside the running bot. */
async function beside<T>(work: (needs: Parameters<typeof createKey>[0]) => Promise<T>): Promise<T> {
  const db = openDatabase(workspace.sandbox.config.dataDir);
  try {
    return await work({ db, clock: workspace.sandbox.clock, random: systemRandom });
  } finally {
    await db.destroy();
  }
}

async function aKey(wanted: Partial<Parameters<typeof createKey>[1]> = {}): Promise<string> {
  const made = await beside((needs) =>
    createKey(needs, { name: 'nightly', scopes: ['datasets:read', 'datasets:write'], ...wanted }),
  );
  if ('refused' in made) throw new Error(made.refused);
  return made.key;
}

async function rest(method: 'GET' | 'POST', path: string, key: string, body?: unknown) {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = z.record(z.string(), z.unknown()).parse(await response.json());
  return { status: response.status, body: answer };
}

describe('/readyz', () => {
  it('says of each part how it is', async () => {
    const { code, status, part } = await ready();
    expect([code, status]).toEqual([200, 'ready']);
    expect(part('database')).toMatchObject({ ok: true, needed: true });
    expect(part('slack')).toMatchObject({ ok: true, needed: true, says: 'Over HTTP.' });
    expect(part('outbox')).toMatchObject({ ok: true, needed: false });
    expect(part('ingest')).toMatchObject({ needed: false });
    expect(part('catalogue')).toMatchObject({ says: 'Not asked yet.' });
    expect(part('staging area')).toMatchObject({ says: 'Not asked yet.' });
  });

  it('shows a silent upstream and a backlog, and still takes Slack’s clicks', async () => {
    workspace.sandbox.world.controls.fault('ingest-down', true);
    const ana = workspace.person('ana');
    await ana.say('/export FetalGutSim');
    await eventually(async () => {
      const { part } = await ready();
      expect(part('ingest')).toMatchObject({
        ok: false,
        says: expect.stringContaining('No answer'),
      });
      expect(part('outbox')?.says).toMatch(/^1 to be delivered/);
    });
    workspace.skip(3); // minutes: the answer is overdue
    await eventually(async () => expect((await ready()).part('outbox')?.ok).toBe(false));
    const { code } = await ready();
    expect(code).toBe(200);
    await ana.say('/export help');
    await ana.sees('/export board');
    workspace.sandbox.world.controls.fault('ingest-down', false);
    workspace.skip(6);
    await eventually(async () => expect((await ready()).part('ingest')?.ok).toBe(true), 10_000);
  });
});

describe('/metrics', () => {
  const metrics = (headers: Record<string, string> = {}) => fetch(`${url}/metrics`, { headers });

  it('counts what happened and says how things stand', async () => {
    const ana = workspace.person('ana');
    await ana.say('/export FetalGutSim');
    await ana.press('Export metadata and data', 'Export FetalGutSim?');
    await ana.sees('FetalGutSim', 'cycle 1');
    const text = await eventually(async () => {
      const said = await (await metrics()).text();
      expect(said).toContain('handoff_events_total{runbook="exporting",event="submit"} 1');
      expect(said).toContain('handoff_open_cycles{runbook="exporting",state="exporting"} 1');
      return said;
    });
    expect(text).toMatch(
      /handoff_upstream_calls_total\{system="Ingest",outcome="answered"\} [1-9]/,
    );
    expect(text).toMatch(/handoff_slack_ack_seconds_count [2-9]/);
    expect(text).toContain('handoff_outbox_given_up 0');
    expect(text).toContain('handoff_open_alerts 0');
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('are for this machine and for keys, not for whoever a proxy passes on', async () => {
    expect((await metrics()).status).toBe(200);
    expect((await metrics({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(401);
    expect((await metrics({ forwarded: 'for=203.0.113.9' })).status).toBe(401);
    const reader = await aKey({ name: 'prometheus', scopes: ['metrics:read'] });
    const passedOn = { 'x-forwarded-for': '203.0.113.9', authorization: `Bearer ${reader}` };
    expect((await metrics(passedOn)).status).toBe(200);
    const other = await aKey();
    expect((await metrics({ ...passedOn, authorization: `Bearer ${other}` })).status).toBe(403);
  });
});

describe('a key beside people', () => {
  it('made while the bot runs it works at once, and so does its end', async () => {
    const key = await aKey();
    expect((await rest('GET', '/api/datasets', key)).status).toBe(200);
    expect((await beside(({ db }) => listKeys(db)))[0]?.lastUsedAt).toBeDefined();
    await beside((needs) => revokeKey(needs, { key: 'nightly' }));
    expect((await rest('GET', '/api/datasets', key)).status).toBe(401);
  });

  it('exports, holds and notes as people do, who read its name in Slack', async () => {
    const key = await aKey({ roles: ['wrangler'] });
    const uuid = workspace.uuidOf('FetalGutSim');
    const shown = await rest('POST', '/api/datasets', key, { project: 'FetalGutSim' });
    const { preview } = z.object({ preview: z.object({ id: z.string() }) }).parse(shown.body);
    const started = await rest('POST', '/api/datasets', key, { preview: preview.id });
    expect(started).toMatchObject({ status: 201, body: { uuid, submitter: 'key:nightly' } });
    const ana = workspace.person('ana');
    await ana.sees('FetalGutSim', 'submitted for export by key:nightly');
    await eventually(() => expect(workspace.submitsOf('FetalGutSim')).toHaveLength(1));

    const held = { event: 'problem', values: { reason: 'Two samples <!channel> are missing.' } };
    expect((await rest('POST', `/api/datasets/${uuid}/events`, key, held)).status).toBe(200);
    const told = await ana.sees('reported by key:nightly', 'Two samples &lt;!channel&gt; are');
    expect(told.text).not.toContain('<@key');
    const { body } = await rest('GET', `/api/datasets/${uuid}`, key);
    expect(body).toMatchObject({
      state: 'needs correction',
      problem: { reason: 'Two samples <!channel> are missing.', reportedBy: 'key:nightly' },
      links: { card: expect.stringMatching(/^https?:/) },
    });
  });
});
