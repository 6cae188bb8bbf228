import { readEnvironment } from '../config/env.ts';
import { readSecretFile, settingsFrom } from '../config/settings.ts';
import { systemRandom } from '../config/system.ts';
import type { Clock } from '../operations/ports.ts';
import { archivingChecks } from './archiving.ts';
import { bucketChecks } from './buckets.ts';
import { type Checked, runChecks } from './check.ts';
import { dataFolderChecks } from './data-folder.ts';
import { databaseChecks } from './database.ts';
import { executorChecks } from './executors.ts';
import { exportChecks } from './exports.ts';
import { moverChecks } from './mover.ts';
import { notificationChecks } from './notifications.ts';
import { objectChecks } from './objects.ts';
import { settingsChecks } from './settings.ts';
import { slackAppChecks } from './slack/app.ts';
import { createSlackCall } from './slack/call.ts';
import { channelChecks } from './slack/channels.ts';
import { roleChecks } from './slack/roles.ts';
import { googleSheetsChecks } from './tracker/google-sheets.ts';
import { lookUpChecks } from './tracker/look-ups.ts';
import { trackerChecks } from './tracker/places.ts';
import { upstreamChecks } from './upstream.ts';

export { inLines } from './report.ts';

/** Looks at all that an installation depends on, and leaves it as it was. */
export function examineInstallation(
  environment: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<readonly Checked[]> {
  const reading = readEnvironment(environment, readSecretFile);
  const settings = settingsFrom(reading);
  const dataDir = reading.values['DATA_DIR'] ?? '.data';
  const local = [
    ...settingsChecks(reading, settings),
    ...dataFolderChecks(dataDir),
    ...databaseChecks(dataDir),
  ];
  if (!settings.ok) return runChecks(local, clock);
  const { config, secrets } = settings;
  const call = createSlackCall(secrets.slackBotToken, config.slack.apiUrl);
  const outside = [
    ...slackAppChecks({ config, secrets, call, clock }),
    ...channelChecks(config, call),
    ...roleChecks(config, call),
    ...upstreamChecks({ config, secrets, clock, random: systemRandom }),
    ...notificationChecks({ config, secrets, clock }),
    ...archivingChecks({ config, secrets, clock }),
    ...bucketChecks({ config, secrets }),
    ...moverChecks({ config, secrets }),
    ...trackerChecks(config),
    ...lookUpChecks({ config, secrets, clock }),
    ...googleSheetsChecks({ config, secrets, clock }),
    ...objectChecks({ config, secrets, clock, random: systemRandom }),
    ...exportChecks(config),
    ...executorChecks(config),
  ];
  return runChecks([...local, ...outside], clock);
}
