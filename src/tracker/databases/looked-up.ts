import { z } from 'zod';
import { eligibilityOf } from '../eligibility/eligibility.ts';
import { supportedSpecies } from '../eligibility/species.ts';
import type { LookedUp } from '../sheets/columns.ts';
import { eligibilityRow, experimentRow, QUESTIONS, submissionRow } from './questions.ts';
import type { SiteRow } from './web-link.ts';

/** What is asked beside a crawl: databases, and the list of species. */
export const ASKED = [...QUESTIONS, 'species'] as const;
export type Asked = (typeof ASKED)[number];

/** The last answer to a question, and whether it is the answer to the last time it was asked. */
export interface Known {
  readonly asked: Asked;
  readonly at: Date | undefined; // of the answer; it never had one
  readonly isFresh: boolean;
  /** It is newer than the time that is asked for; what it was then is not kept. */
  readonly isLater?: boolean;
  readonly items: readonly unknown[];
}

const site = z.array(experimentRow);
const eligibility = z.array(eligibilityRow);
const submissions = z.array(submissionRow);
const species = z.array(z.string());

/** All that is known, for the sheets. What was never asked is no question here. */
export function lookedUpOf(known: readonly Known[]): LookedUp {
  const of = (asked: Asked) => known.find((one) => one.asked === asked);
  const items = (asked: Asked) => of(asked)?.items ?? [];
  const supported = of('species');
  return {
    eligibility: eligibilityOf({
      rnaseq: eligibility.parse(items('eligibility')),
      submissions: submissions.parse(items('submissions')),
    }),
    // Bulk counts where both have it.
    site: new Map([
      ...siteRows('single cell', items('single-cell experiments')),
      ...siteRows('bulk', items('bulk experiments')),
    ]),
    supported: supported?.at && supportedSpecies(species.parse(supported.items)),
    age: {
      eligibility: ageOf([of('eligibility'), of('submissions')]),
      site: ageOf([of('bulk experiments'), of('single-cell experiments')]),
      species: ageOf([supported]),
    },
  };
}

function siteRows(
  technology: SiteRow['technology'],
  items: readonly unknown[],
): readonly (readonly [string, SiteRow])[] {
  return site
    .parse(items)
    .map((row) => [
      row.accession,
      { technology, isPrivate: row.private, accessKey: row.access_key },
    ]);
}

/** Of the oldest answer among those that are not of now. */
function ageOf(all: readonly (Known | undefined)[]): LookedUp['age'][keyof LookedUp['age']] {
  const old = all.filter((one) => one !== undefined).filter(({ isFresh }) => !isFresh);
  if (old.length === 0) return undefined;
  if (old.some(({ isLater }) => isLater)) return 'not kept';
  const times = old.flatMap(({ at }) => at ?? []);
  return times.length < old.length
    ? 'never answered'
    : new Date(Math.min(...times.map((at) => at.getTime())));
}
