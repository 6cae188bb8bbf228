import { readFileSync, statSync } from 'node:fs';
import type { Config, Secrets } from './config.ts';
import { type Environment, missingVariables } from './env.ts';
import { ConfigError, readConfig } from './read-config.ts';

export type Settings =
  | { readonly ok: true; readonly config: Config; readonly secrets: Secrets }
  | { readonly ok: false; readonly says: string };

/** Environment and file together; every missing variable and every fault of the file is named at once. */
export function settingsFrom(environment: Environment): Settings {
  const path = environment['HANDOFF_CONFIG'];
  const faults: string[] = [];
  let file: ReturnType<typeof readConfig> | undefined;
  if (path !== undefined) {
    try {
      file = readConfig(readFileSync(path, 'utf8'), path);
    } catch (error) {
      if (!(error instanceof ConfigError) && !isMissingFile(error)) throw error;
      faults.push(error instanceof ConfigError ? error.message : `${path}: there is no such file.`);
    }
  }
  const missing = missingVariables(environment, file?.slack.transport ?? 'socket');
  const port = Number(environment['PORT'] ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    faults.push('PORT: a whole number from 0 to 65535.');
  }
  const apiUrl = environment['SLACK_API_URL'];
  if (apiUrl !== undefined && !isLoopback(apiUrl)) {
    faults.push(
      'SLACK_API_URL: only an address on loopback (127.0.0.1, ::1, localhost) is allowed.',
    );
  }
  if (missing.length > 0 || faults.length > 0 || file === undefined) {
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
      ingestToken: tokenFrom(environment),
      stagingAccessKey: environment['STAGING_ACCESS_KEY'] ?? '',
      stagingSecretKey: environment['STAGING_SECRET_KEY'] ?? '',
      ...(environment['SLACK_APP_TOKEN'] === undefined
        ? {}
        : { slackAppToken: environment['SLACK_APP_TOKEN'] }),
      ...(environment['SLACK_SIGNING_SECRET'] === undefined
        ? {}
        : { slackSigningSecret: environment['SLACK_SIGNING_SECRET'] }),
    },
  };
}

/** A file that holds a secret. @throws {Error} when others on the machine could read it. */
export function readSecretFile(path: string): string {
  const { mode } = statSync(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(`${path} can be read by others. Do: chmod 600 ${path}`);
  }
  return readFileSync(path, 'utf8');
}

function tokenFrom(environment: Environment): () => string {
  const file = environment['INGEST_TOKEN_FILE'];
  const fixed = environment['INGEST_TOKEN'] ?? '';
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

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(address).hostname);
}
