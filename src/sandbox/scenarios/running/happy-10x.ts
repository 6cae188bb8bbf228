import { ready, type Scenario } from '../scenario.ts';

export const happy10x: Scenario = {
  key: 'happy-10x',
  title: 'Goes through: exported in 95 minutes',
  readiness: ready,
  timeline: {},
};
