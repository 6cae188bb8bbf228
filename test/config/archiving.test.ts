import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../src/config/env.ts';
import { watchedSecrets } from '../../src/config/known-secrets.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { fromSecretsManager } from '../../src/config/secret-source.ts';
import { readSecretFile, settingsFrom } from '../../src/config/settings.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';

const example = readFileSync('docs/handoff.example.yml', 'utf8');
const read = (archiving: string, ingest = 'https://api.ingest.archive.data.humancellatlas.org') =>
  readConfig(
    `${example.replace(/^ {2}url: https:\/\/api\.ingest.*$/m, `  url: ${ingest}`)}\n${archiving}\n`,
    'handoff.yml',
  );

let folder: DataFolder;
beforeEach(() => {
  folder = aDataFolder();
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder[Symbol.dispose]();
});

it('is switched off unless somebody switches it on', () => {
  expect(read('').archiving).toBeUndefined();
  expect(read('archiving: { enabled: false, environment: prod }').archiving).toBeUndefined();
});

it.each([
  ['dev', 'archiver.ingest.dev.archive', 'submission-test.ebi', 'explore.api.aai'],
  ['staging', 'archiver.ingest.staging.archive', 'submission-test.ebi', 'explore.api.aai'],
  ['prod', 'archiver.ingest.archive', 'submission.ebi', '//api.aai'],
])('%s has the addresses that are documented', (environment, archiver, dsp, aap) => {
  const own = 'https://ingest.example.org';
  const { archiving } = read(`archiving: { enabled: true, environment: ${environment} }`, own);
  expect(archiving).toMatchObject({
    environment,
    archiver: expect.stringContaining(archiver),
    dsp: expect.stringContaining(dsp),
    aap: expect.stringContaining(aap),
    excludeTypes: [],
  });
});

it('the key in AWS Secrets Manager is that of the environment', () => {
  const { archiving } = read(
    'archiving: { enabled: true, environment: prod, secretsManager: { region: eu-west-2 } }',
  );
  expect(archiving?.secretsManager).toEqual({
    region: 'eu-west-2',
    secretId: 'ingest/archiver/wrangler/secrets',
    jsonKey: 'prod_archiver_api_key',
  });
});

it.each([
  ['archiving: { enabled: true }', undefined, 'archiving.enabled: say the environment'],
  [
    'archiving: { enabled: true, environment: prod }',
    'https://api.ingest.dev.archive.data.humancellatlas.org',
    'ingest.url: this is of dev, and archiving.environment is prod',
  ],
  [
    'archiving: { enabled: true, environment: staging }',
    undefined,
    'ingest.url: this is of prod, and archiving.environment is staging',
  ],
  [
    'archiving: { enabled: true, environment: prod, dsp: https://submission-test.ebi.ac.uk }',
    undefined,
    'archiving.dsp: this is of dev and staging, and archiving.environment is prod',
  ],
  [
    'archiving: { enabled: true, environment: production }',
    undefined,
    'archiving.environment: dev, staging, or prod',
  ],
])('refuses at start, with the line: %s', (archiving, ingest, says) => {
  expect(() => read(archiving, ingest)).toThrow(says);
  expect(() => read(archiving, ingest)).toThrow(/^handoff\.yml:\d+ /);
});

it('asks for the key only where archiving is switched on without Secrets Manager', () => {
  const said = (more: string) => {
    const config = join(folder.path, 'handoff.yml');
    writeFileSync(config, `${example}\n${more}\n`, { mode: 0o600 });
    const settings = settingsFrom(readEnvironment({ HANDOFF_CONFIG: config }, readSecretFile));
    return settings.ok ? '' : settings.says;
  };
  expect(said('')).not.toContain('ARCHIVER_API_KEY');
  expect(said('archiving: { enabled: true, environment: prod }')).toContain('ARCHIVER_API_KEY');
  expect(said('archiving: { enabled: true, environment: prod, secretsManager: {} }')).not.toContain(
    'ARCHIVER_API_KEY',
  );
});

