import type { StagingSummary } from '../domain/cycle/cycle.ts';

/** One object of a project's staging area. */
export interface StagingObject {
  readonly name: string; // below the project's folder: `links/…json`
  readonly bytes: number;
  /** What its `export_completed` mark says; undefined when it was not asked, null when it has none. */
  readonly marked?: boolean | null;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const VERSION = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z';
const ENTITY = new RegExp(`^(metadata|descriptors)/([a-z][a-z_]*)/(${UUID})_(${VERSION})\\.json$`);
const LINK = new RegExp(`^links/(${UUID})_(${VERSION})_(${UUID})\\.json$`);

interface Entity {
  readonly type: string; // `sequence_file`, `links`
  readonly uuid: string;
  readonly version: string;
}

/**
 * What is wrong with an export as it lies in the bucket, in plain words; the layout is that of the DCP2 system
 * design (staging_area.json, data, metadata, descriptors, links).
 */
export function inspectStaging(
  projectUuid: string,
  listing: readonly StagingObject[],
): StagingSummary {
  const objects = listing.filter(({ name }) => name !== '' && !name.endsWith('/'));
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  if (objects.length === 0) return { objects: 0, bytes: 0, faults: ['The staging area is empty.'] };

  const metadata: Entity[] = [];
  const descriptors: Entity[] = [];
  const links: Entity[] = [];
  const data: StagingObject[] = [];
  const strange: string[] = [];
  let marker = false;
  for (const object of objects) {
    const entity = ENTITY.exec(object.name);
    const link = LINK.exec(object.name);
    if (object.name === 'staging_area.json') marker = true;
    else if (object.name.startsWith('data/')) data.push(object);
    else if (link !== null && link[3] === projectUuid)
      links.push(entityOf('links', link[1], link[2]));
    else if (entity !== null && (entity[1] === 'metadata' || isFile(entity[2]))) {
      const list = entity[1] === 'metadata' ? metadata : descriptors;
      list.push(entityOf(entity[2], entity[3], entity[4]));
    } else strange.push(object.name);
  }
  return {
    objects: objects.length,
    bytes,
    faults: [
      ...(marker ? [] : ['There is no staging_area.json.']),
      ...(links.length > 0 ? [] : ['There are no links: the import would find an empty graph.']),
      ...withoutDescriptor(metadata, descriptors),
      ...withoutMetadata(metadata, descriptors),
      ...dataAgainstDescriptors(data, descriptors),
      ...emptyData(data),
      ...piledUp([...metadata, ...links]),
      ...strangeNames(strange),
      ...halfWritten(objects),
    ],
  };
}

/** A file entity whose descriptor is missing stands for no file. */
function withoutDescriptor(metadata: readonly Entity[], descriptors: readonly Entity[]): string[] {
  const described = new Set(descriptors.map(keyOf));
  const files = metadata.filter((entity) => isFile(entity.type));
  return byType(files.filter((entity) => !described.has(keyOf(entity)))).map(
    ([type, { length }]) =>
      `${length} of ${files.filter((file) => file.type === type).length} ${type} entries have no descriptor of the same version: the import cannot tell their files.`,
  );
}

function withoutMetadata(metadata: readonly Entity[], descriptors: readonly Entity[]): string[] {
  const known = new Set(metadata.map(keyOf));
  return byType(descriptors.filter((entity) => !known.has(keyOf(entity)))).map(
    ([type, { length }]) =>
      `${length} ${plural(length, 'descriptor')} of ${type} ${plural(length, 'has', 'have')} no metadata of the same version.`,
  );
}

/**
 * Descriptors name their files inside only, so their numbers are compared: one file for each. Fewer files is the
 * known bug of metadata-only exports.
 */
function dataAgainstDescriptors(
  data: readonly StagingObject[],
  descriptors: readonly Entity[],
): string[] {
  const described = new Set(descriptors.map((entity) => entity.uuid)).size;
  if (data.length === described) return [];
  return [
    `${described} ${plural(described, 'file is', 'files are')} described, but ${data.length} ${plural(data.length, 'lies', 'lie')} in data/${data.length < described ? ': the import fails with “found_data_file False”' : ''}.`,
  ];
}

function emptyData(data: readonly StagingObject[]): string[] {
  const empty = data.filter((object) => object.bytes === 0);
  return empty.length === 0
    ? []
    : [
        `${empty.length} data ${plural(empty.length, 'file is', 'files are')} empty, e.g. ${example(empty[0]?.name)}.`,
      ];
}

function piledUp(entities: readonly Entity[]): string[] {
  const versions = Map.groupBy(entities, (entity) => `${entity.type}/${entity.uuid}`);
  const piled = [...versions.values()].filter(
    (same) => new Set(same.map((entity) => entity.version)).size > 1,
  ).length;
  return piled === 0
    ? []
    : [
        `${piled} ${plural(piled, 'entity lies', 'entities lie')} here in several versions: an earlier export was not cleaned away.`,
      ];
}

function strangeNames(names: readonly string[]): string[] {
  return names.length === 0
    ? []
    : [
        `${names.length} ${plural(names.length, 'name does', 'names do')} not follow the layout, e.g. ${example(names[0])}.`,
      ];
}

/**
 * The exporter marks what it has written to the end, and the next export hangs on what it has not. Data that
 * another service copies bears no marks at all: a missing one counts only where its neighbours have theirs.
 */
function halfWritten(objects: readonly StagingObject[]): string[] {
  const asked = objects.filter(
    ({ name, marked }) => marked !== undefined && !name.endsWith('.xlsx'),
  );
  const marking = new Set(asked.filter(({ marked }) => marked !== null).map(folderOf));
  const half = asked.filter(
    (object) =>
      object.marked === false || (object.marked === null && marking.has(folderOf(object))),
  );
  return half.length === 0
    ? []
    : [
        `${half.length} ${plural(half.length, 'object is', 'objects are')} only half written, e.g. ${example(half[0]?.name)}: the next export would hang.`,
      ];
}

const folderOf = ({ name }: StagingObject): string => name.split('/', 1)[0] ?? '';
const isFile = (type: string | undefined): boolean => type?.endsWith('_file') === true;
const keyOf = (entity: Entity): string => `${entity.type}/${entity.uuid}_${entity.version}`;
const entityOf = (type = '', uuid = '', version = ''): Entity => ({ type, uuid, version });
const byType = (entities: readonly Entity[]) => [...Map.groupBy(entities, (entity) => entity.type)];
const example = (name = ''): string => (name.length > 120 ? `${name.slice(0, 120)}…` : name);

function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}
