import type { NewJob } from '../../storage/archiving/jobs.ts';
import type { UploadPlan } from '../plan/plan.ts';

/** A plan that was read, as it is kept: what can be done and what cannot, in the order of the plan. */
export function newJobs({
  jobs,
  refused,
}: Extract<UploadPlan, { kind: 'plan' }>): readonly NewJob[] {
  const not = new Map(refused.map((one) => [one.number, one]));
  const can = jobs.values();
  return Array.from({ length: jobs.length + refused.length }, (_, at): NewJob => {
    const number = at + 1;
    const { says, manifestId } = not.get(number) ?? {};
    if (says !== undefined) return { number, kind: 'upload', manifestId, memory: 0, refused: says };
    const planned = can.next().value;
    if (planned === undefined) throw new Error(`The plan has lost its job ${number}.`);
    const kind = planned.conversion === undefined ? 'upload' : 'conversion';
    return { number, kind, manifestId: planned.manifestId, memory: planned.memory, planned };
  });
}
