import { z } from 'zod';
import type { Accession } from '../../operations/ports.ts';
import { oneLine } from '../one-line.ts';

/** Accessions of the archives that archiving goes to, wherever the schema of an entity has them. */
const OF_THE_ARCHIVES = /^(biosamples|biostudies|insdc|ena)_(.+_)?accessions?$/;
const MOST_DEEP = 6;

type Content = Readonly<Record<string, unknown>>;

/** All accessions in the content of an entity, each with the name that people know the entity by. */
export function accessionsIn(
  of: Accession['of'],
  uuid: string,
  content: Content,
  fileName?: string,
): readonly Accession[] {
  const label = oneLine(fileName ?? nameIn(content) ?? uuid, 200);
  return found(content).map(({ kind, accession }) => ({ of, uuid, label, kind, accession }));
}

function found(value: unknown, depth = 0): { kind: string; accession: string }[] {
  if (typeof value !== 'object' || value === null || depth > MOST_DEEP) return [];
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
    if (!OF_THE_ARCHIVES.test(name)) return found(part, depth + 1);
    return [part]
      .flat()
      .flatMap((one) =>
        typeof one === 'string' && one !== '' ? [{ kind: name, accession: oneLine(one, 100) }] : [],
      );
  });
}

/** `project_short_name`, `biomaterial_id`, `file_name`, …: whatever its core is called by. */
function nameIn(content: Content): string | undefined {
  for (const [name, core] of Object.entries(content)) {
    if (!name.endsWith('_core') || typeof core !== 'object' || core === null) continue;
    for (const [key, value] of Object.entries(core)) {
      if (typeof value === 'string' && /^(project_short_name|file_name|\w+_id)$/.test(key)) {
        return value;
      }
    }
  }
  return undefined;
}

const entry = z.looseObject({ uuid: z.string() });
const results = z.object({
  samples: z.object({ entities: z.array(entry).nullish() }).nullish(),
  project: entry.nullish(),
  hca_assays: z
    .object({ experiments: z.array(z.looseObject({ process_uuid: z.string() })).nullish() })
    .nullish(),
});

/** What a direct job brought back. A failed one may have any shape: then nothing. */
export function accessionsOfJob(given: unknown): readonly Accession[] {
  const { data } = results.safeParse(given);
  const project = data?.project ?? undefined;
  return [
    ...(project ? accessionsIn('project', project.uuid, project) : []),
    ...(data?.samples?.entities ?? []).flatMap((one) => accessionsIn('biomaterial', one.uuid, one)),
    ...(data?.hca_assays?.experiments ?? []).flatMap((one) =>
      accessionsIn('process', one.process_uuid, one),
    ),
  ];
}

/** Whatever the results call an error, in its own words. */
export function errorsOfJob(given: unknown, depth = 0): readonly string[] {
  if (typeof given !== 'object' || given === null || depth > MOST_DEEP) return [];
  return Object.entries(given).flatMap(([name, part]: [string, unknown]) => {
    if (!/error/i.test(name)) return errorsOfJob(part, depth + 1);
    if (part === null || part === undefined || part === '') return [];
    return [oneLine(typeof part === 'string' ? part : JSON.stringify(part), 300)];
  });
}
