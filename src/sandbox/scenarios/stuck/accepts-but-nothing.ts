import { ready, type Scenario } from '../scenario.ts';

export const acceptsButNothing: Scenario = {
  key: 'accepts-but-nothing',
  title: 'Ingest says accepted and nothing changes',
  readiness: ready,
  timeline: { stopsAfter: 'accepted' },
};
