import { ready, type Scenario } from '../scenario.ts';

export const archivingDirect: Scenario = {
  key: 'archiving-direct',
  title: 'Has files that go straight to ENA; one of them fails once',
  readiness: ready,
  timeline: {},
};
