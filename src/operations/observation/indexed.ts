import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { Catalogue } from '../ports.ts';

/** The release that a cycle's import was requested for; the catalogue has one of each. */
export function releaseOf({ memory }: Cycle): number {
  return Number(memory.importRequest?.['release']);
}

/** Which of these, all of one release, the catalogue shows: one question for all of them. */
export async function indexed(
  catalogue: Pick<Catalogue, 'listIndexed'>,
  cycles: readonly Cycle[],
): Promise<(cycle: Cycle) => boolean> {
  const [first] = cycles;
  if (first === undefined) return () => false;
  const uuids = cycles.map(({ dataset }) => dataset.projectUuid);
  const shown = await catalogue.listIndexed(uuids, releaseOf(first));
  return ({ dataset }) => shown.has(dataset.projectUuid);
}
