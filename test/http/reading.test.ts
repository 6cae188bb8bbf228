import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hours, minutes } from '../../src/domain/duration.ts';
import { cho } from '../support/cycles.ts';
import { IMPORT_REQUEST } from '../support/station.ts';
import { type Answer, type Bench, openBench, UNKNOWN } from './bench.ts';

let bench: Bench;
let key: string;
beforeEach(async () => {
  bench = await openBench();
  key = await bench.key();
});
afterEach(() => bench[Symbol.asyncDispose]());

const page = z.object({
  datasets: z.array(z.looseObject({ shortName: z.string() })),
  next: z.string().optional(),
});
const names = ({ body }: Answer) => page.parse(body).datasets.map(({ shortName }) => shortName);

async function submitted(...numbers: readonly number[]): Promise<readonly string[]> {
  const ids = [];
  for (const n of numbers) {
    ids.push(await bench.station.submit(bench.outside.addProject(n)));
    await bench.clock.advance(minutes(1));
  }
  return ids;
}

describe('the list', () => {
  it('is empty at first', async () => {
    expect(await bench.get('/api/datasets', key)).toMatchObject({
      status: 200,
      body: { datasets: [] },
    });
  });

  it('shows each dataset once, by its newest cycle, the newest first', async () => {
    const [first = ''] = await submitted(1, 2);
    const [one] = [bench.outside.addProject(1)]; // ingest calls it valid again
    await bench.station.press(first, 'problem', cho, { reason: 'A sample is missing.' });
    await bench.station.submit(one);
    const answer = await bench.get('/api/datasets', key);
    expect(names(answer)).toEqual(['Sim1', 'Sim2']);
    expect(answer.body['datasets']).toMatchObject([{ cycle: 2, state: 'exporting' }, { cycle: 1 }]);
  });

  it('is paged by a cursor: each is shown once, also when one is started meanwhile', async () => {
    await submitted(1, 2, 3, 4, 5);
    const first = await bench.get('/api/datasets?limit=2', key);
    expect(names(first)).toEqual(['Sim5', 'Sim4']);
    await submitted(6);
    const second = await bench.get(`/api/datasets?limit=2&cursor=${first.body['next']}`, key);
    expect(names(second)).toEqual(['Sim3', 'Sim2']);
    const third = await bench.get(`/api/datasets?limit=2&cursor=${second.body['next']}`, key);
    expect(names(third)).toEqual(['Sim1']);
    expect(third.body).not.toHaveProperty('next');
  });

  it('is narrowed by state, by project in any spelling, and to what is late', async () => {
    const [first = ''] = await submitted(1, 2);
    await bench.station.press(first, 'problem', cho, { reason: 'A sample is missing.' });
    expect(names(await bench.get('/api/datasets?state=exporting', key))).toEqual(['Sim2']);
    expect(names(await bench.get('/api/datasets?project=sIM1', key))).toEqual(['Sim1']);
    expect(names(await bench.get('/api/datasets?late=true', key))).toEqual([]);
    await bench.clock.advance(hours(4));
    await bench.station.look();
    expect(names(await bench.get('/api/datasets?late=true', key))).toEqual(['Sim2']);
    expect(names(await bench.get('/api/datasets?late=false', key))).toEqual(['Sim1']);
  });

  it.each([
    ['state=lost', 'state'],
    ['late=perhaps', 'late'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['colour=red', 'colour'],
  ])('refuses ?%s by the name of the field', async (query, field) => {
    const { status, body } = await bench.get(`/api/datasets?${query}`, key);
    expect(status).toBe(400);
    expect(Object.keys(z.looseObject({}).parse(body['errors']))).toEqual([field]);
  });

  it.each(['x', 'W10', Buffer.from('[1,{}]').toString('base64url')])(
    'refuses a cursor that is not its own: %s',
    async (cursor) => {
      const { status, body } = await bench.get(`/api/datasets?cursor=${cursor}`, key);
      expect(status).toBe(400);
      expect(body['detail']).toContain('first page');
    },
  );
});

describe('a dataset', () => {
  it('says where it stands, its cycles, and where else to look', async () => {
    const [id = ''] = await submitted(1);
    const project = bench.outside.addProject(1);
    await bench.station.press(id, 'problem', cho, { reason: 'A sample is <missing> & gone.' });
    await bench.station.submit(project);
    const { status, body } = await bench.get(`/api/datasets/${project.projectUuid}`, key);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      uuid: project.projectUuid,
      shortName: 'Sim1',
      cycle: 2,
      state: 'exporting',
      label: 'Exporting',
      holder: 'ingest',
      late: false,
      links: {
        self: `/api/datasets/${project.projectUuid}`,
        browser: expect.stringContaining('explore.example.org'),
        card: expect.stringContaining('chat.example.org'),
      },
      cycles: [{ number: 2 }, { number: 1, state: 'superseded' }],
    });
  });

  it('lists what this very key may do, with the fields to fill in', async () => {
    const project = bench.outside.addProject(1);
    await bench.station.submit(project);
    const path = `/api/datasets/${project.projectUuid}`;
    expect((await bench.get(path, key)).body['actions']).toEqual([]);
    bench.outside.exportShows(project, { status: 'Exported', assaysDone: 12 });
    project.envelope = 'Exported';
    await bench.station.look();
    const wrangler = await bench.key({ roles: ['wrangler'] });
    const { body } = await bench.get(path, wrangler);
    expect(body).toMatchObject({ state: 'exported' });
    const actions = z
      .array(z.object({ event: z.string(), fields: z.array(z.object({ name: z.string() })) }))
      .parse(body['actions']);
    expect(actions.map(({ event }) => event)).toEqual([
      'request import',
      'problem',
      'recover',
      'note',
    ]);
    const asked = actions[0]?.fields.map(({ name }) => name);
    expect(asked).toEqual(expect.arrayContaining(Object.keys(IMPORT_REQUEST)));
  });

  it('tells its history in plain words, every cycle, oldest first', async () => {
    const [id = ''] = await submitted(1);
    const { projectUuid } = bench.outside.addProject(1);
    await bench.station.press(id, 'problem', cho, { reason: 'A sample is <missing> & gone.' });
    const { status, body } = await bench.get(`/api/datasets/${projectUuid}/history`, key);
    expect(status).toBe(200);
    expect(body['entries']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: 'submit', actor: 'U0ANA', to: 'exporting' }),
        expect.objectContaining({ event: 'problem', words: 'A sample is <missing> & gone.' }),
      ]),
    );
  });

  it.each(['', '/history'])('that is unknown is a 404%s', async (rest) => {
    const { status, body } = await bench.get(`/api/datasets/${UNKNOWN}${rest}`, key);
    expect(status).toBe(404);
    expect(body).toMatchObject({ type: 'urn:handoff:unknown-dataset' });
  });

  it('is found whatever the case of its UUID, and nothing else is taken for one', async () => {
    const project = bench.outside.addProject(10);
    await bench.station.submit(project);
    const path = `/api/datasets/${project.projectUuid.toUpperCase()}`;
    expect((await bench.get(path, key)).status).toBe(200);
    expect((await bench.get('/api/datasets/Sim10', key)).status).toBe(400);
    expect((await bench.get('/api/datasets/..%2f..%2fetc', key)).status).toBe(400);
  });

  it('shows the rest while Slack does not say where its card is', async () => {
    const project = bench.outside.addProject(1);
    await bench.station.submit(project);
    bench.outside.trouble.chat.before = () => {
      throw new Error('Slack is down.');
    };
    const { status, body } = await bench.get(`/api/datasets/${project.projectUuid}`, key);
    expect(status).toBe(200);
    expect(body['links']).not.toHaveProperty('card');
  });
});

it.each(['%E0%A4%A', 'x'.repeat(300)])(
  'a broken address is a problem like any other: %s',
  async (id) => {
    const { status, body } = await bench.get(`/api/datasets/${id}`, key);
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: 'urn:handoff:bad-request', reference: expect.any(String) });
  },
);

it('what is not there is a problem too', async () => {
  const { status, body } = await bench.get('/api/nothing', key);
  expect(status).toBe(404);
  expect(body).toMatchObject({ type: 'urn:handoff:not-found', reference: expect.any(String) });
});
