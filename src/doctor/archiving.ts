import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Config, Secrets } from '../config/config.ts';
import { whereFrom } from '../config/env.ts';
import { seconds } from '../domain/duration.ts';
import { type Clock, OutsideError } from '../operations/ports.ts';
import { createArchiverApi } from '../upstream/archiver/archiver-api.ts';
import { createHttp } from '../upstream/http.ts';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

const execute = promisify(execFile);
const LIMITS = { headers: seconds(10), whole: seconds(15) };
const NOBODYS_SUBMISSION = '00000000-0000-4000-8000-000000000000';

/** The archiver and the account for files, asked something harmless; nothing where archiving is switched off. */
export function archivingChecks(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
}): readonly Check[] {
  const { config, secrets, clock } = needs;
  const { archiving } = config;
  const { archiverKey: key, ingestToken: token, aap: login } = secrets;
  if (archiving === undefined || key === undefined) return [];
  const { environment, archiver: url, aap, secretsManager, files } = archiving;
  const ingest = { url: config.ingest.url, token };
  const api = createArchiverApi({ environment, url, key, ingest, clock, limits: LIMITS });

  async function archiver(): Promise<Finding> {
    await api.latest(NOBODYS_SUBMISSION);
    return ok(`answers at ${url} (${environment}), and accepts the key`);
  }

  async function account(): Promise<Finding> {
    if (login === undefined) {
      const fix = `AAP_USERNAME and AAP_PASSWORD: ${whereFrom('AAP_USERNAME')}. Files that go straight to ENA need none.`;
      return warn('there is no account to upload files with', fix);
    }
    const pair = `${await login.username.read()}:${await login.password.read()}`;
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    const http = createHttp({
      system: 'AAP',
      url: aap,
      login: async () => ({ authorization }),
      clock,
      limits: LIMITS,
    });
    const { status, text } = await http.ask('GET', '');
    if (status === 200 && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text.trim())) {
      return ok(`${aap} gives the bot’s account a token`);
    }
    const says =
      status === 401
        ? 'AAP does not accept the account'
        : `AAP answered ${status}, without a token`;
    return fail(says, `Check ${aap}, AAP_USERNAME and AAP_PASSWORD: they differ by environment.`);
  }

  async function samtools(): Promise<Finding> {
    try {
      const { stdout } = await execute(files.samtools, ['--version'], {
        timeout: seconds(10),
        env: { PATH: process.env['PATH'] ?? '' }, // none of the bot’s secrets
      });
      return ok(`${stdout.split('\n')[0]} converts files and reads them back`);
    } catch {
      const fix = 'Install it (Debian: samtools), or name it in archiving.files.samtools.';
      return warn(`${files.samtools} cannot be started on this machine`, fix);
    }
  }

  return [
    { name: 'samtools', run: samtools },
    { name: 'archiver', run: () => archiver().catch(explained) },
    { name: 'AAP account', run: () => account().catch(explained) },
  ];

  function explained(error: unknown): Finding {
    if (!(error instanceof OutsideError)) throw error;
    const source =
      secretsManager === undefined
        ? `ARCHIVER_API_KEY: ${whereFrom('ARCHIVER_API_KEY')}. See docs/operate/archiver-does-not-accept-the-key.md`
        : `Look at ${secretsManager.jsonKey} in ${secretsManager.secretId} of AWS Secrets Manager.`;
    return fail(
      error.message,
      error.stranger === 'not let in'
        ? source
        : 'Check the addresses under archiving, and the network between.',
    );
  }
}
