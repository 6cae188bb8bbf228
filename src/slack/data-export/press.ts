import {
  canRetry,
  type ExportJob,
  isKept,
  LONGEST_TTL_HOURS,
} from '../../domain/data-export/job.ts';
import type { Actor } from '../../domain/role.ts';
import { admit } from '../interaction/admission.ts';
import { pressedExport, readButton } from '../interaction/button-value.ts';
import { openModal } from '../interaction/modal.ts';
import { type Handle, reply } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import { paragraph, type Rendered } from '../views/blocks.ts';
import {
  downloadView,
  extendedView,
  goneView,
  notYoursView,
  reasonsView,
} from '../views/data-export/answers.ts';
import type { ExportVerb } from '../views/data-export/buttons.ts';
import { deleteDialog } from '../views/data-export/deletion.ts';
import { DATA_EXPORT } from '../views/data-export/help.ts';
import { allEndedView, downloadsView, NO_SHARE } from '../views/data-export/sharing/shares.ts';
import { bold, escaped } from '../views/text.ts';
import { drawnAgain } from './again.ts';
import { exportStatus, sharesOf } from './answers.ts';
import { shareOpening } from './share.ts';

const ONE_DAY = 24; // hours
const VERBS: Readonly<Record<ExportVerb, Act>> = {
  cancel,
  download,
  extend,
  retry,
  rebuild,
  edit,
  share,
  revoke,
  'revoke-all': revokeAll,
  visits,
  delete: remove,
  reasons: async ({ exports }, job) => reasonsView(job, await exports.jobs.files(job)),
  show: (needs, job, { actor }) => exportStatus(needs, job, actor),
};

/** What is done with somebody’s own export; undefined where the card says it all. */
type Act = (needs: Needs, job: ExportJob, press: Pressed) => Promise<Rendered | undefined>;

interface Pressed {
  readonly actor: Actor;
  readonly trigger: string;
  readonly channel: string; // where its card is; none on Home
  readonly shareId: string | undefined;
}

/** A button of an export: for whoever asked for it, and nobody else. */
export const onExport: Handle = async (press, ack, needs) => {
  const said = await act(press, needs);
  await ack(); // once it is done: a press that was acknowledged survives any crash
  // A list of shares shows at once that one has ended.
  if (said !== undefined) await reply(needs, press, said, /:revoke/.test(press.action));
};

async function act(press: Parameters<Handle>[0], needs: Needs): Promise<Rendered | undefined> {
  const verb = press.action.split(':')[1] ?? '';
  const pressed = readButton(pressedExport, press.value);
  if (pressed === undefined || !isVerb(verb)) return OLD_BUTTON;
  const attempted = `${DATA_EXPORT.command} ${verb} ${pressed.j}`;
  const admitted = await admit(needs, { ...press, attempted });
  if (!admitted.ok) return paragraph(escaped(admitted.why, 500));
  const { actor } = admitted;
  const job = await needs.exports.jobs.find({ id: pressed.j }, actor);
  if (job === undefined) {
    if (pressed.o === actor.id) return goneView(pressed.j);
    const why = 'not their export';
    await needs.operations.auditRefusal({ key: press.key, person: actor.id, attempted, why });
    return notYoursView(pressed.o);
  }
  const { trigger, view } = press;
  const channel = view === undefined ? press.channel : '';
  return VERBS[verb](needs, job, { actor, trigger, channel, shareId: pressed.s });
}

const OLD_BUTTON = paragraph(
  `This button is from another version of me and does nothing now. \`${DATA_EXPORT.command} list\` shows your exports.`,
);

function isVerb(word: string): word is ExportVerb {
  return Object.hasOwn(VERBS, word);
}

async function cancel({ exports }: Needs, job: ExportJob, { actor }: Pressed) {
  const outcome = await exports.jobs.cancel(job.id, actor);
  return outcome === 'cancelled'
    ? undefined
    : paragraph(`${bold(job.name)} has ended already; its card shows how.`);
}

async function download({ exports, clock }: Needs, job: ExportJob) {
  const files = await exports.jobs.files(job);
  return downloadView(job, clock.now(), {
    whole: exports.downloads.link(job)?.url,
    each: files.flatMap((file) => {
      const url = exports.downloads.link(job, file)?.url;
      return url === undefined ? [] : [{ name: file.member, url }];
    }),
  });
}

async function extend({ exports }: Needs, job: ExportJob, { actor }: Pressed) {
  const hours = Math.min(job.ttlHours + ONE_DAY, LONGEST_TTL_HOURS);
  const extended = await exports.renewals.extend(job.id, hours, actor);
  return extendedView(job, extended);
}

async function retry({ exports, clock }: Needs, job: ExportJob, { actor }: Pressed) {
  const retried = await exports.renewals.retry(job.id, actor);
  if (retried?.ok === true) return undefined;
  return paragraph(
    canRetry(job, clock.now())
      ? `The failed files of ${bold(job.name)} are being tried again already.`
      : `There is nothing of ${bold(job.name)} to try again; its card shows how it stands.`,
  );
}

async function rebuild({ exports }: Needs, job: ExportJob, { actor }: Pressed) {
  const rebuilt = await exports.renewals.rebuild(job.id, actor);
  if (rebuilt === undefined) return goneView(job.id);
  if (rebuilt.ok) return paragraph(`Export ${rebuilt.job.id} makes ${bold(job.name)} anew.`);
  switch (rebuilt.why) {
    case 'not ended':
      return paragraph(`${bold(job.name)} is under way already.`);
    case 'unknown files':
    case 'empty datasets':
      return paragraph(
        `Some files of ${bold(job.name)} are not there any more, or not for you to see: ${rebuilt.ids.slice(0, 10).join(', ')}. Choose its files anew with \`${DATA_EXPORT.command}\`.`,
      );
  }
}

async function edit(needs: Needs, job: ExportJob, { actor, trigger, channel }: Pressed) {
  await openModal(needs, trigger, await drawnAgain(needs, actor, job, channel));
  return undefined;
}

async function remove(needs: Needs, job: ExportJob, { trigger }: Pressed) {
  await openModal(needs, trigger, deleteDialog(job, isKept(job, needs.clock.now())));
  return undefined;
}

async function share(needs: Needs, job: ExportJob, { trigger }: Pressed) {
  await openModal(needs, trigger, shareOpening(needs, job));
  return undefined;
}

async function revoke(needs: Needs, job: ExportJob, { actor, shareId = '' }: Pressed) {
  const revoked = await needs.exports.shares.revoke(shareId, actor);
  return revoked === undefined ? NO_SHARE : sharesOf(needs, job, actor);
}

async function revokeAll(needs: Needs, job: ExportJob, { actor }: Pressed) {
  await needs.exports.jobs.revokeLinks(job.id, actor);
  const now = await needs.exports.jobs.find({ id: job.id }, actor); // it knows which links are of before
  return now === undefined
    ? goneView(job.id)
    : allEndedView(now, await sharesOf(needs, now, actor));
}

async function visits({ exports }: Needs, job: ExportJob, { actor, shareId = '' }: Pressed) {
  const shares = await exports.shares.list(job.id, actor);
  const share = shares?.find(({ id }) => id === shareId);
  const downloads = share && (await exports.shares.downloads(share.id, actor));
  return share === undefined || downloads === undefined
    ? NO_SHARE
    : downloadsView(job, share, downloads);
}
