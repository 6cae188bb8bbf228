import type { SubmissionState } from './ingest/states.ts';
import { objectIdOf, uuidOf } from './world/identity.ts';
import type { Project } from './world/record.ts';
import { blankSubmission } from './world/seed.ts';

const organs = ['Gut', 'Lung', 'Kidney', 'Marrow', 'Heart', 'Retina', 'Liver', 'Skin'];

/**
 * Many made-up projects for benchmarks, one submission each, taking the given states in
 * turn. Cheap: nothing is derived before it is asked for.
 */
export function bulkProjects(options: {
  readonly count: number;
  readonly states: readonly SubmissionState[];
  readonly now: number;
  readonly assays?: number;
}): Project[] {
  const { count, states, now, assays = 12 } = options;
  return Array.from({ length: count }, (_, index) => {
    const shortName = `Bulk${organs[index % organs.length]}${index}Sim`;
    const uuid = uuidOf(`bulk project ${index}`);
    const state = states[index % states.length] ?? 'Graph valid';
    return {
      uuid,
      oid: objectIdOf(`project ${uuid}`),
      shortName,
      title: `Simulated dataset number ${index}`,
      description: 'Made-up project for benchmarks.',
      primaryWrangler: `wrangler.${index % 20}@example.org`,
      dataAccess: 'All fully open',
      validationState: 'Valid',
      registeredAt: now,
      assays,
      publishedIn: [],
      scenario: 'happy-10x',
      submissions: [
        {
          ...blankSubmission(uuidOf(`bulk submission ${index}`), now),
          activities: [{ since: now, start: state, beats: [] }],
        },
      ],
    };
  });
}
