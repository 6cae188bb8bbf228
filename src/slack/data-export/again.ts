import type { ModalView } from '@slack/types';
import type { DataFile } from '../../domain/data-export/file.ts';
import type { ExportJob } from '../../domain/data-export/job.ts';
import { misgivingsOf } from '../../domain/data-export/misgiving.ts';
import type { Actor } from '../../domain/role.ts';
import type { FormValues } from '../../domain/runbook/form.ts';
import { exportRequest } from '../../exports/request.ts';
import { within } from '../connection/patience.ts';
import type { Needs } from '../needs.ts';
import { nameOf } from '../views/data-export/column-menu.ts';
import { optionValues } from '../views/data-export/format-fields.ts';
import { extrasIn, transformValues } from '../views/data-export/transform-fields.ts';
import { refilled } from '../views/dialogs/refilled.ts';
import { drawn } from './drawn.ts';

/** More than a menu opens with; they are chosen anew. */
const MOST_FILES = 100;
const NAME_MOST = 1000; // milliseconds of real time: the dialog does not wait for its name

/** The dialog with all that an export was asked for, so that a part of it can be changed. */
export async function drawnAgain(
  needs: Needs,
  actor: Actor,
  job: ExportJob,
  channel: string,
): Promise<ModalView> {
  const { format } = job;
  const [project] = job.datasetIds;
  const given = job.files.total > MOST_FILES || project !== undefined ? [] : await filesOf(job);
  const chosen = await needs.exports.files.choose(actor, {
    fileIds: given,
    datasetIds: job.datasetIds,
  });
  const values = valuesOf(job);
  const view = await drawn(needs, actor, {
    memory: { ch: channel, ...(project === undefined ? {} : { p: project }) },
    format,
    chosen,
    misgivings: misgivingsOf(chosen, format),
    extras: extrasIn(values),
    ...(project === undefined ? { files: chosen } : { project: await projectName(chosen[0]) }),
    fileIds: chosen.map(({ id }) => id),
  });
  return refilled(view, values, nameOf);

  async function projectName(file: DataFile | undefined): Promise<string> {
    const uuid = file?.project?.uuid ?? 'The project of before';
    const named = await within(NAME_MOST, needs.findProjects(uuid), []);
    return named.find(({ projectUuid }) => projectUuid === uuid)?.shortName ?? uuid;
  }

  async function filesOf(one: ExportJob): Promise<readonly number[]> {
    return (await needs.exports.jobs.files(one)).map(({ fileId }) => fileId);
  }
}

/** What the dialog would have held for it. */
function valuesOf(job: ExportJob): FormValues {
  const { format, columns, transform, description, datasetIds } = job;
  const asked = exportRequest.shape.transform.parse(transform);
  const [project] = datasetIds;
  const included = [
    ...(job.includeMetadata ? ['metadata'] : []),
    ...(job.includeLineage ? ['lineage'] : []),
    ...(job.compress ? ['compress'] : []),
  ];
  return {
    name: job.name,
    ...(description === undefined ? {} : { description }),
    ...(project === undefined ? {} : { project: String(project), whole: 'whole' }),
    ...optionValues(format, job.options),
    ...(columns === undefined ? {} : { columns: columns.join('\n') }),
    ...(asked === undefined || asked === null ? {} : transformValues(asked)),
    include: included.join('\n'),
    ttl_hours: String(job.ttlHours),
  };
}
