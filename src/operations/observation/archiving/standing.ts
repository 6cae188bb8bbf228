import type { Fault, Faults, Standing } from '../../../domain/archiving/standing.ts';
import type { Archiver, ArchiveValidation } from '../../ports.ts';

/** What files hang on in DSP: until they are there, its complaints about these are expected. */
const WAIT_FOR_FILES: readonly string[] = ['sequencingRuns'];
const FAULTS_NAMED = 5;
const WORDS_MOST = 300;

/** How DSP judges a submission now: validation errors and blockers together. */
export async function readStanding(
  archiver: Pick<Archiver, 'validation' | 'blockers'>,
  dspUuid: string,
  { filesAreThere }: { readonly filesAreThere: boolean },
): Promise<Standing> {
  const [validation, blockers] = await Promise.all([
    archiver.validation(dspUuid),
    archiver.blockers(dspUuid),
  ]);
  const { filesNotReady, metadata, empty, validating } = blockers;
  const looking = validating || validation.pending.length > 0;
  const faults = looking ? undefined : faultsIn(validation, filesAreThere);
  return {
    errors: validation.errors.map(({ type, entities }) => ({ type, count: entities.length })),
    pending: validation.pending.length,
    blockers: { filesNotReady, metadata, empty, validating },
    ...(faults === undefined ? {} : { faults }),
  };
}

function faultsIn({ errors }: ArchiveValidation, filesAreThere: boolean): Faults | undefined {
  const faults = errors
    .filter(({ type }) => filesAreThere || !WAIT_FOR_FILES.includes(type))
    .flatMap(({ type, entities }) =>
      entities.map(
        ({ link, says }): Fault => ({
          type,
          says: says.join('; ').slice(0, WORDS_MOST),
          ...(link === undefined ? {} : { link }),
        }),
      ),
    );
  if (faults.length === 0) return undefined;
  return { entities: faults.length, first: faults.slice(0, FAULTS_NAMED) };
}
