import type { Scenario } from '../scenario.ts';

export const invalidMetadata: Scenario = {
  key: 'invalid-metadata',
  title: 'Not ready: the metadata is invalid',
  readiness: {
    state: 'Metadata invalid',
    problems: [
      'cell_suspension 3: biomaterial_core.ncbi_taxon_id is required',
      'donor_organism 1: "unknwon" is not one of yes, no, unknown',
    ],
  },
  timeline: {},
};
