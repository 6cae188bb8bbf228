import { z } from 'zod';
import { CHOICES } from '../../../domain/cycle/choice.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import type { Form } from '../../../domain/runbook/form.ts';
import { stateOf } from '../../../domain/runbook/runbook.ts';
import type { Preview } from '../../../operations/message.ts';
import type { DatasetLine, DatasetReport, OpenAction } from '../../../operations/programs.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';

const moment = z.iso.datetime();

const line = z.object({
  uuid: z.string(),
  shortName: z.string(),
  title: z.string(),
  managedAccess: z.boolean(),
  runbook: z.string(),
  cycle: z.int(),
  turn: z
    .int()
    .describe('Grows with each change of state; send it with an event to act on no other'),
  state: z.string(),
  label: z.string().describe('The state, as people read it'),
  step: z.int(),
  holder: z.string().describe('Whose turn it is'),
  late: z.boolean(),
  submitter: z.string(),
  openedAt: moment,
  since: moment.describe('When it entered its state'),
  dueAt: moment.optional(),
  closedAt: moment.optional(),
});
const links = z.object({
  self: z.string(),
  history: z.string(),
  ingest: z.string(),
  browser: z.string(),
});

const field = z.object({
  name: z.string(),
  label: z.string(),
  hint: z.string().optional(),
  input: z.enum(['line', 'lines', 'email', 'whole number', 'choice', 'ticks']),
  options: z.array(z.string()).optional(),
  optional: z.boolean(),
});
const action = z.object({
  event: z.string(),
  label: z.string(),
  fields: z.array(field).describe('To be sent as values; ticks are joined by line breaks'),
  subject: z.string().optional().describe('What exactly is confirmed; to be sent along'),
});
const cycle = z.object({
  number: z.int(),
  runbook: z.string(),
  state: z.string(),
  submitter: z.string(),
  openedAt: moment,
  closedAt: moment.optional(),
});

export const datasetShape = line.extend({ links }).meta({ id: 'Dataset' });
export const pageShape = z
  .object({
    datasets: z.array(datasetShape),
    next: z.string().optional().describe('The next cursor'),
  })
  .meta({ id: 'DatasetPage' });
export const reportShape = line
  .extend({
    links: links.extend({ card: z.string().optional() }),
    problem: z
      .object({ reason: z.string(), reportedBy: z.string(), at: moment, from: z.string() })
      .optional(),
    actions: z.array(action).describe('What this key may do now'),
    cycles: z.array(cycle).describe('Newest first'),
  })
  .meta({ id: 'DatasetReport' });

export const previewShape = z
  .object({
    preview: z.object({
      id: z.string(),
      expiresAt: moment,
      uuid: z.string(),
      shortName: z.string(),
      title: z.string(),
      managedAccess: z.boolean(),
      cycle: z.int().describe('The cycle this would be'),
      replaces: z.object({ number: z.int(), state: z.string() }).optional(),
      choices: z.array(z.enum(CHOICES)),
      files: z.int().optional(),
    }),
  })
  .meta({ id: 'Preview' });

export const historyShape = z
  .object({
    entries: z.array(
      z.object({
        at: moment,
        cycle: z.int(),
        step: z.int(),
        event: z.string(),
        from: z.string(),
        to: z.string(),
        actor: z.string(),
        words: z.string().optional().describe('A reason, a note, a remark: in their own words'),
      }),
    ),
  })
  .meta({ id: 'History' });

export function datasetOf({ cycle, late, browserUrl }: DatasetLine): z.infer<typeof datasetShape> {
  const { dataset } = cycle;
  const { label, step, holder } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  const self = `/api/datasets/${dataset.projectUuid}`;
  return {
    uuid: dataset.projectUuid,
    shortName: dataset.shortName,
    title: dataset.title,
    managedAccess: dataset.managedAccess,
    runbook: cycle.runbook,
    cycle: cycle.number,
    turn: cycle.turn,
    state: cycle.state,
    label,
    step,
    holder,
    late,
    submitter: cycle.submitter,
    openedAt: cycle.openedAt.toISOString(),
    since: cycle.since.toISOString(),
    ...(cycle.dueAt === undefined ? {} : { dueAt: cycle.dueAt.toISOString() }),
    ...(cycle.closedAt === undefined ? {} : { closedAt: cycle.closedAt.toISOString() }),
    links: { self, history: `${self}/history`, ingest: dataset.ingestUrl, browser: browserUrl },
  };
}

export function reportOf(report: DatasetReport): z.infer<typeof reportShape> {
  const { links, ...line } = datasetOf(report);
  const { problem } = report.cycle.memory;
  return {
    ...line,
    links: { ...links, ...(report.cardUrl === undefined ? {} : { card: report.cardUrl }) },
    ...(problem === undefined
      ? {}
      : {
          problem: {
            reason: problem.reason,
            reportedBy: problem.reportedBy,
            at: problem.at,
            from: problem.from,
          },
        }),
    actions: report.actions.map(actionOf),
    cycles: report.cycles.map(cycleOf),
  };
}

export function previewOf({ dataset, ...kept }: Preview): z.infer<typeof previewShape> {
  return {
    preview: {
      id: kept.id,
      expiresAt: kept.expiresAt.toISOString(),
      uuid: dataset.projectUuid,
      shortName: dataset.shortName,
      title: dataset.title,
      managedAccess: dataset.managedAccess,
      cycle: kept.number,
      ...(kept.replaces === undefined ? {} : { replaces: kept.replaces }),
      choices: [...kept.choices],
      ...(kept.files === undefined ? {} : { files: kept.files }),
    },
  };
}

function actionOf({ event, label, form, subject }: OpenAction): z.infer<typeof action> {
  return {
    event,
    label,
    fields: form === undefined ? [] : fieldsOf(form),
    ...(subject === undefined ? {} : { subject }),
  };
}

function fieldsOf(form: Form): z.infer<typeof field>[] {
  return form.fields.map(({ name, label, hint, input, options, optional }) => ({
    name,
    label,
    input,
    optional: optional === true,
    ...(hint === undefined ? {} : { hint }),
    ...(options === undefined ? {} : { options: [...options] }),
  }));
}

function cycleOf(one: Cycle): z.infer<typeof cycle> {
  return {
    number: one.number,
    runbook: one.runbook,
    state: one.state,
    submitter: one.submitter,
    openedAt: one.openedAt.toISOString(),
    ...(one.closedAt === undefined ? {} : { closedAt: one.closedAt.toISOString() }),
  };
}
