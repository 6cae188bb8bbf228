import type { Run } from '../../storage/tracker/runs.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import { buttonValue } from '../interaction/button-value.ts';
import type { Needs } from '../needs.ts';
import { nearestWord } from '../subcommands.ts';
import { button, paragraph, type Rendered } from '../views/blocks.ts';
import { code } from '../views/text.ts';
import { everywhereView, goneView, unknownView } from '../views/tracker/dataset.ts';
import { DATASET, DATASET_SUBCOMMANDS } from '../views/tracker/help.ts';
import { NO_CRAWL } from '../views/tracker/pieces.ts';
import type { AsOf } from './as-of.ts';
import { findCalled } from './called.ts';

/** `<name>`: where it stands everywhere, now or then; of one that is gone, since when. */
export async function answerName(
  needs: Needs,
  tracking: Tracking,
  run: Run | undefined,
  name: string,
  then?: AsOf,
): Promise<Rendered> {
  const { tracked, rows } = await findCalled(needs, tracking, run, name);
  if (run === undefined && rows.length === 0) return NO_CRAWL;
  const shown = then === undefined ? rows : []; // what runbooks carry is of now
  if (tracked.length === 0 && shown.length === 0) {
    const gone = run === undefined ? [] : await tracking.gone(run, [name]);
    return gone.length === 0 ? unknownName(name, then) : goneView(gone, then);
  }
  const now = needs.clock.now();
  return everywhereView({ name, run, tracked, rows: shown, now, then }, needs.roles);
}

/** A slip of the pen, or nothing that anybody knows. */
function unknownName(name: string, then: AsOf | undefined): Rendered {
  const near = then === undefined ? nearestWord(name, DATASET_SUBCOMMANDS) : undefined;
  if (near === undefined) return unknownView(name, then);
  const meant = button({
    label: `${DATASET.command} ${near}`,
    id: 'dataset-word:meant',
    value: buttonValue({ s: near }),
  });
  return paragraph(`I know of no dataset ${code(name)}. Did you mean this?`, [meant]);
}
