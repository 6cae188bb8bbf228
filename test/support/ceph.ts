import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from './free-ports.ts';

const run = promisify(execFile);
const STARTS_WITHIN = 90_000; // milliseconds; some 12 s on a machine with nothing else to do
const DAEMONS = ['ceph-mon', 'ceph-osd', 'ceph-mgr', 'radosgw'];

/** Why the tests against a real S3 server cannot run here, if they cannot. CI has it, or fails. */
export const noCeph: string | undefined =
  DAEMONS.every((name) => existsSync(`/usr/bin/${name}`)) || process.env['CI'] === 'true'
    ? undefined
    : 'there is no Ceph: apt-get install --no-install-recommends ceph-mon ceph-osd ceph-mgr ceph-common radosgw';

export interface CephUser {
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface Ceph {
  readonly endpoint: string;
  /**
   * Another user of the gateway: `arn:aws:iam:::user/<name>` in policies. Capabilities (`user-policy=*`) let it
   * administer others.
   */
  addUser(name: string, capabilities?: string): Promise<CephUser>;
  stop(): Promise<void>;
}

/**
 * A real S3 server for tests: Ceph of one node on loopback, its objects in memory (2 GiB; what is removed is freed
 * within seconds), its state in a folder. With `disk`, so many bytes, its objects are on disk, for what memory cannot
 * hold.
 */
export async function startCeph({ disk }: { readonly disk?: number } = {}): Promise<Ceph> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-ceph-'));
  const children: ChildProcess[] = [];
  const [monitor, monitorOld, gateway] = await freePorts(3);
  const endpoint = `http://127.0.0.1:${gateway}`;
  const output = openSync(join(folder, 'output.log'), 'a');

  const ask = (program: string, ...words: readonly string[]) =>
    run(program, [...words], { cwd: folder, timeout: STARTS_WITHIN });
  const daemon = (program: string, ...words: readonly string[]): void => {
    const stdio = ['ignore', output, output] as const;
    children.push(
      spawn(program, ['-f', '-c', 'ceph.conf', ...words], { cwd: folder, stdio: [...stdio] }),
    );
  };
  const stop = async (): Promise<void> => {
    // The disk and the gateway outlive a polite request; there is nothing to save.
    await Promise.all(children.reverse().map(end));
    closeSync(output);
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    for (const name of ['mon', 'mgr', 'osd', 'run']) mkdirSync(join(folder, name));
    const fsid = randomUUID();
    const monitors = `[v2:127.0.0.1:${monitor},v1:127.0.0.1:${monitorOld}]`;
    writeFileSync(
      join(folder, 'ceph.conf'),
      configuration({ folder, fsid, monitors, endpoint, disk }),
    );
    await ask('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', monitors, 'monmap');
    await ask(
      'ceph-authtool',
      '-C',
      'keyring',
      '-n',
      'mon.',
      '--gen-key',
      '--cap',
      'mon',
      'allow *',
    );
    const allowed = ['mon', 'osd', 'mgr'].flatMap((part) => ['--cap', part, 'allow *']);
    for (const name of ['client.admin', 'client.rgw', 'osd.0', 'mgr.x']) {
      await ask('ceph-authtool', 'keyring', '-n', name, '--gen-key', ...allowed);
    }
    const files = ['--monmap', 'monmap', '--keyring', 'keyring'];
    await ask('ceph-mon', '-c', 'ceph.conf', '-i', 'a', '--mkfs', ...files);
    daemon('ceph-mon', '-i', 'a');
    const osd = randomUUID();
    await ask('ceph', '-c', 'ceph.conf', 'osd', 'new', osd);
    await ask('ceph-osd', '-c', 'ceph.conf', '-i', '0', '--mkfs', '--osd-uuid', osd);
    daemon('ceph-mgr', '-i', 'x');
    daemon('ceph-osd', '-i', '0');
    daemon('radosgw', '-n', 'client.rgw');
    await answers(endpoint);
  } catch (cause) {
    await stop();
    throw new Error('Ceph did not start.', { cause });
  }

  return {
    endpoint,
    stop,
    async addUser(name, capabilities) {
      const accessKey = randomBytes(10).toString('hex');
      const secretKey = randomBytes(20).toString('hex');
      const words = ['-c', 'ceph.conf', '-n', 'client.rgw', 'user', 'create', `--uid=${name}`];
      const keys = [`--access-key=${accessKey}`, `--secret=${secretKey}`];
      if (capabilities !== undefined) keys.push(`--caps=${capabilities}`);
      await ask('radosgw-admin', ...words, `--display-name=${name}`, ...keys);
      return { accessKey, secretKey };
    },
  };
}

/** What makes it one node, in memory, in a folder. Keys are needed: the gateway does not start without. */
function configuration(its: {
  readonly folder: string;
  readonly fsid: string;
  readonly monitors: string;
  readonly endpoint: string;
  readonly disk: number | undefined;
}): string {
  const store =
    its.disk === undefined
      ? 'osd_objectstore = memstore\nmemstore_device_bytes = 2147483648'
      : `osd_objectstore = bluestore\nbluestore_block_size = ${its.disk}\nbluestore_block_create = true`;
  return `[global]
fsid = ${its.fsid}
mon_initial_members = a
mon_host = ${its.monitors}
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
keyring = ${its.folder}/keyring
ms_bind_ipv4 = true
ms_bind_ipv6 = false
public_addr = 127.0.0.1
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_max_pg_per_osd = 1000
osd_crush_chooseleaf_type = 0
osd_class_dir = /usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/rados-classes
osd_class_load_list = *
osd_class_default_list = *
${store}
run_dir = ${its.folder}/run
admin_socket = ${its.folder}/run/$cluster-$name.asok
log_file = ${its.folder}/$name.log
setuser_match_path =
[mon.a]
host = ${hostname()}
mon_data = ${its.folder}/mon
[mgr.x]
mgr_data = ${its.folder}/mgr
[osd.0]
osd_data = ${its.folder}/osd
[client.rgw]
rgw_frontends = beast endpoint=${new URL(its.endpoint).host}
rgw_lc_debug_interval = 2
rgw_gc_obj_min_wait = 5
rgw_gc_processor_period = 5
`;
}

async function answers(endpoint: string): Promise<void> {
  const until = Date.now() + STARTS_WITHIN;
  while (Date.now() < until) {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(1000) }).catch(
      () => undefined,
    );
    if (answer !== undefined) return;
    await pause(200);
  }
  throw new Error('Its gateway does not answer.');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
