import type { Tracking } from '../../tracker/tracking/tracking.ts';
import { admit } from '../interaction/admission.ts';
import { pressedProposal, readButton } from '../interaction/button-value.ts';
import { type Handle, reply } from '../interaction/press.ts';
import { paragraph, type Rendered } from '../views/blocks.ts';
import { escaped } from '../views/text.ts';
import { DATASET, datasetUsage } from '../views/tracker/help.ts';
import { saidAbove, wordsButton } from '../views/tracker/pieces.ts';
import { PROPOSALS_SHOWN, proposalDecided, proposalsView } from '../views/tracker/proposals.ts';

/** `proposals [after 12]`: what people wrote into the sheet at Google, what has waited longest first. */
export async function answerProposals(
  tracking: Tracking,
  [word, id = '', tooMany]: readonly string[],
): Promise<Rendered> {
  const isAfter = word === 'after' && /^\d{1,15}$/.test(id) && tooMany === undefined;
  if (word !== undefined && !isAfter) return datasetUsage('proposals');
  return listProposals(tracking, isAfter ? Number(id) : 0);
}

async function listProposals({ google, proposals }: Tracking, after: number): Promise<Rendered> {
  if (google === undefined)
    return paragraph('I keep no spreadsheet at Google here, so nobody can have written into it.');
  const pageAfter = (id: number) => proposals.waiting({ after: id, limit: PROPOSALS_SHOWN + 1 });
  const asked = await pageAfter(after);
  const isPast = asked.some.length === 0 && asked.count > 0; // the others come before
  const { some, count } = isPast ? await pageAfter(0) : asked;
  return proposalsView(some, { address: google.address, after: isPast ? 0 : after, count });
}

/** “Accept”, “Refuse”, “Take back”: what is left takes the place of what was there. */
export const onDatasetProposal: Handle = async (press, ack, needs) => {
  await ack();
  const pressed = readButton(pressedProposal, press.value);
  const { tracking } = needs;
  if (pressed === undefined || tracking === undefined)
    return reply(needs, press, paragraph('This button is from another version of me.'));
  const { p: id, v: decision, n: after = 0 } = pressed;
  const attempted = `${DATASET.command} ${decision} proposal ${id}`;
  const admitted = await admit(needs, { ...press, attempted });
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  const decided = await tracking.proposals.decide(admitted.actor, { ids: [id], decision });
  const said = proposalDecided(decided, needs.clock.now());
  if (decided === 'not your role') return reply(needs, press, paragraph(said));
  if (decision !== 'take back')
    return reply(needs, press, saidAbove(said, await listProposals(tracking, after)), true);
  const accessions = [...decided.decided, ...decided.late].map(({ accession }) => accession);
  const ways = accessions.map((accession) => wordsButton(accession, accession));
  return reply(needs, press, paragraph(said, ways), true);
};
