import { z } from 'zod';
import { SHEET_NAMES } from '../../../tracker/sheets/columns.ts';
import type { SheetFile } from '../../../tracker/tracking/sheet-files.ts';
import type { App } from '../../app.ts';
import { problems, sendProblem } from '../../problems/problem.ts';
import { asOf, isFault, runAsked, SWITCHED_OFF, type TrackerNeeds, trackerBehind } from './door.ts';

const TYPES: Readonly<Record<SheetFile['kind'], string>> = {
  workbook: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};
const query = z.strictObject({ as_of: asOf });
const file = { description: 'The file', content: { '*/*': { schema: z.any() } } };

/** The two sheets as files, of now or of any time. */
export function sheetRoutes(app: App, needs: TrackerNeeds): void {
  const { refuse } = needs;

  app.get(
    '/api/tracker/workbook.xlsx',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'Both sheets, as a workbook for Excel',
        querystring: query,
        response: { 200: file, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const run = await runAsked(tracking, request.query.as_of);
      if (isFault(run)) return sendProblem(reply, refuse(request, run));
      const content = await tracking.files.open(run, { kind: 'workbook' });
      return reply
        .header(...asFile('datasets.xlsx'))
        .type(TYPES.workbook)
        .send(content);
    },
  );

  app.get(
    '/api/tracker/sheets/:sheet/:format',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'One sheet, as CSV or Parquet',
        params: z.object({ sheet: z.enum(SHEET_NAMES), format: z.enum(['csv', 'parquet']) }),
        querystring: query,
        response: { 200: file, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const { sheet, format: kind } = request.params;
      const run = await runAsked(tracking, request.query.as_of);
      if (isFault(run)) return sendProblem(reply, refuse(request, run));
      const content = await tracking.files.open(run, { kind, sheet });
      return reply
        .header(...asFile(`${sheet}.${kind}`))
        .type(TYPES[kind])
        .send(content);
    },
  );
}

const asFile = (name: string): [string, string] => [
  'content-disposition',
  `attachment; filename="${name}"`,
];
