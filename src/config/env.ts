/** Every environment variable the program knows, where it comes from, and whether it can be left out. */
export interface Variable {
  readonly name: string;
  readonly from: string;
  readonly needed:
    | 'always'
    | 'with socket'
    | 'with http'
    | 'with upload area'
    | 'with a bucket'
    | 'with buckets'
    | 'with targets elsewhere'
    | 'with a tracked store'
    | 'with tracked databases'
    | 'with a google sheet'
    | 'with a mail login'
    | 'with an archiver key'
    | 'optional';
  readonly secret?: true;
}

const VARIABLES: readonly Variable[] = [
  {
    name: 'HANDOFF_CONFIG',
    from: 'path of your configuration file; start from docs/handoff.example.yml',
    needed: 'always',
  },
  {
    name: 'SLACK_BOT_TOKEN',
    from: 'api.slack.com/apps > your app > OAuth & Permissions > Bot User OAuth Token (xoxb-…)',
    needed: 'always',
    secret: true,
  },
  {
    name: 'SLACK_APP_TOKEN',
    from: 'api.slack.com/apps > your app > Basic Information > App-Level Tokens, scope connections:write (xapp-…)',
    needed: 'with socket',
    secret: true,
  },
  {
    name: 'SLACK_SIGNING_SECRET',
    from: 'api.slack.com/apps > your app > Basic Information > Signing Secret',
    needed: 'with http',
    secret: true,
  },
  {
    name: 'INGEST_TOKEN',
    from: 'a service token for the ingest API, or INGEST_TOKEN_FILE with its path when it is renewed by the hour',
    needed: 'always',
    secret: true,
  },
  {
    name: 'STAGING_ACCESS_KEY',
    from: 'an access key (HMAC) that may list the staging bucket, and delete from it',
    needed: 'always',
    secret: true,
  },
  {
    name: 'STAGING_SECRET_KEY',
    from: 'the secret that belongs to STAGING_ACCESS_KEY',
    needed: 'always',
    secret: true,
  },
  {
    name: 'UPLOAD_ACCESS_KEY',
    from: 'an access key that may list the upload area’s bucket; only where uploadArea is configured',
    needed: 'with upload area',
    secret: true,
  },
  {
    name: 'UPLOAD_SECRET_KEY',
    from: 'the secret that belongs to UPLOAD_ACCESS_KEY',
    needed: 'with upload area',
    secret: true,
  },
  {
    name: 'OBJECTS_ACCESS_KEY',
    from: 'an access key that may list, read, write and remove in the bucket of objects; only where one is configured',
    needed: 'with a bucket',
    secret: true,
  },
  {
    name: 'OBJECTS_SECRET_KEY',
    from: 'the secret that belongs to OBJECTS_ACCESS_KEY',
    needed: 'with a bucket',
    secret: true,
  },
  {
    name: 'BUCKETS_ACCESS_KEY',
    from: 'an access key that may make and administer the hub and the pull buckets, and put policies of users where buckets.iam is configured',
    needed: 'with buckets',
    secret: true,
  },
  {
    name: 'BUCKETS_SECRET_KEY',
    from: 'the secret that belongs to BUCKETS_ACCESS_KEY',
    needed: 'with buckets',
    secret: true,
  },
  {
    name: 'BUCKETS_TARGET_KEYS',
    from: 'for each bucket in buckets.mover.elsewhere a line: its name, an access key and the secret that belongs to it, with spaces between; best as BUCKETS_TARGET_KEYS_FILE',
    needed: 'with targets elsewhere',
    secret: true,
  },
  {
    name: 'TRACKER_ACCESS_KEY',
    from: 'the store that tracker.store names: a key that may list and read the buckets of the sources, and nothing else',
    needed: 'with a tracked store',
    secret: true,
  },
  {
    name: 'TRACKER_SECRET_KEY',
    from: 'the secret that belongs to TRACKER_ACCESS_KEY',
    needed: 'with a tracked store',
    secret: true,
  },
  {
    name: 'TRACKER_DATABASE_PASSWORDS',
    from: 'for each database in tracker.databases a line: its name, and the password of its user, who may only read; best as TRACKER_DATABASE_PASSWORDS_FILE',
    needed: 'with tracked databases',
    secret: true,
  },
  {
    name: 'TRACKER_GOOGLE_CREDENTIALS',
    from: 'the key of a service account, as JSON from console.cloud.google.com > IAM > Service accounts > Keys; best as TRACKER_GOOGLE_CREDENTIALS_FILE',
    needed: 'with a google sheet',
    secret: true,
  },
  {
    name: 'SMTP_PASSWORD',
    from: 'the password of notifications.email.user at the mail server; only where one is configured',
    needed: 'with a mail login',
    secret: true,
  },
  {
    name: 'ARCHIVER_API_KEY',
    from: 'the Api-Key of the archiver in your environment; only where archiving is switched on without secretsManager',
    needed: 'with an archiver key',
    secret: true,
  },
  {
    name: 'AAP_USERNAME',
    from: 'the AAP account that uploads files to DSP in your environment; only where archiving is switched on',
    needed: 'optional',
    secret: true,
  },
  {
    name: 'AAP_PASSWORD',
    from: 'the password that belongs to AAP_USERNAME',
    needed: 'optional',
    secret: true,
  },
  {
    name: 'DATA_DIR',
    from: 'folder for the database and files; default ./.data',
    needed: 'optional',
  },
  {
    name: 'PORT',
    from: 'port for health checks, the REST API and, with HTTP, Slack; default 8080',
    needed: 'optional',
  },
  { name: 'LOG_LEVEL', from: 'debug, info, warn or error; default info', needed: 'optional' },
  {
    name: 'SLACK_API_URL',
    from: 'only for a local stand-in of Slack on loopback',
    needed: 'optional',
  },
];

