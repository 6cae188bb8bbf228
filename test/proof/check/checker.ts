import { checkCommands } from './commands.ts';
import { checkEffects } from './effects.ts';
import type { Finding } from './finding.ts';
import type { History } from './history.ts';
import { checkJournal } from './journal.ts';
import { storiesOf } from './story.ts';

/** Judges a history: nothing acknowledged is lost, nothing has happened twice. Pure. */
export function check(history: History): Finding {
  const stories = storiesOf(history);
  const parts = [
    checkCommands(history, stories),
    checkJournal(history, stories),
    checkEffects(history, stories),
  ];
  return {
    counts: parts.flatMap(({ counts }) => counts),
    broken: parts.flatMap(({ broken }) => broken),
  };
}
