import { ready, type Scenario } from '../scenario.ts';

export const twoSubmissions: Scenario = {
  key: 'two-submissions',
  title: 'An older submission is exported, a newer one is ready',
  readiness: ready,
  timeline: {},
};
