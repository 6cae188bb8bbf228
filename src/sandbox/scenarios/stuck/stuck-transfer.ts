import { ready, type Scenario } from '../scenario.ts';

export const stuckTransfer: Scenario = {
  key: 'stuck-transfer',
  title: 'Gets stuck while data files transfer',
  readiness: ready,
  timeline: { stopsAfter: 'transfer started' },
};
