import type { Tracking } from '../../tracker/tracking/tracking.ts';
import { admit } from '../interaction/admission.ts';
import { pressedProposal, readButton } from '../interaction/button-value.ts';
import { type Handle, reply } from '../interaction/press.ts';
import { paragraph, type Rendered, section } from '../views/blocks.ts';
import { escaped } from '../views/text.ts';
import { DATASET } from '../views/tracker/help.ts';
import { wordsButton } from '../views/tracker/pieces.ts';
import { PROPOSALS_SHOWN, proposalDecided, proposalsView } from '../views/tracker/proposals.ts';

/** `/dataset proposals`: what people wrote into the sheet at Google. */
export async function answerProposals({ google, proposals }: Tracking): Promise<Rendered> {
  if (google === undefined)
    return paragraph('I keep no spreadsheet at Google here, so nobody can have written into it.');
  const open = await proposals.list({ state: 'open', limit: PROPOSALS_SHOWN + 1 });
  const more = open.length > PROPOSALS_SHOWN;
  return proposalsView(open.slice(0, PROPOSALS_SHOWN), { address: google.address, more });
}

/** “Accept”, “Refuse”: what is left takes the place of what was there. */
export const onDatasetProposal: Handle = async (press, ack, needs) => {
  await ack();
  const pressed = readButton(pressedProposal, press.value);
  const { tracking } = needs;
  if (pressed === undefined || tracking === undefined)
    return reply(needs, press, paragraph('This button is from another version of me.'));
  const { p: id, v: decision } = pressed;
  const attempted = `${DATASET.command} ${decision} proposal ${id}`;
  const admitted = await admit(needs, { ...press, attempted });
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  const decided = await tracking.proposals.decide(admitted.actor, { ids: [id], decision });
  const said = proposalDecided(decided);
  if (decided === 'not your role') return reply(needs, press, paragraph(said));
  if (decision === 'take back') {
    const accession = decided.decided[0]?.accession;
    const ways = accession === undefined ? [] : [wordsButton(accession, accession)];
    return reply(needs, press, paragraph(said, ways), true);
  }
  const left = await answerProposals(tracking);
  const view = { text: `${said}\n${left.text}`, blocks: [section(said), ...left.blocks] };
  await reply(needs, press, view, true);
};
