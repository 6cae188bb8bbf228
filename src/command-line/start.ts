import { readEnvironment } from '../config/env.ts';
import { watchedSecrets } from '../config/known-secrets.ts';
import { createLog } from '../config/log.ts';
import { readSecretFile, settingsFrom } from '../config/settings.ts';
import { StartError } from '../config/start-error.ts';
import { exitOnSignals, surviveSlackLibrary, systemClock, systemRandom } from '../config/system.ts';
import { command } from './command.ts';

export const start = command({
  name: 'start',
  usage: 'npm start',
  help: ['run the bot of an installation'],
  options: {},
  async run() {
    const settings = settingsFrom(readEnvironment(process.env, readSecretFile));
    if (!settings.ok) throw new StartError(settings.says);
    const { config } = settings;
    const { secrets, known } = watchedSecrets(settings.secrets);
    const log = createLog(known, process.env['LOG_LEVEL']?.trim() || undefined);
    const { startApp } = await import('../app.ts');
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
  },
});
