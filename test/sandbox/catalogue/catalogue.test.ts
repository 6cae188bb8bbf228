import { expect, it } from 'vitest';
import { type Json, list, startSandbox } from '../world/sandbox.ts';

const hour = 60;

it('does not know a project until hours after its snapshot', async () => {
  await using sandbox = await startSandbox();
  const { world } = sandbox;
  const uuid = sandbox.uuidOf('FetalGutSim');
  const look = (catalogue = 'dcp58') =>
    fetch(`${world.catalogueUrl}/index/projects/${uuid}?catalog=${catalogue}`);
  await sandbox.submit('FetalGutSim');
  world.controls.skip(2 * hour + 7 * hour);
  const before = await look();
  expect(before.status).toBe(404);
  expect(await before.json()).toMatchObject({ Code: 'NotFoundError' });
  world.controls.skip(20 * hour);
  const after = await look();
  expect(after.status).toBe(200);
  const hit = (await after.json()) as Json;
  expect(hit['entryId']).toBe(uuid);
  expect(list(hit['projects'])[0]?.['projectShortname']).toBe('FetalGutSim');
  expect((await look('dcp57')).status).toBe(404);
});

it('never indexes an import that failed', async () => {
  await using sandbox = await startSandbox();
  const uuid = sandbox.uuidOf('HeartDCMSim');
  await sandbox.submit('HeartDCMSim', ['Export_Metadata']);
  sandbox.world.controls.skip(100 * hour);
  const url = `${sandbox.world.catalogueUrl}/index/projects/${uuid}?catalog=dcp58`;
  expect((await fetch(url)).status).toBe(404);
});

it('has a published project from the start, before its update is exported', async () => {
  await using sandbox = await startSandbox();
  const uuid = sandbox.uuidOf('SkinEczemaSim');
  for (const catalogue of ['dcp57', 'dcp58']) {
    const url = `${sandbox.world.catalogueUrl}/index/projects/${uuid}?catalog=${catalogue}`;
    expect((await fetch(url)).status).toBe(200);
  }
  expect((await sandbox.submission('SkinEczemaSim'))['isUpdate']).toBe(true);
});

it('filters by project ids and pages', async () => {
  await using sandbox = await startSandbox();
  for (const name of ['FetalGutSim', 'FetalGut2Sim']) await sandbox.submit(name);
  sandbox.world.controls.skip(40 * hour);
  const ids = ['FetalGutSim', 'FetalGut2Sim', 'SpleenAgeSim'].map(sandbox.uuidOf);
  const list_ = async (size: number) => {
    const filters = encodeURIComponent(JSON.stringify({ projectId: { is: ids } }));
    const query = `catalog=dcp58&filters=${filters}&size=${size}`;
    return sandbox.read(`${sandbox.world.catalogueUrl}/index/projects?${query}`);
  };
  const both = await list_(10);
  expect(both['pagination']).toMatchObject({ count: 2, total: 2, next: null, previous: null });
  const first = await list_(1);
  expect(list(first['hits'])).toHaveLength(1);
  const second = await sandbox.read(String(first['pagination']?.['next']));
  expect(second['pagination']).toMatchObject({ count: 1, total: 2, next: null });
});

it('refuses a catalogue that does not exist and filters that are no JSON', async () => {
  await using sandbox = await startSandbox();
  const base = sandbox.world.catalogueUrl;
  for (const query of ['catalog=dcp1', 'filters=nonsense']) {
    const answer = await fetch(`${base}/index/projects?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ Code: 'BadRequestError' });
  }
  const catalogues = await sandbox.read(`${base}/index/catalogs`);
  expect(catalogues['default_catalog']).toBe('dcp58');
});
