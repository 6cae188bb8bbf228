import type { Scenario } from '../scenario.ts';

export const missingFiles: Scenario = {
  key: 'missing-files',
  title: 'Not ready: data files are missing',
  readiness: {
    state: 'Metadata invalid',
    missingFiles: [
      'Nephron_S1_L001_R1_001.fastq.gz',
      'Nephron_S1_L001_R2_001.fastq.gz',
      'Nephron_S2_L001_I1_001.fastq.gz',
    ],
  },
  timeline: {},
};
