import type { KnownBlock } from '@slack/types';
import type { FileNews } from '../../../domain/bucket-file.ts';
import type { BucketRequest } from '../../../domain/bucket-request.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, context, inSections, row, section } from '../blocks.ts';
import { bold, code, escaped, link, person, quote } from '../text.ts';
import { fileWords } from './files.ts';
import { BUCKET } from './help.ts';

/** What of buckets waits for somebody, on their Home. */
export interface BucketsHome {
  /** To be reviewed; `link`: to its card. */
  readonly reviews: readonly {
    readonly request: BucketRequest;
    readonly link: string | undefined;
  }[];
  readonly files: readonly FileNews[]; // changed by hand
  readonly returned: readonly BucketRequest[]; // their own
}

const MOST_LINES = 10;
const MOST_RETURNED = 3;

export const bucketsWaiting = ({ reviews, files, returned }: BucketsHome): number =>
  reviews.length + files.length + returned.length;

export function bucketsBlocks({ reviews, files, returned }: BucketsHome): readonly KnownBlock[] {
  const lines = [...reviews.map(reviewLine), ...files.map((one) => `• ${fileWords(one)}`)];
  const left = lines.length - MOST_LINES;
  const unshown = returned.length - MOST_RETURNED;
  return [
    ...inSections(lines.slice(0, MOST_LINES)),
    ...(left > 0 ? [context(`and ${left} more: \`${BUCKET.command} list\``)] : []),
    ...returned.slice(0, MOST_RETURNED).flatMap(returnedBlocks),
    ...(unshown > 0 ? [context(`and ${unshown} more of yours that were returned`)] : []),
  ];
}

function reviewLine({ request, link: at }: BucketsHome['reviews'][number]): string {
  const { id, by, wanted } = request;
  const wish =
    wanted.what === 'elsewhere'
      ? 'wants to send it somewhere else'
      : wanted.before === null
        ? 'asks for it'
        : `asks for a change that ${escaped(wanted.deed, 200)}`;
  const way = at === undefined ? `\`${BUCKET.command} list\` has it` : link(at, 'Review');
  return `• Bucket of ${bold(wanted.name)}: ${person(by)} ${wish}; request ${id} · ${way}`;
}

function returnedBlocks({
  id: r,
  round: n,
  wanted,
  decisions,
}: BucketRequest): readonly KnownBlock[] {
  const last = decisions.at(-1);
  const by = last === undefined ? '' : ` by ${person(last.by)}`;
  const why = last?.reason === undefined ? '' : `:\n${quote(last.reason, 300)}`;
  const isNew = wanted.what === 'grant' && wanted.before === null;
  return [
    section(`Your request ${r} for the bucket of ${code(wanted.name)} was returned${by}${why}`),
    ...row(
      isNew
        ? [button({ label: 'Mend it', id: `bucket:mend:${r}`, value: buttonValue({ r, n }) })]
        : [],
    ),
  ];
}
