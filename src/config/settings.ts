import { readFileSync, statSync } from 'node:fs';
import type { ArchivingConfig } from './archiving.ts';
import type { Config, Secrets } from './config.ts';
import {
  type Environment,
  type EnvironmentReading,
  missingVariables,
  PORT_RULE,
  readPort,
} from './env.ts';
import { LOG_LEVELS } from './log.ts';
import { ConfigError, readConfig } from './read-config.ts';
import { fromSecretsManager, readAnew, type SecretSource } from './secret-source.ts';
import { againstTargetKeys } from './target-keys.ts';
import { againstDatabasePasswords } from './tracker/databases.ts';
import { againstGoogleCredentials } from './tracker/google-sheets.ts';

export type Settings =
  | { readonly ok: true; readonly config: Config; readonly secrets: Secrets }
  | { readonly ok: false; readonly says: string };

export const LOG_LEVEL_RULE = `LOG_LEVEL: one of ${LOG_LEVELS.join(', ')}.`;

/** Environment and file together; every missing variable and every fault of the files is named at once. */
export function settingsFrom(reading: EnvironmentReading): Settings {
  const { values: environment } = reading;
  const path = environment['HANDOFF_CONFIG'];
  const faults = [...reading.faults.values()];
  let file: ReturnType<typeof readConfig> | undefined;
  if (path !== undefined) {
    try {
      file = readConfig(readFileSync(path, 'utf8'), path);
    } catch (error) {
      const fault = error instanceof ConfigError ? error.message : fileFault(path, error);
      if (fault === undefined) throw error;
      faults.push(fault);
    }
  }
  const missing = missingVariables(reading, [
    `with ${file?.slack.transport ?? 'socket'}`,
    ...(file?.uploadArea === undefined ? [] : ['with upload area' as const]),
    ...(file?.objects.kind === 's3' ? ['with a bucket' as const] : []),
    ...(file?.buckets?.store === undefined && file?.buckets?.iam === undefined
      ? []
      : ['with buckets' as const]),
    ...((file?.buckets?.mover?.elsewhere ?? []).length === 0
      ? []
      : ['with targets elsewhere' as const]),
    ...(file?.tracker?.store === undefined ? [] : ['with a tracked store' as const]),
    ...((file?.tracker?.databases ?? []).length === 0 ? [] : ['with tracked databases' as const]),
    ...(file?.tracker?.googleSheets === undefined ? [] : ['with a google sheet' as const]),
    ...(file?.notifications.email?.user === undefined ? [] : ['with a mail login' as const]),
    ...(file?.archiving !== undefined && file.archiving.secretsManager === undefined
      ? ['with an archiver key' as const]
      : []),
  ]);
  const targetKeys = environment['BUCKETS_TARGET_KEYS'];
  if (targetKeys !== undefined) faults.push(...againstTargetKeys(targetKeys, file?.buckets?.mover));
  const passwords = environment['TRACKER_DATABASE_PASSWORDS'];
  if (passwords !== undefined)
    faults.push(...againstDatabasePasswords(passwords, file?.tracker?.databases ?? []));
  const google = environment['TRACKER_GOOGLE_CREDENTIALS'];
  if (google !== undefined) faults.push(...againstGoogleCredentials(google));
  const port = readPort(environment['PORT'] ?? '8080');
  if (port === undefined) faults.push(PORT_RULE);
  const logLevel = environment['LOG_LEVEL'];
  if (logLevel !== undefined && !LOG_LEVELS.includes(logLevel)) faults.push(LOG_LEVEL_RULE);
  const apiUrl = environment['SLACK_API_URL'];
  if (apiUrl !== undefined && !isLoopback(apiUrl)) {
    faults.push(
      'SLACK_API_URL: only an address on loopback (127.0.0.1, ::1, localhost) is allowed.',
    );
  }
  if (missing.length > 0 || faults.length > 0 || file === undefined || port === undefined) {
    return { ok: false, says: complaint(missing, faults) };
  }
  const { slack } = file;
  return {
    ok: true,
    config: {
      ...file,
      slack: apiUrl === undefined ? slack : { ...slack, apiUrl },
      dataDir: environment['DATA_DIR'] ?? '.data',
      port,
    },
    secrets: {
      slackBotToken: environment['SLACK_BOT_TOKEN'] ?? '',
      ingestToken: valueFrom('INGEST_TOKEN', environment),
      stagingAccessKey: environment['STAGING_ACCESS_KEY'] ?? '',
      stagingSecretKey: environment['STAGING_SECRET_KEY'] ?? '',
      ...(environment['UPLOAD_ACCESS_KEY'] === undefined
        ? {}
        : { uploadAccessKey: environment['UPLOAD_ACCESS_KEY'] }),
      ...(environment['UPLOAD_SECRET_KEY'] === undefined
        ? {}
        : { uploadSecretKey: environment['UPLOAD_SECRET_KEY'] }),
      ...(environment['OBJECTS_ACCESS_KEY'] === undefined
        ? {}
        : { objectsAccessKey: environment['OBJECTS_ACCESS_KEY'] }),
      ...(environment['OBJECTS_SECRET_KEY'] === undefined
        ? {}
        : { objectsSecretKey: environment['OBJECTS_SECRET_KEY'] }),
      ...(environment['BUCKETS_ACCESS_KEY'] === undefined
        ? {}
        : { bucketsAccessKey: environment['BUCKETS_ACCESS_KEY'] }),
      ...(environment['BUCKETS_SECRET_KEY'] === undefined
        ? {}
        : { bucketsSecretKey: environment['BUCKETS_SECRET_KEY'] }),
      ...(environment['BUCKETS_TARGET_KEYS'] === undefined
        ? {}
        : { bucketsTargetKeys: environment['BUCKETS_TARGET_KEYS'] }),
      ...(environment['TRACKER_ACCESS_KEY'] === undefined
        ? {}
        : { trackerAccessKey: environment['TRACKER_ACCESS_KEY'] }),
      ...(environment['TRACKER_SECRET_KEY'] === undefined
        ? {}
        : { trackerSecretKey: environment['TRACKER_SECRET_KEY'] }),
      ...(environment['TRACKER_DATABASE_PASSWORDS'] === undefined
        ? {}
        : { trackerDatabasePasswords: environment['TRACKER_DATABASE_PASSWORDS'] }),
      ...(environment['TRACKER_GOOGLE_CREDENTIALS'] === undefined
        ? {}
        : { googleCredentials: environment['TRACKER_GOOGLE_CREDENTIALS'] }),
      ...(environment['SMTP_PASSWORD'] === undefined
        ? {}
        : { smtpPassword: environment['SMTP_PASSWORD'] }),
      ...archivingSecrets(file.archiving, environment),
      ...(environment['SLACK_APP_TOKEN'] === undefined
        ? {}
        : { slackAppToken: environment['SLACK_APP_TOKEN'] }),
      ...(environment['SLACK_SIGNING_SECRET'] === undefined
        ? {}
        : { slackSigningSecret: environment['SLACK_SIGNING_SECRET'] }),
    },
  };
}

