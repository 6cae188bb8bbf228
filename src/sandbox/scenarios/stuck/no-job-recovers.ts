import { fiveHoursTenMinutes, ready, type Scenario } from '../scenario.ts';

export const noJobRecovers: Scenario = {
  key: 'no-job-recovers',
  title: 'No export job appears for 5 h 10 min, then it begins',
  readiness: ready,
  timeline: { stopsAfter: 'submitted', recoversAfterMinutes: fiveHoursTenMinutes },
};
