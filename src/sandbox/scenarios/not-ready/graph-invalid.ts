import type { Scenario } from '../scenario.ts';

export const graphInvalid: Scenario = {
  key: 'graph-invalid',
  title: 'Not ready: the graph is invalid',
  readiness: {
    state: 'Graph invalid',
    problems: ['A sequence_file has no protocol: every process needs one.'],
  },
  timeline: {},
};
