import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hours } from '../../src/domain/duration.ts';
import { faultOf } from '../../src/http/error-status.ts';
import { cho } from '../support/cycles.ts';
import { down, type Project } from '../support/outside.ts';
import { type Bench, openBench, UNKNOWN } from './bench.ts';

let bench: Bench;
let key: string;
let project: Project;
let events: string;
beforeEach(async () => {
  bench = await openBench();
  key = await bench.key({ name: 'nightly', roles: ['wrangler', 'import-team'] });
  project = bench.outside.addProject(1);
  events = `/api/datasets/${project.projectUuid}/events`;
});
afterEach(() => bench[Symbol.asyncDispose]());

const previewIn = z.object({ preview: z.looseObject({ id: z.string() }) });
async function preview(words = project.projectUuid): Promise<string> {
  const answer = await bench.post('/api/datasets', key, { project: words });
  return previewIn.parse(answer.body).preview.id;
}
const started = async () => bench.post('/api/datasets', key, { preview: await preview() });
const problem = { event: 'problem', values: { reason: 'A sample is missing.' } };

describe('starting an export', () => {
  it('shows first what will happen, and asks ingest only when that is confirmed', async () => {
    const answer = await bench.post('/api/datasets', key, { project: 'Sim1' });
    expect(answer).toMatchObject({
      status: 200,
      body: { preview: { shortName: 'Sim1', cycle: 1, choices: expect.any(Array), files: 12 } },
    });
    await bench.clock.settle();
    expect(project.submits).toEqual([]);
    const { id } = previewIn.parse(answer.body).preview;
    const confirmed = await bench.post('/api/datasets', key, { preview: id });
    expect(confirmed).toMatchObject({
      status: 201,
      body: { state: 'exporting', cycle: 1, submitter: 'key:nightly' },
    });
    expect(confirmed.headers.get('location')).toBe(`/api/datasets/${project.projectUuid}`);
    await bench.clock.settle();
    expect(project.submits).toEqual([['Export']]);
  });

  it('says why a project can’t be exported yet', async () => {
    project.missing = ['R1.fastq.gz'];
    project.envelope = 'Invalid';
    const { status, body } = await bench.post('/api/datasets', key, { project: 'Sim1' });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      type: 'urn:handoff:not-ready',
      title: 'Sim1 can’t be exported yet',
      why: { code: expect.any(String) },
    });
  });

  it('names the nearest projects when it knows none of that name', async () => {
    const { status, body } = await bench.post('/api/datasets', key, { project: 'Simm' });
    expect(status).toBe(404);
    expect(body['nearest']).toEqual([{ uuid: project.projectUuid, shortName: 'Sim1' }]);
  });

  it('is a 503 while ingest is silent, and can be sent again under the same key', async () => {
    bench.outside.trouble.ingest.before = () => down('Ingest');
    const silent = await bench.post('/api/datasets', key, { project: 'Sim1' }, 'again');
    expect(silent).toMatchObject({ status: 503, body: { type: 'urn:handoff:upstream-silent' } });
    expect(silent.headers.get('retry-after')).toBe('30');
    bench.outside.trouble.ingest.before = undefined;
    expect((await bench.post('/api/datasets', key, { project: 'Sim1' }, 'again')).status).toBe(200);
  });

  it('stands on the card and in the history as the key’s doing', async () => {
    await started();
    await bench.clock.advance(10_000);
    expect(bench.outside.cards(project)).toHaveLength(1);
    const { body } = await bench.get(`/api/datasets/${project.projectUuid}/history`, key);
    expect(body['entries']).toMatchObject([{ event: 'submit', actor: 'key:nightly' }, {}, {}]);
  });
});

