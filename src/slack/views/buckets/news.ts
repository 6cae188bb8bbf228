import type {
  BucketNews,
  BucketRequest,
  BucketUsage,
  TargetGrant,
} from '../../../domain/bucket-request.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, code, codeBlock, escaped, moment, person, quote } from '../text.ts';

/** What whoever asked for a bucket reads in their direct messages. */
export function bucketNewsView(news: BucketNews): Rendered {
  const { request } = news;
  const { wanted, decisions, id, round } = request;
  const last = decisions.at(-1);
  const name = bold(wanted.name);
  switch (news.about) {
    case 'returned': {
      const fix =
        wanted.what === 'grant' && wanted.before === null
          ? [
              button({
                label: 'Mend it',
                id: 'bucket:mend',
                value: buttonValue({ r: id, n: round }),
                style: 'primary',
              }),
            ]
          : [];
      const next =
        fix.length > 0
          ? 'Press *Mend it*; what you wrote is there.'
          : 'Type the command again, as they say.';
      return paragraph(
        `${person(last?.by ?? '')} returned your request for ${name}:\n${quote(last?.reason ?? '')}\n${next}`,
        fix,
      );
    }
    case 'answered':
      return paragraph(`${person(last?.by ?? '')} about ${name}:\n${quote(last?.reason ?? '')}`);
    case 'withdrawn':
      return paragraph(
        `${person(request.withdrawnBy ?? '')} has withdrawn your request for ${name}${wanted.what === 'grant' && wanted.before !== null ? ` (${escaped(wanted.deed, 300)})` : ''}. Nothing was changed. If it is still needed, speak with them before you ask again.`,
      );
    case 'not done': {
      const deed = wanted.what === 'grant' ? ` (${escaped(wanted.deed, 300)})` : '';
      return paragraph(
        `⚠ ${name}: not done${deed}. ${escaped(request.trouble ?? 'Something has changed since you asked.', 600)} Request ${id} waits with data engineering.`,
        [
          button({
            label: 'Withdraw it',
            id: 'bucket:withdraw',
            value: buttonValue({ r: id, n: round }),
          }),
        ],
      );
    }
    case 'ends':
      return endView(request, name);
    case 'applied': {
      const { usage } = news;
      if (usage === undefined)
        return paragraph(`✓ ${name} has ended. Nobody has access any more; what lies there stays.`);
      const changed =
        wanted.what === 'grant' && wanted.before !== null
          ? `✓ ${name}: done (${escaped(wanted.deed, 300)}).`
          : `✓ ${name} is ready.`;
      const test = button({
        label: 'Test file',
        id: 'bucket:test',
        value: buttonValue({ r: id, n: round }),
      });
      return {
        text: changed,
        blocks: [
          section(`${changed}\n${usageWords(usage)}`),
          ...(usage.target === undefined ? [] : [targetBlock(usage.target)]),
          ...row(usage.testable ? [test] : []),
        ],
      };
    }
  }
}

/** One message, as the end of a dataset stands: it can be kept until its day. */
function endView({ id, round, status, dueAt, withdrawnBy }: BucketRequest, name: string): Rendered {
  if (status === 'withdrawn')
    return paragraph(`✓ ${name} stays: ${person(withdrawnBy ?? '')} has kept it.`);
  if (status !== 'approved' || dueAt === undefined) return paragraph(`${name} has ended.`);
  const says = `Two people have agreed that ${name} ends. ${moment(dueAt, 'It ends')}; what lies there stays. To keep it, press *Keep the dataset*.`;
  return paragraph(says, [
    button({
      label: 'Keep the dataset',
      id: 'bucket:withdraw',
      value: buttonValue({ r: id, n: round }),
    }),
  ]);
}

/** How a dataset is used, to be copied. */
export function usageWords({
  path,
  users,
  readers,
  command,
  fetch,
  testable,
}: BucketUsage): string {
  return [
    `Path: ${code(path)}`,
    codeBlock(command),
    `Users: ${users
      .slice(0, 20)
      .map((user) => code(user))
      .join(', ')}${users.length > 20 ? ` and ${users.length - 20} more` : ''}`,
    ...(readers.length === 0
      ? []
      : [
          `Readers: ${readers
            .slice(0, 10)
            .map((one) => code(one))
            .join(', ')}`,
        ]),
    ...(fetch === undefined ? [] : [`They fetch it with:\n${codeBlock(fetch)}`]),
    ...(testable ? [] : ['It is in the plan, and works once the plan is deployed.']),
  ].join('\n');
}

/** For the owner of the target: both accounts have to agree. */
export function targetBlock({ bucket, statements, standIn }: TargetGrant) {
  const who =
    standIn === undefined
      ? ''
      : `\nIn the place of ${code(standIn)} goes the ARN of whoever the mover’s keys belong to: whoever runs me knows it, and \`buckets.mover.principal\` in my configuration tells me.`;
  return section(
    `The owner of ${code(bucket)} adds these to its bucket policy, so that data can be delivered:\n${codeBlock(statements)}${who}`,
  );
}
