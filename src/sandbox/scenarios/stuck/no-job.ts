import { ready, type Scenario } from '../scenario.ts';

export const noJob: Scenario = {
  key: 'no-job',
  title: 'Submitted, but no export job appears',
  readiness: ready,
  timeline: { stopsAfter: 'submitted' },
};
