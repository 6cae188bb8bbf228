import { ready, type Scenario } from '../scenario.ts';

export const metadataOnlyUpdate: Scenario = {
  key: 'metadata-only-update',
  title: 'Metadata-only export: goes through, then fails at import',
  readiness: ready,
  timeline: {},
};
