import { ready, type Scenario } from '../scenario.ts';

export const stuckAssay: Scenario = {
  key: 'stuck-assay',
  title: 'Gets stuck with one assay missing',
  readiness: ready,
  timeline: { stopsAfter: 'all assays but one' },
};
