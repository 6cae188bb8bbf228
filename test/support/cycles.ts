import type { Alert, Cycle, Dataset } from '../../src/domain/cycle/cycle.ts';
import { days, hours } from '../../src/domain/duration.ts';
import type { Calendar, Policy } from '../../src/domain/policy.ts';
import type { Actor, Role } from '../../src/domain/role.ts';

export const NOON = new Date('2026-03-02T12:00:00.000Z');
/** Always at work; tomorrow morning is 9:00 UTC. */
const calendar: Calendar = {
  workingFrom: (_whom, at) => at,
  tomorrowMorning: (at) => new Date(Math.floor(at.getTime() / days(1)) * days(1) + hours(33)),
};
export const POLICY: Policy = {
  webForm: false,
  deadlines: {},
  stillness: {},
  ladders: {},
  approvals: {},
  calendar,
};

/** The alert of an export that is over its four hours, as it was opened. */
export const anAlert = (openedAt: string, over: Partial<Alert> = {}): Alert => ({
  episode: 1,
  openedAt,
  why: 'late',
  limit: hours(4),
  rung: 0,
  ...over,
});

export const person = (id: string, ...roles: readonly Role[]): Actor => ({
  kind: 'person',
  id,
  roles,
});
export const ana = person('U0ANA', 'wrangler');
export const ben = person('U0BEN', 'wrangler');
export const cho = person('U0CHO', 'import-team');
export const dee = person('U0DEE', 'browser-team');
export const eli = person('U0ELI', 'ingest-operations');
export const guest = person('U0GUEST');
export const ingest: Actor = { kind: 'observer', source: 'ingest' };
export const timer: Actor = { kind: 'timer' };

/** The nth of a thousand UUIDs that are easy to tell apart. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export function aDataset(n = 1, more: Partial<Dataset> = {}): Dataset {
  return {
    projectUuid: uuid(n),
    shortName: `Sim${n}`,
    title: `Simulated project ${n}`,
    submissionUuid: uuid(1000 + n),
    ingestUrl: `https://ingest.example.org/projects/detail?uuid=${uuid(n)}`,
    managedAccess: false,
    alreadyReleased: false,
    ...more,
  };
}

/** A cycle that has just been submitted, as step 1 leaves it. */
export function aCycle(more: Partial<Cycle> = {}): Cycle {
  return {
    id: 'cycle000000000000001',
    runbook: 'exporting',
    dataset: aDataset(),
    number: 1,
    state: 'exporting',
    turn: 1,
    submitter: 'U0ANA',
    channel: 'C0OPS',
    openedAt: NOON,
    since: NOON,
    memory: { actions: ['Export'] },
    ...more,
  };
}
