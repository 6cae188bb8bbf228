import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEnvironment } from '../../src/config/env.ts';
import { readSecretFile, settingsFrom } from '../../src/config/settings.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = aDataFolder();
});
afterEach(() => folder[Symbol.dispose]());

function said(environment: Record<string, string>): string {
  const settings = settingsFrom(readEnvironment(environment, readSecretFile));
  return settings.ok ? '' : settings.says;
}

function secretFile(name: string, mode: number, text = 'xoxb-secret'): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

it('names every problem at once: files, missing settings, port, level and configuration', () => {
  const open = secretFile('open', 0o644);
  const empty = secretFile('empty', 0o600, '\n');
  const config = secretFile('handoff.yml', 0o600, 'slack: {}');
  const says = said({
    HANDOFF_CONFIG: config,
    SLACK_BOT_TOKEN_FILE: open,
    SLACK_APP_TOKEN_FILE: join(folder.path, 'nowhere'),
    STAGING_ACCESS_KEY_FILE: empty,
    INGEST_TOKEN_FILE: folder.path,
    PORT: 'http',
    LOG_LEVEL: 'loud',
  });
  for (const sentence of [
    `SLACK_BOT_TOKEN_FILE: ${open} can be read by others. Do: chmod 600 ${open}`,
    `SLACK_APP_TOKEN_FILE: ${join(folder.path, 'nowhere')}: there is no such file.`,
    `STAGING_ACCESS_KEY_FILE: ${empty} is empty.`,
    `INGEST_TOKEN_FILE: ${folder.path}`,
    'STAGING_SECRET_KEY  the secret',
    `${config}:1 slack.channel`,
    'PORT: a whole number from 0 to 65535.',
    'LOG_LEVEL: one of debug, info, warn, error.',
  ])
    expect(says).toContain(sentence);
  // Given, though not readable: not missing.
  expect(says).not.toMatch(/^ {2}SLACK_BOT_TOKEN /m);
});

it('asks for the keys of a bucket of files only where there is one', () => {
  const example = readFileSync('docs/handoff.example.yml', 'utf8');
  const withFile = (more: string) =>
    said({ HANDOFF_CONFIG: secretFile('handoff.yml', 0o600, `${example}\n${more}\n`) });
  expect(withFile('')).not.toContain('OBJECTS_');
  expect(withFile('objects: { kind: folder }')).not.toContain('OBJECTS_');
  const bucket = withFile('objects: { kind: s3, endpoint: https://s3.example.org, bucket: files }');
  expect(bucket).toMatch(/OBJECTS_ACCESS_KEY +an access key.*\n +OBJECTS_SECRET_KEY +the secret/);
});

it('asks for the password of a mail server only where it wants a login', () => {
  const example = readFileSync('docs/handoff.example.yml', 'utf8');
  const withMail = (more: string) =>
    said({
      HANDOFF_CONFIG: secretFile(
        'handoff.yml',
        0o600,
        `${example}\nnotifications: { email: { host: localhost, from: a@b.org, domains: ["*"]${more} } }\n`,
      ),
    });
  expect(withMail('')).not.toContain('SMTP_');
  expect(withMail(', user: handoff')).toMatch(/SMTP_PASSWORD +the password/);
});

it.each([
  ['is a folder', (path: string) => path],
  ['there is no such file', (path: string) => join(path, 'nowhere.yml')],
])('says of a configuration that it %s', (words, place) => {
  expect(said({ HANDOFF_CONFIG: place(folder.path) })).toContain(words);
});
