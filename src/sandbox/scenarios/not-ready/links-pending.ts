import type { Scenario } from '../scenario.ts';

export const linksPending: Scenario = {
  key: 'links-pending',
  title: 'Valid, but its links are still being written',
  readiness: { state: 'Graph valid', linksPending: 4 },
  timeline: {},
};
