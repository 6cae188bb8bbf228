import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readEnvironment } from './config/env.ts';
import { createLog } from './config/log.ts';
import { readSecretFile, settingsFrom } from './config/settings.ts';
import { exitOnSignals, surviveSlackLibrary, systemClock, systemRandom } from './config/system.ts';
import { openReadOnly } from './storage/database.ts';
import { tryInstanceLock } from './storage/instance-lock.ts';
import { verifyJournal } from './storage/journal.ts';

const HELP = `Handoff carries datasets through their release runbooks, in Slack.

  npm run sandbox             try it: a workspace in a box, on this machine, no account needed
  npm start                   run the bot of an installation
  npm run handoff -- verify   check the journal's chain of hashes; prints its head
  npm run docs                write the state tables of the runbooks to docs/runbooks
`;

/** The command line. Each command is a thin door; what it does lives behind it. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await run(argv);
  } catch (error) {
    // People's everyday mistakes get a sentence; whoever hunts a bug asks for the rest.
    const told = error instanceof Error ? error.message : String(error);
    const stack = error instanceof Error ? `\n${error.stack}` : '';
    process.stderr.write(`${told}${process.env['LOG_LEVEL'] === 'debug' ? stack : ''}\n`);
    process.exit(1);
  }
}

async function run(argv: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: {} });
  const [command = 'help'] = positionals;
  switch (command) {
    case 'start':
      return start();
    case 'sandbox':
      return sandbox();
    case 'verify':
      return verify();
    case 'docs':
      return docs();
    case 'help':
      return say(HELP);
    default:
      say(`There is no command “${command}”.\n\n${HELP}`);
      process.exitCode = 1;
  }
}

async function start(): Promise<void> {
  const environment = readEnvironment(process.env, readSecretFile);
  const settings = settingsFrom(environment);
  if (!settings.ok) {
    process.stderr.write(`${settings.says}\n`);
    process.exitCode = 1;
    return;
  }
  const { config, secrets } = settings;
  const log = createLog(
    Object.values(secrets).map((secret) => (typeof secret === 'string' ? secret : secret())),
    environment['LOG_LEVEL'],
  );
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
}

async function sandbox(): Promise<void> {
  const { startSandbox } = await import('./sandbox/start.ts');
  const port = Number(process.env['PORT'] ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error('PORT: a whole number from 0 to 65535.');
  }
  const dataDir = process.env['DATA_DIR'] ?? '.data/sandbox';
  const transport = process.env['SLACK_TRANSPORT'] === 'http' ? 'http' : 'socket';
  const log = createLog([], process.env['LOG_LEVEL'] ?? 'warn');
  surviveSlackLibrary(log);
  const stopping = exitOnSignals(log);
  // A second sandbox would begin by emptying the folder of the first.
  const lock = tryInstanceLock(dataDir);
  if (lock === undefined) {
    throw new Error(
      `Another sandbox is using ${dataDir}. Stop it, or choose another folder with DATA_DIR.`,
    );
  }
  const running = await startSandbox({ port, dataDir, transport, log });
  say(
    `#dcp-ops is open at ${running.url}\nYou are Ana, a wrangler. Type: /export FetalGutSim\nStop with Ctrl+C.\n`,
  );
  await stopping.asked;
  await running.stop();
  lock.release();
}

async function verify(): Promise<void> {
  const dataDir = process.env['DATA_DIR'] ?? '.data';
  if (!existsSync(join(dataDir, 'handoff.db'))) {
    throw new Error(
      `There is no database in ${dataDir}. DATA_DIR names the folder of the installation.`,
    );
  }
  const db = openReadOnly(dataDir);
  const verdict = await verifyJournal(db);
  await db.destroy();
  if (verdict.ok) {
    say(`The journal is whole: ${verdict.entries} entries, head ${verdict.head}\n`);
  } else {
    say(`The journal was tampered with at entry ${verdict.seq}: ${verdict.why}.\n`);
    process.exitCode = 1;
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