/** A file that holds a secret. @throws {Error} with one sentence: it is absent, or others could read it. */
export function readSecretFile(path: string): string {
  try {
    const { mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Error(`${path} can be read by others. Do: chmod 600 ${path}`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    const fault = fileFault(path, error);
    throw fault === undefined ? error : new Error(fault, { cause: error });
  }
}

function archivingSecrets(
  archiving: ArchivingConfig | undefined,
  environment: Environment,
): Pick<Secrets, 'archiverKey' | 'aap'> {
  if (archiving === undefined) return {};
  const { secretsManager: place } = archiving;
  const archiverKey =
    place === undefined
      ? readAnew(valueFrom('ARCHIVER_API_KEY', environment))
      : fromSecretsManager(place);
  const from = (name: string, jsonKey: string | undefined): SecretSource | undefined => {
    if (place !== undefined && jsonKey !== undefined)
      return fromSecretsManager({ ...place, jsonKey });
    return environment[name] === undefined ? undefined : readAnew(valueFrom(name, environment));
  };
  const username = from('AAP_USERNAME', place?.aapUsernameKey);
  const password = from('AAP_PASSWORD', place?.aapPasswordKey);
  const whole = username !== undefined && password !== undefined;
  return { archiverKey, ...(whole && { aap: { username, password } }) };
}

/** What a file holds now, where it came from one: it may be renewed while the bot runs. */
function valueFrom(name: string, environment: Environment): () => string {
  const file = environment[`${name}_FILE`];
  const fixed = environment[name] ?? '';
  return file === undefined ? () => fixed : () => readSecretFile(file).trim();
}

function complaint(
  missing: readonly { readonly name: string; readonly from: string }[],
  faults: readonly string[],
): string {
  const lines = ['Handoff cannot start.'];
  if (missing.length > 0) {
    const width = Math.max(...missing.map(({ name }) => name.length));
    lines.push('', 'Missing in the environment (NAME, or NAME_FILE with the path of a file):');
    for (const { name, from } of missing) lines.push(`  ${name.padEnd(width)}  ${from}`);
  }
  if (faults.length > 0)
    lines.push(
      '',
      'To be corrected:',
      ...faults.map((fault) => `  ${fault.replaceAll('\n', '\n  ')}`),
    );
  lines.push('', 'To try Handoff without any of this: npm run sandbox');
  return lines.join('\n');
}

/** What the operating system says of a file, as a sentence; undefined for anything else. */
function fileFault(path: string, error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined;
  const { code } = error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `${path}: there is no such file.`;
  if (code === 'EISDIR') return `${path} is a folder, not a file.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read by this user.`;
  return `${path} can’t be read (${String(code)}).`;
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(address).hostname);
}
