import { fiveHoursTenMinutes, ready, type Scenario } from '../scenario.ts';

export const stuckTransferRecovers: Scenario = {
  key: 'stuck-transfer-recovers',
  title: 'Data transfer hangs, then moves again after 5 h 10 min',
  readiness: ready,
  timeline: { stopsAfter: 'transfer started', recoversAfterMinutes: fiveHoursTenMinutes },
};
