import { z } from 'zod';
import type { Proposal } from '../changes/records.ts';
import { KINDS } from '../grant/grant.ts';

const proposal = z.object({
  kind: z.enum(KINDS),
  name: z.string(),
  text: z.string().nullable(),
  base: z.string().nullable(),
  commit: z.string().optional(),
});

/** A proposal as it was kept with its request. */
export function readProposal(kept: string | undefined): Proposal | undefined {
  if (kept === undefined) return undefined;
  const { commit, ...rest } = proposal.parse(JSON.parse(kept));
  return commit === undefined ? rest : { ...rest, commit };
}
