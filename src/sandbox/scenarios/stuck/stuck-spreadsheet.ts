import { ready, type Scenario } from '../scenario.ts';

export const stuckSpreadsheet: Scenario = {
  key: 'stuck-spreadsheet',
  title: 'Gets stuck before the spreadsheet is written',
  readiness: ready,
  timeline: { stopsAfter: 'transfer complete' },
};
