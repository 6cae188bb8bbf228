import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { seconds } from '../../src/domain/duration.ts';
import { sandboxWorkspace } from '../../src/sandbox/workspace.ts';
import type { World } from '../../src/sandbox/world.ts';
import { tryInstanceLock } from '../../src/storage/instance-lock.ts';
import { all } from '../objects/content.ts';
import { aBucket } from '../objects/stores.ts';
import { Program } from '../start/program.ts';
import { noCeph } from '../support/ceph.ts';
import { CEPH_STARTS_WITHIN } from '../support/ceph-user.ts';
import { anInstallation, type Faults } from './installation.ts';

type Installation = Awaited<ReturnType<typeof anInstallation>>;

async function run(installation: Installation, ...words: readonly string[]) {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(installation.environment))
    if (value !== undefined) environment[name] = value;
  await using program = new Program(['doctor', ...words], environment);
  return { code: await program.code(), said: program.said.trim() };
}

describe('doctor on an installation that is as it should be', () => {
  it('says so in one line a check, names no secret and leaves nothing behind', async () => {
    await using installation = await anInstallation();
    const bot = tryInstanceLock(installation.dataDir);
    const before = readdirSync(installation.dataDir);
    const { code, said } = await run(installation);
    const lines = said.split('\n');
    expect(lines.at(-1)).toBe(`${lines.length - 1} checks: 0 failed, 0 to look at.`);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^✓ \S.* {2}\S/);
    expect(said).toMatch(/✓ bot token +@handoff in Data Coordination\n/);
    expect(said).toMatch(/✓ instance +a bot is running on this data\n/);
    expect(said).toMatch(/✓ role wrangler +2 people\n/);
    expect(code).toBe(0);
    for (const secret of installation.secrets) expect(said).not.toContain(secret);
    expect(readdirSync(installation.dataDir)).toEqual(expect.arrayContaining(before));
    expect(tryInstanceLock(installation.dataDir)).toBeUndefined(); // it was looked at, not taken
    bot?.release();
  });

  it('wrote a file where the bot keeps its own, and removed it', async () => {
    await using installation = await anInstallation();
    const { said } = await run(installation);
    expect(said).toMatch(/✓ files +\S+\/objects: one was written, read back and removed\n/);
    const left = readdirSync(join(installation.dataDir, 'objects'), { recursive: true });
    expect(left.filter((name) => String(name).includes('doctor'))).toEqual([]);
  });

  it.skipIf(noCeph !== undefined)(
    noCeph ?? 'wrote it to the bucket, below the prefix',
    { timeout: 2 * CEPH_STARTS_WITHIN },
    async () => {
      await using trial = await aBucket();
      const { endpoint, accessKey, secretKey } = trial.access;
      const objects = { kind: 's3', endpoint, bucket: trial.bucket, prefix: 'handoff' };
      await using installation = await anInstallation({
        file: (file) => ({ ...file, objects }),
        environment: { OBJECTS_ACCESS_KEY: accessKey, OBJECTS_SECRET_KEY: secretKey },
      });
      expect(await installation.complaints()).toEqual({});
      expect(await all(trial.store.list(''))).toEqual([]);
    },
  );

  it('asks the archiver and AAP where archiving is switched on, with the accounts of the bot', async () => {
    await using installation = await anInstallation({
      file: withArchiving,
      environment: accounts(),
    });
    const { said, code } = await run(installation);
    expect(said).toMatch(/✓ archiver +answers at http\S+ \(dev\), and accepts the key\n/);
    expect(said).toMatch(/✓ AAP account +http\S+ gives the bot’s account a token\n/);
    for (const secret of installation.secrets) expect(said).not.toContain(secret);
    expect(code).toBe(0);
  });

  it('says the same to programs', async () => {
    await using installation = await anInstallation();
    const { code, said } = await run(installation, '--json');
    const checked: unknown = JSON.parse(said);
    expect(checked).toContainEqual({ name: 'app token', mark: 'ok', says: 'opens connections' });
    expect(code).toBe(0);
  });
});

