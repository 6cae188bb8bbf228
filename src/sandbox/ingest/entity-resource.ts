import { accessionOf } from '../archiver/accessions.ts';
import { archivedAt } from '../archiver/archive.ts';
import { uuidOf } from '../world/identity.ts';
import type { Holding } from '../world/ledger.ts';

/** Entities other than files; each kind has so many an assay. Accessions are there once they were archived. */
export const entityKinds = ['biomaterials', 'processes', 'protocols'] as const;
export type EntityKind = (typeof entityKinds)[number];

const samples = ['donor_organism', 'specimen_from_organism', 'cell_suspension'] as const;
const PROTOCOLS = 5;

export function entityResources(
  kind: EntityKind,
  holding: Holding,
  base: string,
  now: number,
): readonly unknown[] {
  const { project, submission } = holding;
  const archived = archivedAt(submission, now) !== undefined;
  const count = kind === 'protocols' ? PROTOCOLS : samples.length * project.assays;
  return Array.from({ length: count }, (_, index) => {
    const one = kind === 'processes' ? 'process' : kind.slice(0, -1);
    const uuid = uuidOf(`${one} ${submission.uuid} ${index}`);
    const href = `${base}/${kind}/${uuid.replaceAll('-', '').slice(0, 24)}`;
    return {
      content: contentOf(kind, index, uuid, archived, project.assays),
      type: one.charAt(0).toUpperCase() + one.slice(1),
      uuid: { uuid },
      validationState: 'Valid',
      _links: { self: { href }, [one]: { href } },
    };
  });
}

function contentOf(
  kind: EntityKind,
  index: number,
  uuid: string,
  archived: boolean,
  assays: number,
) {
  const number = index + 1;
  switch (kind) {
    case 'biomaterials': {
      const sample = samples[index % samples.length] ?? 'donor_organism';
      const accession = archived ? { biosamples_accession: accessionOf('SAMEA', uuid) } : {};
      return {
        schema_type: 'biomaterial',
        biomaterial_core: { biomaterial_id: `${sample}_${number}`, ...accession },
      };
    }
    case 'processes': {
      const sequenced = archived && index < assays;
      const accession = { insdc_experiment_accession: accessionOf('ERX', uuid) };
      return {
        schema_type: 'process',
        process_core: { process_id: `process_${number}` },
        ...(sequenced ? { insdc_experiment: accession } : {}),
      };
    }
    case 'protocols':
      return { schema_type: 'protocol', protocol_core: { protocol_id: `protocol_${number}` } };
  }
}
