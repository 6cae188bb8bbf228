import type { Scenario } from '../scenario.ts';

export const archivingMixed: Scenario = {
  key: 'archiving-mixed',
  title: 'Is being archived first',
  readiness: { state: 'Archiving' },
  timeline: {},
};
