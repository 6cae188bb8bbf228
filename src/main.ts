import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { PORT_RULE, readEnvironment, readPort } from './config/env.ts';
import { watchedSecrets } from './config/known-secrets.ts';
import { createLog, LOG_LEVELS } from './config/log.ts';
import { LOG_LEVEL_RULE, readSecretFile, settingsFrom } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import { exitOnSignals, surviveSlackLibrary, systemClock, systemRandom } from './config/system.ts';
import { openReadOnly } from './storage/database.ts';
import { type ChainVerdict, verifyJournal } from './storage/journal.ts';

const HELP = `Handoff carries datasets through their release runbooks, in Slack.

  npm run sandbox             try it: a workspace in a box, on this machine, no account needed
  npm start                   run the bot of an installation
  npm run handoff -- verify   check the journal's chain of hashes; prints its head;
                              with --head HASH that head must still be in it
  npm run docs                write the state tables of the runbooks to docs/runbooks
`;

/** The command line. Each command is a thin door; what it does lives behind it. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await run(argv);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    complain(error.message);
  }
}

async function run(argv: readonly string[]): Promise<void> {
  const { command, head } = commandLine(argv);
  if (head !== undefined && command !== 'verify')
    throw new StartError('--head belongs to verify. See: npm run handoff -- help');
  switch (command) {
    case 'start':
      return start();
    case 'sandbox':
      return sandbox();
    case 'verify':
      return verify(head);
    case 'docs':
      return docs();
    case 'help':
      return say(HELP);
    default:
      say(`There is no command “${command}”.\n\n${HELP}`);
      process.exitCode = 1;
  }
}

/** @throws {StartError} for an option or a word that nobody knows. */
function commandLine(argv: readonly string[]): {
  readonly command: string;
  readonly head?: string | undefined;
} {
  const parsed = () =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { head: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  let given: ReturnType<typeof parsed>;
  try {
    given = parsed();
  } catch (error) {
    const why = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new StartError(`${why}. See: npm run handoff -- help`);
  }
  const { positionals, values } = given;
  const [command = 'help', extra] = positionals;
  if (values.help === true) return { command: 'help' };
  if (extra !== undefined)
    throw new StartError(`“${extra}” says nothing to ${command}. See: npm run handoff -- help`);
  return { command, head: values.head };
}

async function start(): Promise<void> {
  const settings = settingsFrom(readEnvironment(process.env, readSecretFile));
  if (!settings.ok) return complain(settings.says);
  const { config } = settings;
  const { secrets, known } = watchedSecrets(settings.secrets);
  const log = createLog(known, process.env['LOG_LEVEL']?.trim() || undefined);
  const { startApp } = await import('./app.ts');
  surviveSlackLibrary(log);
  const stopping = exitOnSignals(log);
  const app = await startApp({
    config,
    secrets,
    log,
    clock: systemClock,
    random: systemRandom,
    host: '0.0.0.0',
    signal: stopping.signal,
  });
  await stopping.asked;
  await app?.stop();
  // Told to stop while starting: a call that Slack leaves open would keep the process for its whole patience.
  if (app === undefined) process.exit();
}

async function sandbox(): Promise<void> {
  const port = readPort(process.env['PORT'] || '3000');
  if (port === undefined) throw new StartError(PORT_RULE);
  const level = process.env['LOG_LEVEL'] || 'warn';
  if (!LOG_LEVELS.includes(level)) throw new StartError(LOG_LEVEL_RULE);
  const { startSandbox } = await import('./sandbox/start.ts');
  const dataDir = process.env['DATA_DIR'] ?? '.data/sandbox';
  const transport = process.env['SLACK_TRANSPORT'] === 'http' ? 'http' : 'socket';
  const log = createLog([], level);
  surviveSlackLibrary(log);
  const stopping = exitOnSignals(log);
  const running = await startSandbox({ port, dataDir, transport, log });
  say(
    `#dcp-ops is open at ${running.url}\nYou are Ana, a wrangler. Type: /export FetalGutSim\nStop with Ctrl+C.\n`,
  );
  await stopping.asked;
  await running.stop();
}

async function verify(head: string | undefined): Promise<void> {
  const wanted = head?.toLowerCase();
  if (wanted !== undefined && !/^[0-9a-f]{64}$/.test(wanted))
    throw new StartError('--head: a head has 64 characters, 0-9 and a-f, as verify printed it.');
  const dataDir = process.env['DATA_DIR'] ?? '.data';
  const verdict = await verdictOn(dataDir, wanted);
  if (verdict.ok) {
    const found = wanted === undefined ? '' : '; the head you gave is in it';
    say(`The journal is whole: ${verdict.entries} entries, head ${verdict.head}${found}\n`);
  } else {
    say(`The journal was tampered with at entry ${verdict.seq}: ${verdict.why}.\n`);
    process.exitCode = 1;
  }
}

/** @throws {StartError} when there is no database to be read. */
async function verdictOn(dataDir: string, head: string | undefined): Promise<ChainVerdict> {
  if (!existsSync(join(dataDir, 'handoff.db'))) {
    const remedy = 'set DATA_DIR to the data folder of the installation';
    throw new StartError(`There is no database in ${dataDir}: ${remedy}.`);
  }
  try {
    const db = openReadOnly(dataDir);
    try {
      return await verifyJournal(db, head);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The journal in ${dataDir} can’t be read: ${why}.`, { cause: error });
  }
}

async function docs(): Promise<void> {
  const { generateDocs } = await import('./runbooks/describe.ts');
  for (const [path, content] of generateDocs()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    say(`${path}\n`);
  }
}

function say(text: string): void {
  process.stdout.write(text);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
