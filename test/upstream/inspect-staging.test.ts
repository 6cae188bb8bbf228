import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectStaging, type StagingObject } from '../../src/upstream/inspect-staging.ts';
import { fixture } from './outside.ts';

const PROJECT = 'f5057fee-4c3e-4459-82dd-21250b729601';
const V1 = '2026-02-03T10:02:12.010000Z';
const V2 = '2026-03-03T10:02:12.010000Z';
const FILE = '43c901ee-d01e-43be-a35f-461f83923dd1';

const recorded = fixture<{ stagingObjects: string[] }>('happy-10x').stagingObjects.map(
  (url): StagingObject => ({
    name: url.slice(url.indexOf(PROJECT) + PROJECT.length + 1),
    bytes: 100,
  }),
);
const faultsOf = (objects: readonly StagingObject[]) => inspectStaging(PROJECT, objects).faults;
const without = (part: string) => recorded.filter(({ name }) => !name.includes(part));
const and = (...names: string[]) => [...recorded, ...names.map((name) => ({ name, bytes: 1 }))];

test('a good export has no faults', () => {
  expect(inspectStaging(PROJECT, recorded)).toEqual({ objects: 14, bytes: 1400, faults: [] });
});

test.each<[string, readonly StagingObject[], readonly string[]]>([
  ['nothing at all', [], ['The staging area is empty.']],
  ['only a folder', [{ name: 'data/', bytes: 0 }], ['The staging area is empty.']],
  ['no marker file', without('staging_area.json'), ['There is no staging_area.json.']],
  ['no links', without('links/'), ['There are no links: the import would find an empty graph.']],
  [
    'file entities without descriptors and data',
    recorded.filter(
      ({ name }) => !name.startsWith('descriptors/sequence_file') && !name.includes('fastq'),
    ),
    [
      '2 of 2 sequence_file entries have no descriptor of the same version: the import cannot tell their files.',
    ],
  ],
  [
    'a descriptor of another version',
    recorded.map((object) =>
      object.name.startsWith(`descriptors/sequence_file/${FILE}`)
        ? { ...object, name: object.name.replace(V1, V2) }
        : object,
    ),
    [
      '1 of 2 sequence_file entries have no descriptor of the same version: the import cannot tell their files.',
      '1 descriptor of sequence_file has no metadata of the same version.',
    ],
  ],
  [
    'metadata only, the known bug',
    recorded.filter(({ name }) => !name.includes('fastq')),
    ['3 files are described, but 1 lies in data/: the import fails with “found_data_file False”.'],
  ],
  [
    'a data file missing',
    without('R2_001.fastq'),
    ['3 files are described, but 2 lie in data/: the import fails with “found_data_file False”.'],
  ],
  [
    'a stray data file',
    and('data/old_metadata_01-01-2026.xlsx'),
    ['3 files are described, but 4 lie in data/.'],
  ],
  [
    'versions piled up',
    and(`metadata/project/${PROJECT}_${V2}.json`),
    ['1 entity lies here in several versions: an earlier export was not cleaned away.'],
  ],
  [
    'strange names',
    and('metadata/Readme.txt', `links/${FILE}_${V1}_${FILE}.json`),
    ['2 names do not follow the layout, e.g. metadata/Readme.txt.'],
  ],
  [
    'an empty data file',
    recorded.map((object) =>
      object.name.endsWith('R1_001.fastq.gz') ? { ...object, bytes: 0 } : object,
    ),
    ['1 data file is empty, e.g. data/GutA_S1_L001_R1_001.fastq.gz.'],
  ],
])('%s', (_, objects, faults) => {
  expect(faultsOf(objects)).toEqual(faults);
});

test('half written: marked so, or unmarked among marked ones; unmarked copies are nothing', () => {
  const mark = (part: string, marked: boolean | null) => (object: StagingObject) =>
    object.name.includes(part) ? { ...object, marked } : object;
  expect(faultsOf(recorded.map(mark('data/', null)))).toEqual([]);
  expect(faultsOf(recorded.map(mark('links/', true)))).toEqual([]);
  const one = '1 object is only half written, e.g.';
  expect(faultsOf(recorded.map(mark('R1_001', false)))[0]).toContain(one);
  expect(faultsOf(recorded.map(mark('links/', true)).map(mark('links/5a7e', null)))[0]).toContain(
    `${one} links/5a7e`,
  );
});

test('never throws, counts what is there, and speaks in short lines', () => {
  const uuid = fc.uuid();
  const version = fc.constantFrom(V1, V2, 'latest');
  const name = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.constantFrom('staging_area.json', 'data/a.fastq.gz', 'data/', '__proto__/x.json', 'links/'),
    fc
      .tuple(
        fc.constantFrom('metadata', 'descriptors'),
        fc.constantFrom('sequence_file', 'project', 'constructor'),
        uuid,
        version,
      )
      .map(([folder, type, id, v]) => `${folder}/${type}/${id}_${v}.json`),
    fc.tuple(uuid, version).map(([id, v]) => `links/${id}_${v}_${PROJECT}.json`),
  );
  const object = fc.record(
    { name, bytes: fc.nat(), marked: fc.constantFrom(true, false, null) },
    { requiredKeys: ['name', 'bytes'] },
  );
  fc.assert(
    fc.property(fc.array(object, { maxLength: 40 }), (objects) => {
      const summary = inspectStaging(PROJECT, objects);
      const real = objects.filter((one) => one.name !== '' && !one.name.endsWith('/'));
      expect(summary.objects).toBe(real.length);
      expect(summary.bytes).toBe(real.reduce((sum, one) => sum + one.bytes, 0));
      for (const fault of summary.faults) expect(fault.length).toBeLessThan(300);
      // The order in which the bucket lists them means nothing.
      expect(inspectStaging(PROJECT, objects.toReversed()).faults.length).toBe(
        summary.faults.length,
      );
    }),
  );
});
