import { expect, test } from 'vitest';
import { createCatalogueApi } from '../../src/upstream/catalogue-api.ts';
import { handClock, type Outside, say, startOutside } from './outside.ts';

const clientOf = (outside: Outside) =>
  createCatalogueApi({
    url: outside.url,
    browserUrl: 'https://explore.example.org/',
    clock: handClock(),
  });
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const hit = (id: string) => ({ entryId: id, projects: [{ projectId: id, projectTitle: 'x' }] });

test('asks for many projects at once, in the catalogue of the release', async () => {
  await using outside = await startOutside(({ query }) => {
    const { projectId } = JSON.parse(query.get('filters') ?? '{}') as {
      projectId: { is: string[] };
    }; // our own question
    expect(projectId.is.length).toBeLessThanOrEqual(50);
    expect(Number(query.get('size'))).toBe(projectId.is.length);
    return { hits: projectId.is.filter((id) => !id.endsWith('7')).map(hit), pagination: {} };
  });
  const asked = Array.from({ length: 120 }, (_, n) => uuid(n));
  const shown = await clientOf(outside).listIndexed(asked, 58);
  expect(shown.size).toBe(108);
  expect(shown.has(uuid(17))).toBe(false);
  expect(outside.calls.map((call) => [call.path, call.query.get('catalog')])).toEqual(
    Array.from({ length: 3 }, () => ['/index/projects', 'dcp58']),
  );
});

test('shows nothing that was not asked for', async () => {
  await using outside = await startOutside(() => ({
    hits: [hit(uuid(1)), hit(uuid(2).toUpperCase()), {}],
  }));
  expect(await clientOf(outside).listIndexed([uuid(2), uuid(3)], 58)).toEqual(new Set([uuid(2)]));
});

test.each([
  [404, ''],
  [400, JSON.stringify({ Code: 'BadRequestError', Message: "Catalog name 'dcp59' is invalid." })],
])('a catalogue that is not there yet (%i) shows nothing', async (status, body) => {
  await using outside = await startOutside((_, response) => say(response, status, body));
  expect(await clientOf(outside).listIndexed([uuid(1)], 59)).toEqual(new Set());
});

test.each([
  [400, '{"Code":"BadRequestError","Message":"The `filters` parameter is not valid JSON"}'],
  [500, 'x'],
  [301, ''],
])('everything else (%i) is to be tried again', async (status, body) => {
  await using outside = await startOutside((_, response) => say(response, status, body));
  await expect(clientOf(outside).listIndexed([uuid(1)], 58)).rejects.toMatchObject({
    name: 'OutsideError',
    system: 'The catalogue',
    outcome: 'retry',
  });
});

test('no projects or no release: no call', async () => {
  await using outside = await startOutside();
  expect((await clientOf(outside).listIndexed([], 58)).size).toBe(0);
  expect((await clientOf(outside).listIndexed([uuid(1)], Number.NaN)).size).toBe(0);
  expect(outside.calls).toEqual([]);
});

test('the page for people', async () => {
  await using outside = await startOutside();
  expect(clientOf(outside).projectUrl(uuid(1))).toBe(
    `https://explore.example.org/projects/${uuid(1)}`,
  );
});
