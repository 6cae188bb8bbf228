import type { Notification } from '../../src/operations/ports.ts';

export const AT = new Date('2026-03-02T09:00:00Z');

/** News of an export that has completed. */
export function news(job: Partial<Notification['job']> = {}): Notification {
  return {
    id: 'delivery-1',
    about: 'completed',
    at: AT,
    url: 'https://handoff.example.org/api/data-export/jobs/7',
    secret: 'whsec_test',
    job: {
      id: 7,
      key: 'export_x',
      name: 'For the paper',
      party: { id: 1, name: 'key:nightly' },
      datasetIds: [],
      format: 'csv',
      options: {},
      includeMetadata: true,
      includeLineage: false,
      compress: true,
      ttlHours: 48,
      status: 'completed',
      output: { path: 'exports/1/export_x/export_x.zip', bytes: 12345, sha256: 'ab'.repeat(32) },
      linkEpoch: 1,
      createdAt: AT,
      progressedAt: AT,
      completedAt: AT,
      expiresAt: new Date('2026-03-04T09:00:00Z'),
      attempt: 1,
      bytesBefore: 0,
      files: { total: 3, processed: 3, failed: 1, unfit: 0 },
      progress: 100,
      ...job,
    },
  };
}