it('reads the key of a 0600 file anew each time, and the log knows each', async () => {
  const keyFile = join(folder.path, 'key');
  const config = join(folder.path, 'handoff.yml');
  writeFileSync(keyFile, 'first-archiver-key\n', { mode: 0o600 });
  writeFileSync(config, `${example}\narchiving: { enabled: true, environment: prod }\n`);
  const settings = settingsFrom(
    readEnvironment(
      {
        HANDOFF_CONFIG: config,
        ARCHIVER_API_KEY_FILE: keyFile,
        AAP_USERNAME: 'uploader',
        AAP_PASSWORD: 'the-aap-password',
        SLACK_BOT_TOKEN: 'xoxb-token',
        SLACK_APP_TOKEN: 'xapp-token',
        INGEST_TOKEN: 'ingest-token',
        STAGING_ACCESS_KEY: 'access-key',
        STAGING_SECRET_KEY: 'secret-key',
      },
      readSecretFile,
    ),
  );
  if (!settings.ok) throw new Error(settings.says);
  const { secrets, known } = watchedSecrets(settings.secrets);
  expect(await secrets.archiverKey?.read()).toBe('first-archiver-key');
  writeFileSync(keyFile, 'second-archiver-key');
  expect(await secrets.archiverKey?.read()).toBe('second-archiver-key');
  expect(await secrets.aap?.password.read()).toBe('the-aap-password');
  expect([...known]).toEqual(
    expect.arrayContaining(['first-archiver-key', 'second-archiver-key', 'the-aap-password']),
  );
  chmodSync(keyFile, 0o644);
  await expect(secrets.archiverKey?.read()).rejects.toThrow('can be read by others');
});

it('reads the key from AWS Secrets Manager, keeps it for ten minutes, and asks anew when it was refused', async () => {
  await using manager = await aSecretsManager({ prod_archiver_api_key: 'key-1' });
  let now = 0;
  const place = { region: 'us-east-1', secretId: 'the/secret', endpoint: manager.url };
  const source = fromSecretsManager({ ...place, jsonKey: 'prod_archiver_api_key' }, () => now);
  expect(await Promise.all([source.read(), source.read()])).toEqual(['key-1', 'key-1']);
  expect(manager.asked).toEqual(['the/secret']);
  manager.hold({ prod_archiver_api_key: 'key-2' });
  expect(await source.read()).toBe('key-1');
  source.forget();
  expect(await source.read()).toBe('key-2');
  manager.hold({ prod_archiver_api_key: 'key-3' });
  now += 11 * 60_000;
  expect(await source.read()).toBe('key-3');

  const other = fromSecretsManager({ ...place, jsonKey: 'dev_archiver_api_key' });
  await expect(other.read()).rejects.toThrow(
    'The secret the/secret of AWS Secrets Manager has no text at dev_archiver_api_key.',
  );
  manager.hold(undefined);
  source.forget();
  await expect(source.read()).rejects.toThrow(
    'AWS Secrets Manager does not give the/secret (ResourceNotFoundException).',
  );
});

it('takes the account for files from AWS Secrets Manager where it is told its keys', async () => {
  await using manager = await aSecretsManager({ user: 'uploader', word: 'the-aap-password' });
  const config = join(folder.path, 'handoff.yml');
  const place = `endpoint: "${manager.url}", aapUsernameKey: user, aapPasswordKey: word`;
  writeFileSync(
    config,
    `${example}\narchiving: { enabled: true, environment: prod, secretsManager: { ${place} } }\n`,
  );
  const settings = settingsFrom(
    readEnvironment(
      {
        HANDOFF_CONFIG: config,
        SLACK_BOT_TOKEN: 'xoxb-token',
        SLACK_APP_TOKEN: 'xapp-token',
        INGEST_TOKEN: 'ingest-token',
        STAGING_ACCESS_KEY: 'access-key',
        STAGING_SECRET_KEY: 'secret-key',
      },
      readSecretFile,
    ),
  );
  if (!settings.ok) throw new Error(settings.says);
  const { secrets, known } = watchedSecrets(settings.secrets);
  expect(await secrets.aap?.username.read()).toBe('uploader');
  expect(await secrets.aap?.password.read()).toBe('the-aap-password');
  expect([...known]).toContain('the-aap-password');
});

/** Secrets Manager as far as one call of it goes. */
async function aSecretsManager(first: Record<string, string> | undefined) {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  let held = first;
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    asked.push(String((JSON.parse(body) as { SecretId: string }).SecretId)); // the client wrote it
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.statusCode = held === undefined ? 400 : 200;
    response.end(
      JSON.stringify(
        held === undefined
          ? { __type: 'ResourceNotFoundException', message: 'no such secret' }
          : { Name: 'the/secret', SecretString: JSON.stringify(held) },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on a port, so it is no pipe
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    hold(next: Record<string, string> | undefined) {
      held = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
