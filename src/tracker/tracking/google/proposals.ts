import { type Actor, actorName, mayAct } from '../../../domain/role.ts';
import type { Clock } from '../../../operations/ports.ts';
import type { Database } from '../../../storage/database.ts';
import {
  decideProposal,
  listProposals,
  type Proposal,
} from '../../../storage/tracker/proposals.ts';

/** What people wrote into cells of ours, and what became of it. */
export interface Proposals {
  /** Newest first. */
  list(wanted: Parameters<typeof listProposals>[1]): Promise<readonly Proposal[]>;
  /** Accepted, it holds over the crawl until the crawl says the same; refused, the cell says what the crawl says. */
  decide(by: Actor, decision: ProposalDecision): Promise<Decided | 'not your role'>;
}

export interface ProposalDecision {
  readonly ids: readonly number[];
  readonly decision: 'accept' | 'refuse';
  readonly reason?: string | undefined;
}

export interface Decided {
  readonly decided: readonly Proposal[];
  /** Which nobody knows, or which are not open any more. */
  readonly notOpen: readonly number[];
}

export function createProposals(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  /** Something is to be shown. */
  readonly changed: () => void;
}): Proposals {
  const { db, clock } = needs;
  return {
    list: (wanted) => listProposals(db, wanted),
    async decide(by, { ids, decision, reason }) {
      if (!mayAct(by, 'anyone with a role')) return 'not your role';
      const state = decision === 'accept' ? 'accepted' : 'refused';
      const decided: Proposal[] = [];
      const notOpen: number[] = [];
      for (const id of new Set(ids)) {
        const how = { state, person: actorName(by), reason, at: clock.now() } as const;
        const one = await decideProposal(db, id, how);
        if (one === undefined) notOpen.push(id);
        else decided.push(one);
      }
      if (decided.length > 0) needs.changed();
      return { decided, notOpen };
    },
  };
}
