import type { Scenario } from '../scenario.ts';

export const archivingWaits: Scenario = {
  key: 'archiving-waits',
  title: 'Is being archived first',
  readiness: { state: 'Archiving' },
  timeline: {},
};
