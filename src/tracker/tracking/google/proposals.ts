import { type Actor, actorName, mayAct } from '../../../domain/role.ts';
import type { Clock } from '../../../operations/ports.ts';
import type { Database } from '../../../storage/database.ts';
import {
  acceptedOf,
  decideProposal,
  findProposal,
  listProposals,
  type Proposal,
  takeBackCorrection,
  waitingProposals,
} from '../../../storage/tracker/proposals.ts';

/** What people wrote into cells of ours, and what became of it. */
export interface Proposals {
  /** Newest first. */
  list(wanted: Parameters<typeof listProposals>[1]): Promise<readonly Proposal[]>;
  waiting(wanted: Parameters<typeof waitingProposals>[1]): ReturnType<typeof waitingProposals>;
  /** All that was ever accepted for a dataset, oldest first. */
  accepted(accession: string): Promise<readonly Proposal[]>;
  /**
   * Accepted, it holds over the crawl until the crawl says the same or somebody takes it back, a status until the dataset
   * moves; refused, the cell says what it said.
   */
  decide(by: Actor, decision: ProposalDecision): Promise<Decided | 'not your role'>;
}

export interface ProposalDecision {
  readonly ids: readonly number[];
  /** Take back: what was accepted holds no longer. */
  readonly decision: 'accept' | 'refuse' | 'take back';
  readonly reason?: string | undefined;
}

export interface Decided {
  readonly decided: readonly Proposal[];
  /** Which nobody knows, or which are not open any more; to take them back, which do not hold. */
  readonly notOpen: readonly number[];
  /** How those stand that somebody knows. */
  readonly late: readonly Proposal[];
}

const STATES = { accept: 'accepted', refuse: 'refused' } as const;

export function createProposals(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  /** Something is to be shown. */
  readonly changed: () => void;
}): Proposals {
  const { db, clock } = needs;
  return {
    list: (wanted) => listProposals(db, wanted),
    waiting: (wanted) => waitingProposals(db, wanted),
    accepted: (accession) => acceptedOf(db, accession),
    async decide(by, { ids, decision, reason }) {
      if (!mayAct(by, 'anyone with a role')) return 'not your role';
      const decided: Proposal[] = [];
      const notOpen: number[] = [];
      const late: Proposal[] = [];
      for (const id of new Set(ids)) {
        const how = { person: actorName(by), reason, at: clock.now() };
        const one =
          decision === 'take back'
            ? await takeBackCorrection(db, id, how)
            : await decideProposal(db, id, { ...how, state: STATES[decision] });
        if (one !== undefined) decided.push(one);
        else {
          notOpen.push(id);
          late.push(...[await findProposal(db, id)].filter((known) => known !== undefined));
        }
      }
      if (decided.length > 0) needs.changed();
      return { decided, notOpen, late };
    },
  };
}
