import type { Scenario } from '../scenario.ts';

export const draft: Scenario = {
  key: 'draft',
  title: 'Not ready: the submission is still a draft',
  readiness: { state: 'Draft' },
  timeline: {},
};
