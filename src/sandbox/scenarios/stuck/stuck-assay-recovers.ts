import { fiveHoursTenMinutes, ready, type Scenario } from '../scenario.ts';

export const stuckAssayRecovers: Scenario = {
  key: 'stuck-assay-recovers',
  title: 'One assay is missing, then comes after 5 h 10 min',
  readiness: ready,
  timeline: { stopsAfter: 'all assays but one', recoversAfterMinutes: fiveHoursTenMinutes },
};
