import { fiveHoursTenMinutes, ready, type Scenario } from '../scenario.ts';

export const stuckSpreadsheetRecovers: Scenario = {
  key: 'stuck-spreadsheet-recovers',
  title: 'The spreadsheet hangs, then is written after 5 h 10 min',
  readiness: ready,
  timeline: { stopsAfter: 'transfer complete', recoversAfterMinutes: fiveHoursTenMinutes },
};
