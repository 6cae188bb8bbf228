import type { AllMiddlewareArgs, App, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { BucketRequests } from '../../buckets/requests/bucket-requests.ts';
import type { BucketOrder, Edit } from '../../domain/bucket-order.ts';
import type { Actor } from '../../domain/role.ts';
import { answerAt } from '../connection/response-urls.ts';
import { admit } from '../interaction/admission.ts';
import { pressedSubject, readButton } from '../interaction/button-value.ts';
import { openModal } from '../interaction/modal.ts';
import { type Handle, reply } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import { nearestWord } from '../subcommands.ts';
import { paragraph, type Rendered } from '../views/blocks.ts';
import { datasetView, listView } from '../views/buckets/answers.ts';
import { bucketDialog } from '../views/buckets/dialog.ts';
import { fileWords } from '../views/buckets/files.ts';
import {
  BUCKET,
  BUCKET_SUBCOMMANDS,
  type BucketSubcommand,
  bucketHelpView,
  bucketUsage,
} from '../views/buckets/help.ts';
import { meantButton, meantButtons } from '../views/buckets/meant.ts';
import { handOverWords } from '../views/buckets/upkeep.ts';
import { code, escaped, fromSlack } from '../views/text.ts';
import { registerBucketDialog } from './dialog.ts';
import { moving } from './moving.ts';
import { registerReturnDialog } from './press.ts';

/** `/bucket`: for every full member; what it changes is reviewed. */
export function registerBuckets(app: App, needs: Needs): void {
  const { buckets } = needs;
  if (buckets === undefined) return;
  app.command(BUCKET.command, (args) => onCommand(args, needs, buckets));
  registerBucketDialog(app, needs, buckets);
  registerReturnDialog(app, needs, buckets);
}

interface Typed {
  readonly actor: Extract<Actor, { kind: 'person' }>;
  readonly channel: string;
  readonly trigger: string;
}

async function onCommand(
  { ack, command }: SlackCommandMiddlewareArgs & AllMiddlewareArgs,
  needs: Needs,
  buckets: BucketRequests,
): Promise<void> {
  const { user_id: person, channel_id: channel, response_url: url, trigger_id: trigger } = command;
  needs.responseUrls.remember(person, channel, url);
  const words = fromSlack(command.text).trim().replaceAll(/\s+/g, ' ');
  const key = `command:${trigger}`;
  const attempted = `${BUCKET.command} ${words}`.trim();
  const admitted = await admit(needs, { key, person, team: command.team_id, attempted });
  const wanted = admitted.ok ? changeIn(words) : undefined;
  // What changes something is kept before it is confirmed, and answered by itself.
  if (admitted.ok && wanted !== undefined)
    await buckets.place({ key, actor: admitted.actor, channel, wanted });
  await ack(); // the folder and the store may take their time
  if (!admitted.ok) return answerAt(url, paragraph(escaped(admitted.why, 500)));
  if (wanted !== undefined) return;
  const said = await answer(needs, buckets, words, { actor: admitted.actor, channel, trigger });
  if (said !== undefined) await answerAt(url, said);
}

/** A word that somebody meant: it only looks. */
export const onBucketWord: Handle = async (press, ack, needs) => {
  await ack();
  const { buckets } = needs;
  const word = readButton(pressedSubject, press.value)?.s ?? 'help';
  const attempted = `${BUCKET.command} ${word}`;
  const admitted = await admit(needs, { ...press, attempted });
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  if (buckets === undefined) return;
  const said = await answer(needs, buckets, word, { ...press, actor: admitted.actor });
  if (said !== undefined) await reply(needs, press, said, true);
};

async function answer(
  needs: Needs,
  buckets: BucketRequests,
  words: string,
  typed: Typed,
): Promise<Rendered | undefined> {
  const { first, sub, name, one, two, tooMany } = read(words);
  if (first !== '' && sub === undefined) return unknownWord(first);
  if (tooMany !== undefined) return bucketUsage(sub ?? 'help');
  switch (sub) {
    case undefined:
    case 'request':
      await openModal(needs, typed.trigger, bucketDialog({ ch: typed.channel, k: 'push' }));
      return undefined;
    case 'help':
      return bucketHelpView();
    case 'list':
      return listView(await buckets.list());
    case 'show': {
      if (name === undefined) return bucketUsage('show');
      const dataset = await buckets.dataset(name);
      return dataset === undefined ? notThere(buckets, sub, name) : datasetView(dataset);
    }
    case 'transfers':
    case 'release':
      return moving(needs, sub, name, typed.actor);
    case 'change': {
      const draft = name === undefined ? undefined : await buckets.filledIn(name);
      if (name === undefined || one !== undefined) return bucketUsage('change');
      if (draft === undefined) return notThere(buckets, sub, name);
      const memory = { ch: typed.channel, k: draft.kind, d: name };
      await openModal(needs, typed.trigger, bucketDialog(memory, draft));
      return undefined;
    }
    case 'hand-over':
      return handOver(needs, buckets, { name, to: personIn(one), more: two }, typed.actor);
    case 'add-user':
    case 'remove-user':
    case 'rotate-arn':
    case 'renew':
    case 'review':
    case 'remove':
      return bucketUsage(sub); // with all its words it would have been a change
  }
}

async function notThere(
  buckets: BucketRequests,
  sub: 'show' | 'change',
  name: string,
): Promise<Rendered> {
  const { news, datasets } = await buckets.list();
  const [its] = news.filter(({ path }) => path.endsWith(`/${name}.yaml`));
  if (its !== undefined) return paragraph(fileWords(its));
  const names = datasets.map((one) => one.name);
  const meant = meantButtons(sub, name, names);
  const next =
    meant.length === 0
      ? `\`${BUCKET.command} list\` shows all of them, and files that are not what holds.`
      : 'Did you mean this?';
  return paragraph(`There is no dataset ${code(name)}. ${next}`, meant);
}

function read(words: string) {
  const [first = '', name, one, two, ...rest] = words.split(' ').filter(Boolean);
  const sub = BUCKET_SUBCOMMANDS.find((known) => known === first.toLowerCase());
  // A reference has as many words as it likes.
  if (sub === 'renew') return { first, sub, name, one, two: [two, ...rest].join(' ') || undefined };
  return { first, sub, name, one, two, tooMany: rest[0] };
}

/** What was typed, as a change; undefined where it is none, or words are missing or too many. */
function changeIn(words: string): BucketOrder['wanted'] | undefined {
  const { sub, name, one, two, tooMany } = read(words);
  if (name === undefined || tooMany !== undefined) return undefined;
  if (sub === 'review') return one === undefined ? { what: 'put up', name } : undefined;
  const edit = editOf(sub, one, two);
  return edit && { what: 'change', name, edit };
}

function editOf(
  sub: BucketSubcommand | undefined,
  one: string | undefined,
  two: string | undefined,
): Edit | undefined {
  switch (sub) {
    case 'add-user':
    case 'remove-user':
      return one === undefined || two !== undefined ? undefined : { verb: sub, user: one };
    case 'rotate-arn':
      if (one === undefined) return undefined;
      return two === undefined ? { verb: sub, to: one } : { verb: sub, from: one, to: two };
    case 'renew':
      return one === undefined ? undefined : { verb: sub, until: one, reference: two };
    case 'remove':
      return one === undefined ? { verb: sub } : undefined;
    default:
      return undefined;
  }
}

/** Kept when it is answered; nothing that the bot could lose. */
async function handOver(
  { roles }: Needs,
  buckets: BucketRequests,
  given: {
    readonly name: string | undefined;
    readonly to: string | undefined;
    readonly more: string | undefined;
  },
  actor: Typed['actor'],
): Promise<Rendered> {
  const { name, to, more } = given;
  if (name === undefined || to === undefined || more !== undefined) return bucketUsage('hand-over');
  return paragraph(handOverWords(await buckets.handOver(name, to, actor), name, to, roles));
}

/** `<@U012AB3CD|ana>`, as Slack writes whom somebody has named. */
function personIn(word = ''): string | undefined {
  return /^<@([UW][A-Z0-9]{2,})(\|[^>]*)?>$/.exec(word)?.[1];
}

function unknownWord(word: string): Rendered {
  const near = nearestWord(word, BUCKET_SUBCOMMANDS);
  const said = `I don’t know ${code(`${BUCKET.command} ${word}`)}.`;
  if (near === undefined)
    return paragraph(`${said} \`${BUCKET.command} help\` shows what there is.`);
  return paragraph(`${said} Did you mean this?`, [meantButton(near)]);
}
