import { z } from 'zod';
import type { Proposal } from '../../../storage/tracker/proposals.ts';
import type { App } from '../../app.ts';
import { callerOf } from '../../auth.ts';
import { problems, sendProblem } from '../../problems/problem.ts';
import { NOT_YOUR_ROLE, SWITCHED_OFF, type TrackerNeeds, trackerBehind } from './door.ts';

const time = z.iso.datetime();
const id = z.int().min(1);
const STATES = ['open', 'accepted', 'refused', 'withdrawn', 'agreed'] as const;

const proposalShape = z
  .object({
    id,
    sheet: z.enum(['discover', 'track']),
    accession: z.string(),
    column: z.string(),
    was: z.string().describe('What the bot had written'),
    proposed: z.string().describe('What somebody wrote instead; Google does not say who'),
    seenAt: time,
    state: z
      .enum(STATES)
      .describe('withdrawn: it was taken back; agreed: the crawl says the same by now'),
    endedAt: time.optional(),
    person: z.string().optional().describe('Who decided it'),
    reason: z.string().optional(),
    settledAt: time.optional().describe('From then on it held no longer, though it was accepted'),
    settledBy: z.string().optional().describe('Who took it back'),
  })
  .meta({ id: 'SheetProposal' });

/** The spreadsheet at Google, and what people wrote into cells of ours. */
export function proposalRoutes(app: App, needs: TrackerNeeds): void {
  const { refuse } = needs;

  app.get(
    '/api/tracker/google',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'The spreadsheet at Google: how far it has come, and what is in its way',
        response: {
          200: z
            .object({
              address: z.string().optional().describe('Absent where none is kept'),
              run: z.int().optional().describe('That it shows'),
              shownAt: time.optional(),
              triedAt: time.optional(),
              fault: z.string().optional().describe('Of the last attempt'),
            })
            .meta({ id: 'GoogleSpreadsheet' }),
          ...problems(404),
        },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const state = await tracking.google?.state();
      return {
        address: tracking.google?.address,
        run: state?.runId,
        shownAt: state?.shownAt?.toISOString(),
        triedAt: state?.triedAt.toISOString(),
        fault: state?.fault,
      };
    },
  );

  app.get(
    '/api/tracker/proposals',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'What people wrote into cells of the spreadsheet that are ours, newest first',
        querystring: z.strictObject({
          state: z.enum(STATES).optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          before: z.coerce.number().int().min(1).optional().describe('id of the last before'),
        }),
        response: {
          200: z.object({ proposals: z.array(proposalShape) }),
          ...problems(400, 404),
        },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      return { proposals: (await tracking.proposals.list(request.query)).map(proposalOf) };
    },
  );

  app.post(
    '/api/tracker/proposals/decisions',
    {
      config: { access: 'tracker:write' },
      schema: {
        tags: ['tracker'],
        summary: 'Accept or refuse proposals, or take back what was accepted',
        description:
          'What is accepted holds over the crawl until the crawl says the same; a Status, until a crawl finds the dataset elsewhere.',
        body: z.strictObject({
          ids: z.array(id).min(1).max(1000),
          decision: z.enum(['accept', 'refuse', 'take back']),
          reason: z.string().trim().min(1).max(2000).optional(),
        }),
        response: {
          200: z
            .object({
              decided: z.array(proposalShape),
              notOpen: z.array(id).readonly().describe('Unknown, or decided before'),
            })
            .meta({ id: 'ProposalsDecided' }),
          ...problems(400, 403, 404, 413, 415),
        },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const done = await tracking.proposals.decide(callerOf(request).actor, request.body);
      if (done === 'not your role') return sendProblem(reply, refuse(request, NOT_YOUR_ROLE));
      return { decided: done.decided.map(proposalOf), notOpen: done.notOpen };
    },
  );
}

const proposalOf = ({ spreadsheet: _, reach: __, title, seenAt, ...proposal }: Proposal) => ({
  ...proposal,
  column: title,
  seenAt: seenAt.toISOString(),
  endedAt: proposal.endedAt?.toISOString(),
  settledAt: proposal.settledAt?.toISOString(),
});
