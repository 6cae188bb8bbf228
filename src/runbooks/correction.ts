import { listLeftovers, type Recipient, showCleanUp, tell } from '../domain/runbook/effect.ts';
import type { Form } from '../domain/runbook/form.ts';
import { observed, type Transition, WHERE_IT_WAS } from '../domain/runbook/runbook.ts';
import { cleanUpLeft, nothingDeleted } from './clean-up.ts';
import { whatIsWrong } from './reason.ts';

/** States, and whoever has worked on the dataset by then besides ingest operations and its submitter. */
export interface WorkedOn {
  readonly in: readonly string[];
  readonly by: readonly Recipient[];
}

/** Spec 1, step 7: wherever it is, a dataset can be held; it carries on, or waits until ingest says valid again. */
export function corrections({
  workedOn,
  heldIn: [held, valid],
  carriesOnFrom = [held, valid],
  carryOn,
  cleansUp,
}: {
  readonly workedOn: readonly WorkedOn[];
  readonly heldIn: readonly [held: string, valid: string];
  /** Where being valid again does not undo what was under way: both, unless told. */
  readonly carriesOnFrom?: readonly string[];
  readonly carryOn: { readonly button: string; readonly form: Form };
  /** Whether it can leave something in a staging area that a correction clears. */
  readonly cleansUp: boolean;
}): readonly Transition[] {
  return [
    ...workedOn.map((stage) => problem(stage, held)),
    {
      who: ['wrangler', 'ingest-operations'],
      from: carriesOnFrom,
      on: 'problem solved',
      to: WHERE_IT_WAS,
      button: carryOn.button,
      possible: nothingDeleted,
      form: carryOn.form,
      remember: cleanUpLeft,
      do: [...(cleansUp ? [showCleanUp()] : []), tell('problem solved', 'submitter')],
    },
    observed('valid again', {
      from: held,
      to: valid,
      do: [
        ...(cleansUp ? [listLeftovers, showCleanUp()] : []), // a recovery waits for it
        tell('valid again', 'submitter'),
      ],
    }),
  ];
}

/** Something is wrong with the data or their metadata. */
function problem({ in: from, by }: WorkedOn, held: string): Transition {
  return {
    who: 'anyone with a role',
    from,
    on: 'problem',
    to: held,
    button: 'There is a problem',
    form: whatIsWrong,
    do: [tell('problem', 'ingest-operations', 'submitter', ...by)],
  };
}