describe('every refusal has its status', () => {
  const refused = async (body: unknown, by = key, path = events) => {
    const answer = await bench.post(path, by, body);
    return [answer.status, answer.body['type']];
  };
  const is = (status: number, code: string) => [status, `urn:handoff:${code}`];

  it('not now', async () => {
    await started();
    expect(await refused({ event: 'imported' })).toEqual(is(409, 'not-now'));
    expect(await refused({ event: 'no such event' })).toEqual(is(409, 'not-now'));
  });
  it('stale button', async () => {
    await started();
    expect(await refused({ ...problem, turn: 7 })).toEqual(is(409, 'stale-button'));
  });
  it('ended', async () => {
    await started();
    await bench.post(events, key, problem);
    bench.outside.addProject(1);
    await started();
    expect(await refused({ ...problem, cycle: 1 })).toEqual(is(409, 'ended'));
  });
  it('not your role: kept in the journal, once for all repetitions', async () => {
    await started();
    const other = await bench.key({ name: 'reporter', roles: [] });
    for (let n = 0; n < 2; n += 1) await bench.post(events, other, problem, 'the same');
    expect(await refused(problem, other)).toEqual(is(403, 'not-your-role'));
    const kept = await bench.station.db
      .selectFrom('journal')
      .select('actor')
      .where('event', '=', 'refused')
      .execute();
    expect(kept).toEqual([{ actor: 'key:reporter' }, { actor: 'key:reporter' }]);
  });
  it('not your role, for what only a watched system can tell', async () => {
    await started();
    expect(await refused({ event: 'export finished' })).toEqual(is(403, 'not-your-role'));
  });
  it('not a member, which no key is told', () => {
    expect(faultOf({ code: 'not a member', why: 'This is for people.' }).status).toBe(403);
  });
  it('form: each field with its sentence', async () => {
    await started();
    const { status, body } = await bench.post(events, key, { event: 'problem' });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      type: 'urn:handoff:form',
      errors: { reason: expect.any(String) },
    });
  });
  it('already under way', async () => {
    const [one, other] = [await preview(), await preview()];
    await bench.post('/api/datasets', key, { preview: one });
    expect(await refused({ preview: other }, key, '/api/datasets')).toEqual(
      is(409, 'already-under-way'),
    );
  });
  it('preview expired', async () => {
    const id = await preview();
    await bench.clock.advance(hours(1));
    expect(await refused({ preview: id }, key, '/api/datasets')).toEqual(
      is(410, 'preview-expired'),
    );
  });
  it('nothing to carry on', async () => {
    await using still = await openBench({ deliver: false });
    const one = still.outside.addProject(1);
    const wrangler = await still.key({ roles: ['wrangler'] });
    const shown = await still.post('/api/datasets', wrangler, { project: one.projectUuid });
    const { id } = previewIn.parse(shown.body).preview;
    await still.post('/api/datasets', wrangler, { preview: id });
    await still.post(events, wrangler, problem);
    const solved = { event: 'problem solved', values: { reason: 'It was an error.' } };
    const { status, body } = await still.post(events, wrangler, solved);
    expect([status, body['type']]).toEqual(is(409, 'nothing-to-carry-on'));
  });
  it('unknown cycle, and a dataset that was never exported', async () => {
    await started();
    expect(await refused({ ...problem, cycle: 99 })).toEqual(is(404, 'unknown-cycle'));
    const elsewhere = `/api/datasets/${UNKNOWN}/events`;
    expect(await refused(problem, key, elsewhere)).toEqual(is(404, 'unknown-dataset'));
  });
  it('half of a new cycle, which only a confirmed preview opens', async () => {
    await started();
    await bench.post(events, key, problem);
    expect(await refused({ event: 're-exported' })).toEqual(is(422, 'starts-a-cycle'));
    expect(await refused({ event: 'submit' })).toEqual(is(422, 'starts-a-cycle'));
  });
});

