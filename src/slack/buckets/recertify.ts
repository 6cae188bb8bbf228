import { admit } from '../interaction/admission.ts';
import { pressedDataset, readButton } from '../interaction/button-value.ts';
import { type Handle, reply } from '../interaction/press.ts';
import { paragraph } from '../views/blocks.ts';
import { BUCKET } from '../views/buckets/help.ts';
import { recertifyWords } from '../views/buckets/upkeep.ts';
import { escaped } from '../views/text.ts';

/** *Still right*: somebody has looked at a dataset. It is written down before Slack is answered. */
export const onBucketDataset: Handle = async (press, ack, needs) => {
  const { buckets, roles } = needs;
  const pressed = readButton(pressedDataset, press.value);
  if (pressed === undefined || buckets === undefined) return ack();
  const attempted = `${BUCKET.command} recertify ${pressed.d}`;
  const admitted = await admit(needs, { ...press, attempted });
  const said = admitted.ok && (await buckets.recertify(pressed.d, pressed.h, admitted.actor));
  await ack();
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  if (said) await reply(needs, press, paragraph(recertifyWords(said, pressed.d, roles)));
};
