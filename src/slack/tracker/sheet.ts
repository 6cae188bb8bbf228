import { buffer } from 'node:stream/consumers';
import type { Actor } from '../../domain/role.ts';
import type { AskedRun } from '../../tracker/tracking/tracked.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Needs } from '../needs.ts';
import type { Rendered } from '../views/blocks.ts';
import { sheetView } from '../views/tracker/sheet.ts';
import { sendFile } from './send-file.ts';

/** The workbook with both sheets, in the person’s own messages; where Slack does not take it, as a link. */
export async function answerSheet(
  needs: Needs,
  tracking: Tracking,
  run: AskedRun,
  { id }: Extract<Actor, { kind: 'person' }>,
): Promise<Rendered> {
  const content = await buffer(await tracking.files.open(run, { kind: 'workbook' }));
  const day = (run.then ?? needs.clock.now()).toISOString().slice(0, 10);
  const isSent = await sendFile(needs, id, {
    content,
    filename: `datasets-${day}.xlsx`,
    title: `Datasets as of ${day}`,
  });
  return sheetView(run, isSent ? 'sent' : await tracking.workbooks.link(run));
}