describe('a request that is sent again', () => {
  const journal = async () =>
    bench.station.db.selectFrom('journal').select('event').where('event', '=', 'note').execute();
  const note = (words: string) => ({ event: 'note', values: { note: words } });

  it('is answered as the first time, and done once', async () => {
    await started();
    const first = await bench.post(events, key, note('Slow today.'), 'one');
    await bench.clock.advance(hours(25));
    await bench.post(events, key, problem);
    const again = await bench.post(events, key, note('Slow today.'), 'one');
    expect(again).toMatchObject({ status: first.status, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(await journal()).toHaveLength(1);
  });

  it('is refused as the first time, with the same reference, though it would be taken by now', async () => {
    await started();
    const first = await bench.post(events, key, { event: 'problem solved' }, 'one');
    await bench.post(events, key, problem);
    const again = await bench.post(events, key, { event: 'problem solved' }, 'one');
    expect(again).toMatchObject({ status: 409, body: first.body });
    expect(again.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is refused when it says something else under the same key', async () => {
    await started();
    await bench.post(events, key, note('Slow today.'), 'one');
    const { status, body } = await bench.post(events, key, note('Faster today.'), 'one');
    expect([status, body['type']]).toEqual([422, 'urn:handoff:idempotency-key-taken']);
    expect(await journal()).toHaveLength(1);
  });

  it('is not mixed up with that of another party', async () => {
    await started();
    const other = await bench.key({ roles: ['wrangler'] });
    await bench.post(events, key, note('Slow today.'), 'one');
    expect((await bench.post(events, other, note('Faster today.'), 'one')).status).toBe(200);
    expect(await journal()).toHaveLength(2);
  });

  it('is done once when all come at the same moment', async () => {
    await started();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => bench.post(events, key, note('Slow today.'), 'one')),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await journal()).toHaveLength(1);
  });

  it('is taken up where a crash left it: done, but not answered', async () => {
    await started();
    const first = await bench.post(events, key, note('Slow today.'), 'one');
    await bench.station.db.updateTable('answer').set({ status: null, body: null }).execute();
    const again = await bench.post(events, key, note('Slow today.'), 'one');
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(await journal()).toHaveLength(1);
  });

  it('needs a key: without one it is not taken at all', async () => {
    const response = await fetch(bench.url + events, {
      method: 'POST',
      body: JSON.stringify(problem),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: { 'idempotency-key': expect.any(String) },
    });
  });
});

it('confirming twice under two keys opens one cycle', async () => {
  const id = await preview();
  const answers = [
    await bench.post('/api/datasets', key, { preview: id }, 'one'),
    await bench.post('/api/datasets', key, { preview: id }, 'two'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 409]);
  await bench.clock.settle();
  expect(project.submits).toHaveLength(1);
});

it('an event of a person and of a key for the same turn: one is first, the other is told', async () => {
  await started();
  const row = (await bench.station.operations.report.find('Sim1')).rows[0];
  const { cycle } = row?.card ?? { cycle: undefined };
  const [byKey, byPerson] = await Promise.all([
    bench.post(events, key, { ...problem, turn: cycle?.turn }),
    bench.station.press(cycle?.id ?? '', 'problem', cho, problem.values, cycle?.turn),
  ]);
  expect([byKey.status === 200, byPerson.ok].filter(Boolean)).toHaveLength(1);
});

describe('a body that is not taken', () => {
  const send = (body: string, type = 'application/json') =>
    fetch(bench.url + events, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${key}`, 'content-type': type, 'idempotency-key': 'one' },
    });
  const statusAndType = async (response: Response) => [
    response.status,
    z.looseObject({ type: z.string() }).parse(await response.json()).type,
  ];

  it.each([
    ['no JSON', '{"event":', 400, 'bad-request'],
    ['no event', '{}', 400, 'bad-request'],
    ['a field that nobody knows', '{"event":"note","who":"me"}', 400, 'bad-request'],
    ['a prototype', '{"event":"note","__proto__":{"a":1}}', 400, 'bad-request'],
    ['a value that is no text', '{"event":"note","values":{"note":1}}', 400, 'bad-request'],
    ['more than 64 kB', JSON.stringify({ event: 'x'.repeat(70_000) }), 413, 'body-too-large'],
  ])('%s', async (_, body, status, type) => {
    expect(await statusAndType(await send(body))).toEqual([status, `urn:handoff:${type}`]);
  });

  it('another type than JSON', async () => {
    expect(await statusAndType(await send('event=note', 'text/plain'))).toEqual([
      415,
      'urn:handoff:not-json',
    ]);
  });
});

describe('a dataset that is being archived', () => {
  it('takes events of archiving, and says so where another runbook is meant', async () => {
    await using archives = await openBench({ archives: true });
    const party = await archives.key({ name: 'nightly', roles: ['wrangler'] });
    const { projectUuid } = archives.outside.addProject(1);
    const asked = { project: projectUuid, runbook: 'archiving' };
    const shown = await archives.post('/api/datasets', party, asked);
    const { id } = previewIn.parse(shown.body).preview;
    await archives.post('/api/datasets', party, { preview: id, action: 'Archive' });
    const its = `/api/datasets/${projectUuid}/events`;
    const note = { event: 'note', values: { note: 'It took the whole night.' } };
    expect(await archives.post(its, party, note)).toMatchObject({
      status: 422,
      body: {
        type: 'urn:handoff:other-runbook',
        detail: expect.stringContaining('"runbook":"archiving"'),
      },
    });
    expect(await archives.post(its, party, { ...note, runbook: 'archiving' })).toMatchObject({
      status: 200,
      body: { runbook: 'archiving' },
    });
  });
});
