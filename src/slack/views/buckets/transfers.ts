import type { MoverReports } from '../../../buckets/mover/reports.ts';
import type { MoverAlert } from '../../../domain/mover-alert.ts';
import { context, paragraph, type Rendered, section } from '../blocks.ts';
import { bold, callRole, code, count, escaped, moment, type Roles, size } from '../text.ts';
import { BUCKET } from './help.ts';
import { meantButtons } from './meant.ts';

const LONGEST_LIST = 30;

type Traffic = Awaited<ReturnType<MoverReports['traffic']>>[number];
type Transfer = Awaited<ReturnType<MoverReports['transfers']>>[number];
type Held = Awaited<ReturnType<MoverReports['held']>>[number];

/** What the mover can’t go on with alone, before those who look after buckets. */
export function moverAlertView(alert: MoverAlert, roles: Roles): Rendered {
  const call = callRole(roles, 'data-engineering');
  switch (alert.kind) {
    case 'quarantined': {
      const { dataset, objects, firstKey, why } = alert;
      return paragraph(
        `⚠ ${count(objects, 'object')} of ${bold(dataset)} can’t be delivered, ${code(firstKey, 300)}${objects > 1 ? ' first' : ''}: ${escaped(why, 500)} Nothing is lost: what lies in the hub stays there.\nNext: ${call}: mend that, then \`${BUCKET.command} release ${escaped(dataset)}\` tries all of them again.`,
      );
    }
    case 'messages set aside':
      return paragraph(
        `⚠ ${count(alert.messages, 'notification')} of the store could not be understood: ${escaped(alert.why, 500)} What lands is still found by looking through the hub.\nNext: ${call}: look at what else writes to that queue.`,
      );
  }
}

/** All datasets that data is moved for: what went through, what waits, what is held. */
export function trafficView(all: readonly Traffic[]): Rendered {
  if (all.length === 0) return paragraph('No push dataset is granted, so nothing is moved.');
  const lines = all.slice(0, LONGEST_LIST).map((one) => `• ${bold(one.dataset)}: ${standing(one)}`);
  const more = all.length - lines.length;
  return {
    text: count(all.length, 'push dataset'),
    blocks: [
      section(lines.join('\n')),
      ...(more > 0 ? [context(`… and ${more} more: \`${BUCKET.command} transfers <name>\``)] : []),
    ],
  };
}

/** Where nothing of that name is known: which one may be meant. */
export function noTrafficView(dataset: string, datasets: readonly string[]): Rendered {
  const meant = meantButtons('transfers', dataset, datasets);
  const next =
    meant.length === 0
      ? `\`${BUCKET.command} transfers\` shows all of them.`
      : 'Did you mean this?';
  return paragraph(
    `Nothing of ${code(dataset)} was ever in the hub, and it is no push dataset. ${next}`,
    meant,
  );
}

/** The newest transfers of one dataset, and what is held of it. */
export function transfersView(
  dataset: string,
  found: {
    readonly traffic: Traffic;
    readonly transfers: readonly Transfer[];
    readonly held: readonly Held[];
  },
): Rendered {
  const { traffic, transfers, held } = found;
  const faults = held.map(
    ({ objects, fault, firstKey }) =>
      `⚠ ${count(objects, 'object')} held, ${code(firstKey, 300)} first: ${escaped(fault, 300)}`,
  );
  const release =
    held.length === 0
      ? []
      : [
          `\`${BUCKET.command} release ${escaped(dataset)}\` tries them again, once that is mended.`,
        ];
  const lines = transfers.map(
    ({ key, bytes, target, endedAt, took, checksum, kept }) =>
      `• ${code(key, 300)} → ${code(target)}: ${size(bytes)} in ${(took / 1000).toFixed(1)} s, ${moment(endedAt)}, ${escaped(checksum, 90)}${kept ? ', kept in the hub' : ''}`,
  );
  return {
    text: `${dataset}: ${count(traffic.transferred.objects, 'object')} transferred`,
    blocks: [
      section(`${bold(dataset)}: ${standing(traffic)}`),
      ...[...faults, ...release].map((line) => section(line)),
      ...lines.map((line) => section(line)),
      ...(traffic.transferred.objects > transfers.length
        ? [context(`The newest ${transfers.length} of ${traffic.transferred.objects}`)]
        : []),
    ],
  };
}

export function releasedView(dataset: string, objects: number): Rendered {
  return paragraph(
    objects === 0
      ? `Nothing of ${code(dataset)} is held.`
      : `${count(objects, 'object')} of ${bold(dataset)} ${objects === 1 ? 'is' : 'are'} tried again now. \`${BUCKET.command} transfers ${escaped(dataset)}\` shows what becomes of ${objects === 1 ? 'it' : 'them'}.`,
  );
}

function standing({ transferred, waiting, quarantined, last }: Traffic): string {
  return [
    transferred.objects === 0
      ? 'nothing transferred yet'
      : `${count(transferred.objects, 'object')} transferred (${size(transferred.bytes)})`,
    last && `last ${moment(last)}`,
    waiting.objects > 0 && `${waiting.objects} waiting (${size(waiting.bytes)})`,
    quarantined.objects > 0 && `${quarantined.objects} held`,
  ]
    .filter(Boolean)
    .join(', ');
}
