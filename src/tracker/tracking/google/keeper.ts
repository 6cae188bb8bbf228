import { minutes, seconds } from '../../../domain/duration.ts';
import { type Clock, type Log, OutsideError } from '../../../operations/ports.ts';
import {
  findSpreadsheet,
  type ShownSpreadsheet,
  saveAttempt,
} from '../../../storage/tracker/google.ts';
import { tellProposals } from '../../../storage/tracker/news.ts';
import { latestRun } from '../../../storage/tracker/runs.ts';
import { SheetMoved, type Spreadsheet } from '../../google/spreadsheet.ts';
import { type ShowNeeds, showRun } from './show.ts';

/** Keeps the spreadsheet at the last run. */
export interface GoogleKeeper {
  readonly address: string; // for people
  state(): Promise<ShownSpreadsheet | undefined>;
  /** One attempt, where anything is to be done; whether the spreadsheet shows the last run by now. */
  show(signal: AbortSignal): Promise<boolean>;
  run(signal: AbortSignal): Promise<void>;
  /** There is something to show. */
  wake(): void;
}

/** After each attempt that failed; the last of them over and over. */
const DELAYS = [seconds(5), minutes(1), minutes(10)];
/** Without being woken: what another instance left. */
const IDLE = minutes(10);
/** So long the channel waits for what people wrote into it, after a crawl. */
export const SHEET_PATIENCE = minutes(2);
/** Whoever sorts a sheet meanwhile is waited for, so often. */
const MOST_MOVES = 5;

export function createGoogleKeeper(
  needs: ShowNeeds & {
    readonly clock: Clock;
    readonly log: Log;
    /** Where people open it; at Google unless given. */
    readonly address?: string | undefined;
    readonly open: (signal: AbortSignal) => Spreadsheet;
    /** Something may be to be told. */
    readonly news: () => void;
  },
): GoogleKeeper {
  const { db, clock, log, spreadsheet } = needs;
  let alarm = new AbortController();

  async function show(signal: AbortSignal): Promise<boolean> {
    const isShown = await attempt(signal);
    if (signal.aborted) return isShown;
    await tellProposals(db, clock.now());
    needs.news();
    return isShown;
  }

  async function attempt(signal: AbortSignal): Promise<boolean> {
    const run = await latestRun(db);
    const state = await findSpreadsheet(db, spreadsheet);
    if (run === undefined || (state?.runId === run.id && state.stale === 0)) return true;
    try {
      for (let moves = 0; ; moves += 1) {
        try {
          await showRun(needs, needs.open(signal), run);
          break;
        } catch (error) {
          if (!(error instanceof SheetMoved) || moves === MOST_MOVES) throw error;
        }
      }
      await saveAttempt(db, spreadsheet, clock.now(), {
        runId: run.id,
        stale: state?.stale ?? 0,
      });
      log.info('spreadsheet shows run', { run: run.id });
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const fault =
        error instanceof OutsideError
          ? error.message
          : error instanceof SheetMoved
            ? 'Rows or columns are moved again and again while they are written.'
            : 'A fault of the bot: see its log.';
      log.error('spreadsheet not written', { run: run.id, fault, error: String(error) });
      await saveAttempt(db, spreadsheet, clock.now(), { fault });
      return false;
    }
  }

  const atGoogle = `https://docs.google.com/spreadsheets/d/${encodeURIComponent(spreadsheet)}/edit`;

  return {
    address: needs.address ?? atGoogle,
    state: () => findSpreadsheet(db, spreadsheet),
    show,
    wake: () => alarm.abort(),
    async run(signal) {
      for (let failed = 0; !signal.aborted; ) {
        failed = (await show(signal)) ? 0 : failed + 1;
        const pause = failed === 0 ? IDLE : DELAYS[Math.min(failed, DELAYS.length) - 1];
        await clock.sleep(pause ?? IDLE, AbortSignal.any([signal, alarm.signal]));
        alarm = new AbortController();
      }
    },
  };
}
