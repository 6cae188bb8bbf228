import type { Scenario } from '../scenario.ts';

export const openSubmission: Scenario = {
  key: 'open-submission',
  title: 'Not ready: an older submission is still open',
  readiness: { state: 'Graph valid' },
  timeline: {},
};