const withoutBot = (id: string): Faults => ({
  workspace: {
    channels: sandboxWorkspace.channels.map((one) =>
      one.id === id ? { ...one, botIsMember: false } : one,
    ),
  },
});
const nowhere = 'http://127.0.0.1:9';
const archivingOf = ({ archiverUrl, dspUrl, aapUrl }: World) => ({
  enabled: true,
  environment: 'dev',
  archiver: archiverUrl,
  dsp: dspUrl,
  aap: aapUrl,
});
const accounts =
  (over: Readonly<Record<string, string>> = {}): NonNullable<Faults['environment']> =>
  ({ archiverApiKey, aapUsername, aapPassword }: World['credentials']) => ({
    ARCHIVER_API_KEY: archiverApiKey,
    AAP_USERNAME: aapUsername,
    AAP_PASSWORD: aapPassword,
    ...over,
  });
const withArchiving: NonNullable<Faults['file']> = (file, world) => ({
  ...file,
  archiving: archivingOf(world),
});

describe('doctor finds', () => {
  it.each<[string, Faults, string, 'warn' | 'fail', RegExp, RegExp]>([
    [
      'a missing scope',
      { manifest: (text) => text.replace('- users:read.email', '') },
      'scopes',
      'fail',
      /^missing: users:read\.email$/,
      /^Update the app from manifest\.yml and install it again/,
    ],
    [
      'a scope too many',
      { manifest: (text) => text.replace('- im:write', '- im:write\n      - channels:join') },
      'scopes',
      'warn',
      /more than manifest\.yml has: channels:join$/,
      /OAuth & Permissions/,
    ],
    [
      'a channel without the bot',
      withoutBot('C0DATAOPS2'),
      'channel C0DATAOPS2',
      'fail',
      /^the bot is not a member \(data-consumers reads there\)$/,
      /\/invite @handoff/,
    ],
    [
      'a watched channel without the bot',
      withoutBot('C0MONSTER3'),
      'channel C0MONSTER3',
      'fail',
      /^the bot is not a member \(watched\)$/,
      /\/invite @handoff/,
    ],
    [
      'a channel that is not there',
      { file: (file) => ({ ...file, slack: { ...file.slack, channel: 'C0NOWHERE9' } }) },
      'channel C0NOWHERE9',
      'fail',
      /^does not exist, or is private \(cards\)$/,
      /correct its id/,
    ],
    [
      'a wrong app token',
      { environment: { SLACK_APP_TOKEN: 'xapp-1-wrong' } },
      'app token',
      'fail',
      /\(invalid_auth\)$/,
      /^SLACK_APP_TOKEN: .*App-Level Tokens/,
    ],
    [
      'an unknown user group',
      {
        file: (file) => ({
          ...file,
          roles: { ...file.roles, wrangler: { name: 'w', userGroup: 'S0NOWHERE9' } },
        }),
      },
      'role wrangler',
      'fail',
      /^the user group S0NOWHERE9 does not exist$/,
      /roles\.wrangler\.userGroup/,
    ],
    [
      'an empty user group',
      {
        workspace: {
          userGroups: sandboxWorkspace.userGroups.map((one) =>
            one.handle === 'import-team' ? { ...one, userIds: [] } : one,
          ),
        },
      },
      'role import-team',
      'warn',
      /^nobody, and steps wait for it$/,
      /^Add people to S000IMPORT\.$/,
    ],
    [
      'somebody who left',
      {
        workspace: {
          people: sandboxWorkspace.people.map((one) =>
            one.name === 'eli' ? { ...one, deleted: true } : one,
          ),
        },
      },
      'role coordinators',
      'warn',
      /^U00000ELI5 is deactivated$/,
      /roles\.coordinators\.members/,
    ],
    [
      'somebody who never was',
      {
        file: (file) => ({
          ...file,
          roles: { ...file.roles, developers: { name: 'd', members: ['U0NOBODY99'] } },
        }),
      },
      'role developers',
      'fail',
      /^U0NOBODY99 is not in this workspace$/,
      /roles\.developers\.members/,
    ],
    [
      'an ingest that is not there',
      { file: (file) => ({ ...file, ingest: { url: nowhere, ui: nowhere } }) },
      'ingest',
      'fail',
      /^Ingest cannot be reached\.$/,
      /^Check http:\/\/127\.0\.0\.1:9, and the network between\.$/,
    ],
    [
      'a token that ingest does not accept',
      { environment: { INGEST_TOKEN_FILE: undefined, INGEST_TOKEN: 'old-token' } },
      'ingest',
      'fail',
      /^Ingest does not accept the bot’s token\.$/,
      /^INGEST_TOKEN: .*ingest-does-not-accept-the-token\.md$/,
    ],
    [
      'another server where ingest should be',
      {
        file: (file) => ({
          ...file,
          ingest: { url: `${file.catalogue.url}/elsewhere`, ui: nowhere },
        }),
      },
      'ingest',
      'fail',
      /^(What answers as ingest has no project|Ingest does not know this \(any more\))\.$/,
      /^Correct the address http.*ingest-answers-something-else\.md$/,
    ],
    [
      'another server where the catalogue should be',
      {
        file: (file) => ({
          ...file,
          catalogue: { url: file.ingest.url, browser: file.ingest.url },
        }),
      },
      'catalogue',
      'fail',
      /^What answers as the catalogue has no catalogue\.$/,
      /^Correct the address http/,
    ],
    [
      'a catalogue that is not there',
      { file: (file) => ({ ...file, catalogue: { url: nowhere, browser: nowhere } }) },
      'catalogue',
      'fail',
      /^The catalogue cannot be reached\.$/,
      /^Check http:\/\/127\.0\.0\.1:9, and/,
    ],
    [
      'keys that the staging area does not accept',
      { environment: { STAGING_ACCESS_KEY: 'WRONGACCESSKEY' } },
      'staging area',
      'fail',
      /^The staging area does not accept the bot’s keys \(InvalidAccessKeyId\)\.$/,
      /STAGING_ACCESS_KEY/,
    ],
    [
      'a bucket that is not there',
      { file: (file) => ({ ...file, staging: { ...file.staging, bucket: 'no-such-bucket' } }) },
      'staging area',
      'fail',
      /bucket does not exist\.$/,
      /^Check http/,
    ],
    [
      'a key that the archiver does not accept',
      { file: withArchiving, environment: accounts({ ARCHIVER_API_KEY: 'old-key' }) },
      'archiver',
      'fail',
      /^The archiver \(dev\) does not accept the bot’s API key\./,
      /^ARCHIVER_API_KEY: the Api-Key of the archiver/,
    ],
    [
      'an archiver that is not there',
      {
        file: (file, world) => ({
          ...file,
          archiving: { ...archivingOf(world), archiver: nowhere },
        }),
        environment: accounts(),
      },
      'archiver',
      'fail',
      /^The archiver cannot be reached\.$/,
      /^Check the addresses under archiving/,
    ],
    [
      'no samtools on the machine',
      {
        file: (file, world) => ({
          ...file,
          archiving: { ...archivingOf(world), files: { samtools: 'no-such-samtools' } },
        }),
        environment: accounts(),
      },
      'samtools',
      'warn',
      /^no-such-samtools cannot be started on this machine$/,
      /^Install it \(Debian: samtools\), or name it in archiving\.files\.samtools\.$/,
    ],
    [
      'no account to upload files with',
      { file: withArchiving, environment: accounts({ AAP_PASSWORD: '' }) },
      'AAP account',
      'warn',
      /^there is no account to upload files with$/,
      /^AAP_USERNAME and AAP_PASSWORD: .*straight to ENA need none\.$/,
    ],
    [
      'an account that AAP does not accept',
      {
        file: withArchiving,
        environment: accounts({ AAP_PASSWORD: 'wrong' }),
      },
      'AAP account',
      'fail',
      /^AAP does not accept the account$/,
      /they differ by environment\.$/,
    ],
    [
      'a bucket of files that is not there',
      {
        file: (file) => ({ ...file, objects: { kind: 's3', endpoint: nowhere, bucket: 'files' } }),
        environment: { OBJECTS_ACCESS_KEY: 'ACCESSKEY', OBJECTS_SECRET_KEY: 'a-secret-key' },
      },
      'files',
      'fail',
      /^The bucket of files /,
      /^Check http:\/\/127\.0\.0\.1:9, OBJECTS_ACCESS_KEY and/,
    ],
  ])('%s', async (_what, faults, name, mark, says, fix) => {
    await using installation = await anInstallation(faults);
    expect(await installation.complaints()).toEqual({
      [name]: { name, mark, says: expect.stringMatching(says), fix: expect.stringMatching(fix) },
    });
  });

  it('a wrong bot token, and what cannot be known without it', async () => {
    await using installation = await anInstallation({
      environment: { SLACK_BOT_TOKEN: 'xoxb-wrong' },
    });
    const found = await installation.complaints();
    expect(found['bot token']).toMatchObject({
      mark: 'fail',
      says: 'Slack does not accept it (invalid_auth)',
      fix: expect.stringContaining('OAuth & Permissions'),
    });
    expect(found['scopes']).toMatchObject({ fix: 'First mend the bot token.' });
    expect(found).not.toHaveProperty('app token');
    const { code, said } = await run(installation);
    expect(said).toContain('✗ bot token');
    expect(said).not.toContain('xoxb-wrong');
    expect(code).toBe(1);
  });

  it('a Slack that does not answer', async () => {
    await using installation = await anInstallation();
    await installation.desk.stop();
    const { code, said } = await run(installation);
    expect(said).toMatch(/✗ bot token +could not be looked at: Slack can’t be reached\n/);
    expect(said).toMatch(/✓ ingest/);
    expect(code).toBe(1);
  });

  it.each([
    [29, undefined, ''],
    [45, 'warn', 'ahead of'],
    [-45, 'warn', 'behind'],
    [400, 'fail', 'ahead of'],
    [-400, 'fail', 'behind'],
  ])('a clock that is %i s off', async (off, mark, word) => {
    await using installation = await anInstallation();
    const { clock } = await installation.complaints(() => new Date(Date.now() + seconds(off)));
    expect(clock?.mark).toBe(mark);
    if (mark !== undefined) expect(clock?.says).toMatch(new RegExp(`^\\d+ s ${word} Slack’s$`));
  });

  it('a Slack whose Date header tells another time', async () => {
    const date = new Date(Date.now() - seconds(90)).toUTCString();
    await using slack = createServer((_request, response) => {
      response.writeHead(200, { date, 'content-type': 'application/json' });
      response.end('{"ok":false,"error":"invalid_auth"}');
    }).listen(0, '127.0.0.1');
    await once(slack, 'listening');
    const address = slack.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    await using installation = await anInstallation({
      environment: { SLACK_API_URL: `http://127.0.0.1:${address.port}/api/` },
    });
    const { clock } = await installation.complaints();
    expect(clock).toMatchObject({
      mark: 'warn',
      says: expect.stringMatching(/^(89|90|91|92) s ahead of Slack’s$/),
      fix: expect.stringContaining('NTP'),
    });
    slack.closeAllConnections();
  });

  it('a secret that others can read, without reading it', async () => {
    await using installation = await anInstallation();
    installation.openToAll();
    const { configuration, secrets, ...rest } = await installation.complaints();
    expect(configuration?.mark).toBe('fail');
    expect(secrets).toMatchObject({
      mark: 'fail',
      fix: expect.stringMatching(/^INGEST_TOKEN_FILE: .* can be read by others\. Do: chmod 600 /),
    });
    expect(rest).toEqual({});
  });

  it('no app token over HTTP, but that a signing secret is there', async () => {
    const file: Faults['file'] = (same) => ({
      ...same,
      slack: { ...same.slack, transport: 'http' },
    });
    const tokens = { SLACK_APP_TOKEN: undefined };
    await using bare = await anInstallation({ file, environment: tokens });
    expect((await bare.complaints())['configuration']?.fix).toContain('SLACK_SIGNING_SECRET');
    await using whole = await anInstallation({
      file,
      environment: { ...tokens, SLACK_SIGNING_SECRET: 'a-signing-secret' },
    });
    expect(await whole.complaints()).toEqual({});
  });

  it('no app token over HTTP, but that a signing secret is there', async () => {
    const file: Faults['file'] = (same) => ({
      ...same,
      slack: { ...same.slack, transport: 'http' },
    });
    const tokens = { SLACK_APP_TOKEN: undefined };
    await using bare = await anInstallation({ file, environment: tokens });
    expect((await bare.complaints())['configuration']).toMatchObject({
      fix: expect.stringContaining('SLACK_SIGNING_SECRET'),
    });
    await using whole = await anInstallation({
      file,
      environment: { ...tokens, SLACK_SIGNING_SECRET: 'a-signing-secret' },
    });
    expect(await whole.complaints()).toEqual({});
  });

  it('a fault in the configuration, with its line', async () => {
    await using installation = await anInstallation({
      file: (file) => ({ ...file, slack: { ...file.slack, channel: 'dcp-ops' } }),
    });
    const { configuration } = await installation.complaints();
    expect(configuration).toMatchObject({
      fix: expect.stringMatching(/handoff\.yml:3 slack\.channel/),
    });
  });

  it.skipIf(!existsSync('/sys/kernel'))(
    'a data folder that takes nothing and has no room',
    async () => {
      await using installation = await anInstallation({ environment: { DATA_DIR: '/sys/kernel' } });
      expect(await installation.complaints()).toMatchObject({
        'data folder': { mark: 'fail', says: expect.stringContaining('can’t be written to') },
        disk: { mark: 'warn', says: '0.0 GB free' },
      });
    },
  );

  it('a file where the folder of files should be', async () => {
    await using installation = await anInstallation();
    writeFileSync(join(installation.dataDir, 'objects'), '');
    expect(await installation.complaints()).toEqual({
      files: expect.objectContaining({
        mark: 'fail',
        says: expect.stringMatching(/^The folder of files /),
        fix: expect.stringContaining('docs/operate/files.md'),
      }),
    });
  });

  it('a data folder that is open to others, or not there', async () => {
    await using installation = await anInstallation();
    chmodSync(installation.dataDir, 0o755);
    expect(await installation.complaints()).toMatchObject({
      'data folder': { mark: 'warn', fix: `Do: chmod 700 ${installation.dataDir}` },
    });
    rmSync(installation.dataDir, { recursive: true });
    expect(await installation.complaints()).toEqual({
      'data folder': expect.objectContaining({
        mark: 'warn',
        says: expect.stringContaining('is not there; the first start makes it'),
      }),
    });
    expect(existsSync(installation.dataDir)).toBe(false);
  });

  it.each<[string, (sqlite: Sqlite.Database) => void, string, RegExp]>([
    [
      'a database of a newer version',
      (sqlite) => sqlite.pragma('user_version = 99'),
      'database',
      /newer version: it has 99 migrations/,
    ],
    [
      'a journal that was cut off',
      (sqlite) => sqlite.exec(`INSERT INTO sqlite_sequence (name, seq) VALUES ('journal', 5)`),
      'journal',
      /tampered with at entry 1: entries 1 to 5 were cut off$/,
    ],
  ])('%s', async (_what, change, name, says) => {
    await using installation = await anInstallation();
    const sqlite = new Sqlite(join(installation.dataDir, 'handoff.db'));
    change(sqlite);
    sqlite.close();
    expect(await installation.complaints()).toEqual({
      [name]: expect.objectContaining({ mark: 'fail', says: expect.stringMatching(says) }),
    });
  });

  it('a database that is none', async () => {
    await using installation = await anInstallation();
    for (const name of readdirSync(installation.dataDir)) rmSync(join(installation.dataDir, name));
    writeFileSync(join(installation.dataDir, 'handoff.db'), 'x'.repeat(5000));
    const { database } = await installation.complaints();
    expect(database).toMatchObject({
      mark: 'fail',
      says: expect.stringContaining('not a database'),
      fix: expect.stringContaining('docs/operate/restore.md'),
    });
  });
});
