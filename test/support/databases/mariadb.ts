import { execFile } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../free-ports.ts';
import { folderOf, somebody } from './as-somebody.ts';
import type { Proof } from './authority.ts';
import { type DatabaseServer, startServer } from './server.ts';

const PROGRAM = '/usr/sbin/mariadbd';

/** Why the tests against a real MariaDB cannot run here, if they cannot. CI has it, or fails. */
export const noMariadb: string | undefined =
  existsSync(PROGRAM) || process.env['CI'] === 'true'
    ? undefined
    : 'there is no MariaDB: apt-get install --no-install-recommends mariadb-server';

const program = promisify(execFile);

/** A real MariaDB in a folder; its administrator comes by the socket alone. */
export async function startMariadb(proof?: Proof): Promise<DatabaseServer> {
  const as = somebody();
  const folder = folderOf(as, 'handoff-mariadb-');
  const [port = 0] = await freePorts(1);
  const data = join(folder.path, 'data');
  const socket = join(folder.path, 'socket');
  const logPath = join(folder.path, 'log');
  const log = openSync(logPath, 'a');
  const options = { ...as, cwd: folder.path };
  const run = async (sql: string, database = 'mysql'): Promise<void> => {
    const words = ['--no-defaults', `--socket=${socket}`, '--user=root', database];
    await program('/usr/bin/mariadb', [...words, '-e', sql], { ...options, timeout: 10_000 });
  };
  const clear = (): void => {
    closeSync(log);
    folder.remove();
  };
  try {
    const init = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal'];
    await program(
      '/usr/bin/mariadb-install-db',
      [...init, '--skip-test-db', '--innodb-log-file-size=4M'],
      options,
    );
    const network = ['--bind-address=127.0.0.1', `--port=${port}`, `--socket=${socket}`];
    const tls = proof ? [`--ssl-cert=${proof.certificate}`, `--ssl-key=${proof.key}`] : [];
    const small = ['--innodb-log-file-size=4M', '--innodb-buffer-pool-size=8M'];
    const server = await startServer({
      program: PROGRAM,
      words: ['--no-defaults', `--datadir=${data}`, ...network, ...tls, ...small],
      as,
      folder: folder.path,
      log,
      logPath,
      stopSignal: 'SIGKILL', // all of it is thrown away
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
    throw new Error('MariaDB did not start.', { cause });
  }
}
