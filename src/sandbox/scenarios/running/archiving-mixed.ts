import { ready, type Scenario } from '../scenario.ts';

export const archivingMixed: Scenario = {
  key: 'archiving-mixed',
  title: 'Has files of several kinds to archive; one upload fails once',
  readiness: ready,
  timeline: {},
};
