import type { Scenario } from '../scenario.ts';

export const stillValidating: Scenario = {
  key: 'still-validating',
  title: 'Not ready: still validating',
  readiness: { state: 'Metadata validating' },
  timeline: {},
};
