import type { ReadinessPart } from '../http/health.ts';
import { type Clock, OutsideError, type StagingArea } from '../operations/ports.ts';
import type { OnCall } from '../upstream/breaker.ts';

/** How the systems around the bot answered last: shown on /readyz, counted on /metrics. */
export interface Upstreams {
  readonly onCall: OnCall;
  readonly parts: () => readonly ReadinessPart[];
}

interface Seen {
  readonly silentSince?: Date;
  readonly held?: true; // calls are held back for a while
}

const NAMES = ['Ingest', 'The catalogue', 'The staging area'] as const;
const ARCHIVER = 'The archiver';

export function watchUpstreams(
  clock: Clock,
  count: OnCall,
  { archives }: { readonly archives: boolean },
): Upstreams {
  const seen = new Map<string, Seen>();

  function partOf(system: string): ReadinessPart {
    const last = seen.get(system);
    const part = system.replace('The ', '').toLowerCase();
    if (last === undefined) return { part, ok: true, needed: false, says: 'Not asked yet.' };
    if (last.silentSince === undefined) {
      return { part, ok: true, needed: false, says: 'It answers.' };
    }
    const since = last.silentSince.toISOString();
    const held = last.held ? ', so it is called only now and then' : '';
    return { part, ok: false, needed: false, says: `No answer since ${since}${held}.` };
  }

  return {
    onCall(system, outcome) {
      count(system, outcome);
      const silentSince = seen.get(system)?.silentSince ?? clock.now();
      if (outcome === 'answered') seen.set(system, {});
      else if (outcome === 'silent') seen.set(system, { silentSince });
      else seen.set(system, { silentSince, held: true });
    },
    parts: () => [...NAMES, ...(archives ? [ARCHIVER] : [])].map(partOf),
  };
}

/** The staging area speaks another protocol, so its calls are told apart by how they ended. */
export function watchedStaging(area: StagingArea, onCall: OnCall): StagingArea {
  async function told<T>(answer: Promise<T>): Promise<T> {
    try {
      const said = await answer;
      onCall('The staging area', 'answered');
      return said;
    } catch (error) {
      const silent = error instanceof OutsideError && error.outcome === 'retry';
      onCall('The staging area', silent ? 'silent' : 'answered');
      throw error;
    }
  }
  return {
    inspect: (projectUuid) => told(area.inspect(projectUuid)),
    list: (projectUuid) => told(area.list(projectUuid)),
    remove: (leftovers) => told(area.remove(leftovers)),
  };
}