/** Each may come from a file instead, named by NAME_FILE. */
export const SECRETS: readonly string[] = VARIABLES.flatMap(({ name, secret }) =>
  secret ? [name] : [],
);

export type Environment = Readonly<Record<string, string>>;

export interface EnvironmentReading {
  readonly values: Environment;
  /** One sentence for each file that could not be read, by the name of its variable. */
  readonly faults: ReadonlyMap<string, string>;
}

/** Reads the environment once. `NAME_FILE` names a file that holds the value, as containers mount secrets. */
export function readEnvironment(
  source: NodeJS.ProcessEnv,
  readFile: (path: string) => string,
): EnvironmentReading {
  const values: Record<string, string> = {};
  const faults = new Map<string, string>();
  for (const { name } of VARIABLES) {
    const file = source[`${name}_FILE`];
    try {
      const value = file ? readFile(file).trim() : source[name]?.trim();
      if (value) values[name] = value;
      else if (file) faults.set(name, `${name}_FILE: ${file} is empty.`);
    } catch (error) {
      faults.set(name, `${name}_FILE: ${error instanceof Error ? error.message : String(error)}`);
    }
    // The file is read again when a token that lives an hour is renewed.
    if (file) values[`${name}_FILE`] = file;
  }
  return { values, faults };
}

/** Which needed variables are absent; all at once, so that nobody has to start four times. */
export function missingVariables(
  { values, faults }: EnvironmentReading,
  configured: readonly Variable['needed'][],
): readonly Variable[] {
  return VARIABLES.filter(
    ({ name, needed }) =>
      (needed === 'always' || configured.includes(needed)) &&
      values[name] === undefined &&
      !faults.has(name),
  );
}

/** Where the value of a variable is found, in words. */
export function whereFrom(name: string): string {
  return VARIABLES.find((variable) => variable.name === name)?.from ?? '';
}

/** A port as the environment gives it; undefined when it is none. */
export function readPort(text: string): number | undefined {
  const port = Number(text);
  return /^\d+$/.test(text.trim()) && port <= 65_535 ? port : undefined;
}

export const PORT_RULE = 'PORT: a whole number from 0 to 65535.';
