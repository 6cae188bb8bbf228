import { PORT_RULE, readPort } from '../config/env.ts';
import { createLog, LOG_LEVELS } from '../config/log.ts';
import { LOG_LEVEL_RULE } from '../config/settings.ts';
import { StartError } from '../config/start-error.ts';
import { exitOnSignals, surviveSlackLibrary } from '../config/system.ts';
import { command } from './command.ts';
import { say } from './terminal.ts';

export const sandbox = command({
  name: 'sandbox',
  usage: 'npm run sandbox',
  help: ['try it: a workspace in a box, on this machine, no account needed'],
  options: {},
  async run() {
    const port = readPort(process.env['PORT'] || '3000');
    if (port === undefined) throw new StartError(PORT_RULE);
    const level = process.env['LOG_LEVEL'] || 'warn';
    if (!LOG_LEVELS.includes(level)) throw new StartError(LOG_LEVEL_RULE);
    const { startSandbox } = await import('../sandbox/start.ts');
    const dataDir = process.env['DATA_DIR'] ?? '.data/sandbox';
    const transport = process.env['SLACK_TRANSPORT'] === 'http' ? 'http' : 'socket';
    const log = createLog([], level);
    surviveSlackLibrary(log);
    const stopping = exitOnSignals(log);
    const running = await startSandbox({ port, dataDir, transport, log, tracker: true });
    say(
      `#dcp-ops is open at ${running.url}\nYou are Ana, a wrangler. Type: /export FetalGutSim\nREST, health and metrics are at http://127.0.0.1:${running.app.http.port}; for a key: DATA_DIR=${running.config.dataDir} npm run -s handoff -- key create\nThe sheet of datasets, at a simulated Google, is at ${running.google.address}\nStop with Ctrl+C.\n`,
    );
    await stopping.asked;
    await running.stop();
  },
});
