import { mayFollow, type SubmissionState } from '../ingest/states.ts';
import type { Beat } from '../scenarios/course.ts';

const walk: readonly { readonly state: SubmissionState; readonly lasts: number }[] = [
  { state: 'Draft', lasts: 0.5 },
  { state: 'Metadata validating', lasts: 1.5 },
  { state: 'Metadata valid', lasts: 0.3 },
  { state: 'Graph validation requested', lasts: 0.2 },
  { state: 'Graph validating', lasts: 1.5 },
  { state: 'Graph valid', lasts: 0 },
];

/**
 * How a person brings a submission back to Graph valid: an edit makes it a draft, then
 * validation runs, a few minutes in all. Where no edit is possible, operations force the
 * state and restart the tracker; then the answer is `forced`.
 */
export function correctionFrom(state: SubmissionState): readonly Beat[] | 'forced' {
  const underWay = walk.findIndex((step) => step.state === state);
  const editable = mayFollow(state, 'Draft');
  if (!editable && underWay < 0) return 'forced';
  const steps = editable ? walk : walk.slice(underWay + 1);
  let minute = 0;
  return steps.map((step) => {
    const beat = { minute, state: step.state };
    minute += step.lasts;
    return beat;
  });
}
