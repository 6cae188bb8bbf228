import { execFile } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../free-ports.ts';
import { folderOf, somebody } from './as-somebody.ts';
import type { Proof } from './authority.ts';
import { type DatabaseServer, startServer } from './server.ts';

const VERSIONS = '/usr/lib/postgresql';

/** Why the tests against a real PostgreSQL cannot run here, if they cannot. CI has it, or fails. */
export const noPostgres: string | undefined =
  existsSync(VERSIONS) || process.env['CI'] === 'true'
    ? undefined
    : 'there is no PostgreSQL: apt-get install --no-install-recommends postgresql';

const program = promisify(execFile);

/** A real PostgreSQL that wants passwords, in a folder, without its defences against a power cut. */
export async function startPostgres(proof?: Proof): Promise<DatabaseServer> {
  const as = somebody();
  const folder = folderOf(as, 'handoff-postgres-');
  const programs = join(VERSIONS, readdirSync(VERSIONS).at(-1) ?? '', 'bin');
  const [port = 0] = await freePorts(1);
  const data = join(folder.path, 'data');
  const logPath = join(folder.path, 'log');
  const log = openSync(logPath, 'a');
  const options = { ...as, cwd: folder.path };
  const run = async (sql: string, database = 'postgres'): Promise<void> => {
    const words = ['-h', folder.path, '-p', String(port), '-U', 'admin', '-d', database];
    await program(join(programs, 'psql'), [...words, '-qv', 'ON_ERROR_STOP=1', '-c', sql], {
      ...options,
      timeout: 10_000,
    });
  };
  const clear = (): void => {
    closeSync(log);
    folder.remove();
  };
  try {
    const auth = ['--auth-local=trust', '--auth-host=scram-sha-256'];
    const init = ['-D', data, '-U', 'admin', '-N', '--no-locale', '-E', 'UTF8', ...auth];
    await program(join(programs, 'initdb'), init, options);
    const tls = proof && [`ssl_cert_file=${proof.certificate}`, `ssl_key_file=${proof.key}`];
    const settings = [
      ...['fsync=off', `unix_socket_directories=${folder.path}`],
      ...(tls === undefined ? [] : ['ssl=on', ...tls]),
    ];
    const server = await startServer({
      program: join(programs, 'postgres'),
      words: [
        '-D',
        data,
        '-p',
        `${port}`,
        '-h',
        '127.0.0.1',
        ...settings.flatMap((s) => ['-c', s]),
      ],
      as,
      folder: folder.path,
      log,
      logPath,
      stopSignal: 'SIGQUIT', // at once
      isUp: () =>
        run('select 1').then(
          () => true,
          () => false,
        ),
    });
    return {
      port,
      run,
      async stop() {
        await server.stop();
        clear();
      },
    };
  } catch (cause) {
    clear();
    throw new Error('PostgreSQL did not start.', { cause });
  }
}
