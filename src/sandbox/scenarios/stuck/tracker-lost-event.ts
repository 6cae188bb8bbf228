import { ready, type Scenario } from '../scenario.ts';

export const trackerLostEvent: Scenario = {
  key: 'tracker-lost-event',
  title: 'All assays exported, but the submission stays in Exporting',
  readiness: ready,
  timeline: { stopsAfter: 'last assay' },
};
