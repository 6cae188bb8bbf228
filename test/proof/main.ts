import { parseArgs } from 'node:util';
import { asItIs, PLANTED, type Planted, plant } from './bot/planted.ts';
import { tableOf } from './table.ts';
import { runTrial } from './trial.ts';

const PLANTED_KILLS = 20;
const RECOVERY_MOST = 10_000;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    transport: { type: 'string', default: 'socket' },
    'without-planted': { type: 'boolean', default: false },
    errors: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const transport = values.transport === 'http' ? 'http' : 'socket';
const say = (text: string): void => void process.stdout.write(`${text}\n`);

say(`seed ${seed}, ${kills} kills, Slack over ${transport}, Node ${process.version}\n`);
const trial = await runTrial({
  kills,
  seed,
  transport,
  folder: plant(asItIs),
  keep: true,
  progress: say,
});
say(tableOf('\nThe bot under load, killed again and again', trial));
if (values.errors) say(trial.errors.join('\n'));
const slow = (trial.recoveries.at(-1) ?? 0) > RECOVERY_MOST;
if (slow) say(`! a recovery took more than ${RECOVERY_MOST} ms`);

const blind: string[] = [];
if (!values['without-planted']) {
  for (const planted of PLANTED) if (!(await isCaught(planted))) blind.push(planted.name);
}
const holds = trial.broken.length === 0 && !slow && blind.length === 0;
say(
  holds
    ? 'proof holds'
    : `proof broken${blind.length > 0 ? `; not caught: ${blind.join(', ')}` : ''}`,
);
process.exitCode = holds ? 0 : 1;

/** The checker must see a mistake that was put in on purpose, or its silence means nothing. */
async function isCaught(planted: Planted): Promise<boolean> {
  const folder = plant(planted);
  const tried = await runTrial({
    kills: PLANTED_KILLS,
    seed,
    transport,
    folder,
    projects: 60,
    restMost: 10_000,
  });
  const found = tried.broken.filter((one) => planted.finds.test(one));
  say(
    `planted: ${planted.mistake}: ${found.length > 0 ? 'caught' : 'NOT CAUGHT'}, ${found.length} findings`,
  );
  if (found[0] !== undefined) say(`  e.g. ${found[0]}\n`);
  return found.length > 0;
}
