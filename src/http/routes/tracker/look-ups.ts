import { z } from 'zod';
import type { LookUpReport } from '../../../tracker/tracking/look-ups.ts';
import type { App } from '../../app.ts';
import { problems, sendProblem } from '../../problems/problem.ts';
import { SWITCHED_OFF, type TrackerNeeds, trackerBehind } from './door.ts';

const MOST_NAMES = 1000;
const time = z.iso.datetime().optional();
const names = z.object({
  count: z.int(),
  accessions: z.array(z.string()).readonly().describe(`The first ${MOST_NAMES}`),
});

const shape = z
  .object({
    questions: z.array(
      z.object({
        asked: z.string(),
        place: z.string().describe('As the configuration calls it'),
        askedAt: time,
        answeredAt: time.describe('So old is what is told of it'),
        count: z.int().describe('Rows of the last answer'),
        fault: z.string().optional().describe('Of the last time it was asked'),
      }),
    ),
    mismatches: z
      .object({
        onlyInDatabase: names,
        onlyCrawled: names.describe('Published by its place, and not in the database of the site'),
      })
      .optional()
      .describe('Where a database of the site has ever answered'),
    candidates: names.describe('For automatic configuration'),
  })
  .meta({ id: 'LookUps' });

/** What databases say beside the crawl, and where the two do not agree. */
export function lookUpRoutes(app: App, needs: TrackerNeeds): void {
  app.get(
    '/api/tracker/look-ups',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'What databases last said, what does not agree with the last crawl, candidates',
        response: { 200: shape, ...problems(404) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, needs.refuse(request, SWITCHED_OFF));
      return reportOf(await tracking.lookUps.report(await tracking.runAt()));
    },
  );
}

const reportOf = ({ questions, mismatches, candidates }: LookUpReport) => ({
  questions: questions.map(({ askedAt, answeredAt, ...question }) => ({
    ...question,
    askedAt: askedAt?.toISOString(),
    answeredAt: answeredAt?.toISOString(),
  })),
  mismatches: mismatches && {
    onlyInDatabase: namesOf(mismatches.onlyInDatabase),
    onlyCrawled: namesOf(mismatches.onlyCrawled),
  },
  candidates: namesOf(candidates),
});

const namesOf = (accessions: readonly string[]) => ({
  count: accessions.length,
  accessions: accessions.slice(0, MOST_NAMES),
});
