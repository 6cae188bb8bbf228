import { fiveHoursTenMinutes, ready, type Scenario } from '../scenario.ts';

export const trackerLostEventRecovers: Scenario = {
  key: 'tracker-lost-event-recovers',
  title: 'The submission stays in Exporting, then is set right after 5 h 10 min',
  readiness: ready,
  timeline: { stopsAfter: 'last assay', recoversAfterMinutes: fiveHoursTenMinutes },
};
