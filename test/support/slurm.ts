import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from './free-ports.ts';

const run = promisify(execFile);
const STARTS_WITHIN = 30_000; // milliseconds; some 2 s on a machine with nothing else to do
const DAEMONS = ['munged', 'slurmctld', 'slurmd'];

/** Why the tests against a real Slurm cannot run here, if they cannot. CI has it, or fails. */
export const noSlurm: string | undefined =
  DAEMONS.every((name) => existsSync(`/usr/sbin/${name}`)) || process.env['CI'] === 'true'
    ? undefined
    : 'there is no Slurm: apt-get install --no-install-recommends munge slurmctld slurmd slurm-client';

export interface Slurm {
  /** For SLURM_CONF: by it the commands find this cluster. */
  readonly config: string;
  ask(command: string, ...given: readonly string[]): Promise<string>;
  /** The controller is away while this is done, as for an upgrade. */
  withoutController(during: () => Promise<void>): Promise<void>;
  /** Ends the node, and all that runs on it, as a power cut would; Slurm is told, or has to find out (some 20 s). */
  failNode(its: { readonly noticed: boolean }): Promise<void>;
  startNode(): Promise<void>;
  /** It keeps jobs that have ended in mind no longer, now; its file of completed jobs has them. */
  forgetEnded(): Promise<void>;
  stop(): Promise<void>;
}

/** A real Slurm of one node on loopback, without accounting, its state in a folder. */
export async function startSlurm(): Promise<Slurm> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-slurm-'));
  const [controllerPort = 0, nodePort = 0] = await freePorts(2);
  const name = hostname().split('.')[0] ?? 'node';
  const config = join(folder, 'slurm.conf');
  const output = openSync(join(folder, 'output.log'), 'a');
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', SLURM_CONF: config };
  const daemons = new Map<string, ChildProcess>();
  const daemon = (program: string, ...words: readonly string[]): void => {
    const stdio = ['ignore', output, output] as const;
    daemons.set(program, spawn(`/usr/sbin/${program}`, words, { env, stdio: [...stdio] }));
  };
  const ask = async (command: string, ...given: readonly string[]): Promise<string> =>
    (await run(command, [...given], { env, timeout: STARTS_WITHIN })).stdout.trim();
  const startController = (): void => daemon('slurmctld', '-D');
  const startDaemon = (): void => daemon('slurmd', '-D', '-N', name);
  const end = async (program: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    const child = daemons.get(program);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  const answers = async (): Promise<void> => {
    const until = Date.now() + STARTS_WITHIN;
    while (Date.now() < until) {
      const states = await ask('sinfo', '-h', '-o', '%T').catch(() => '');
      if (/^(idle|mixed|allocated)$/.test(states)) return;
      await pause(100);
    }
    throw new Error(`Slurm does not come up: ${readFileSync(join(folder, 'output.log'), 'utf8')}`);
  };
  const stop = async (): Promise<void> => {
    await end('slurmctld');
    for (const pid of stepsOf(folder)) kill(pid);
    await end('slurmd');
    await end('munged');
    closeSync(output);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    for (const one of ['state', 'spool', 'munge']) mkdirSync(join(folder, one), { mode: 0o700 });
    const key = join(folder, 'munge', 'key');
    writeFileSync(key, randomBytes(1024), { mode: 0o400 });
    writeFileSync(config, configuration({ folder, name, controllerPort, nodePort }));
    const socket = `--socket=${folder}/munge.sock`;
    const files = ['pid', 'log', 'seed'].map((one) => `--${one}-file=${folder}/munge/${one}`);
    daemon('munged', '--foreground', '--force', socket, `--key-file=${key}`, ...files);
    startController();
    startDaemon();
    await answers();
  } catch (cause) {
    await stop();
    throw new Error('Slurm did not start.', { cause });
  }
  return {
    config,
    ask,
    stop,
    async withoutController(during) {
      await end('slurmctld', 'SIGTERM');
      await during();
      startController();
      await answers();
    },
    async failNode({ noticed }) {
      await end('slurmd');
      for (const pid of stepsOf(folder)) kill(pid);
      const down = ['update', `NodeName=${name}`, 'State=DOWN', 'Reason=test'];
      if (noticed) await ask('scontrol', ...down);
    },
    async forgetEnded() {
      const remembering = readFileSync(config, 'utf8');
      writeFileSync(config, remembering.replace(/^MinJobAge=.*$/m, 'MinJobAge=2'));
      await ask('scontrol', 'reconfigure');
      const until = Date.now() + STARTS_WITHIN;
      while ((await ask('squeue', '-h', '-t', 'CA,CD,F,NF,OOM,PR,TO')) !== '') {
        if (Date.now() > until) throw new Error('Slurm forgets nothing.');
        await pause(200);
      }
      writeFileSync(config, remembering);
      await ask('scontrol', 'reconfigure');
    },
    async startNode() {
      startDaemon();
      await answers();
    },
  };
}

/** One that the commands of this process find, until it is stopped. */
export async function startSlurmHere(): Promise<Slurm> {
  const before = process.env['SLURM_CONF'];
  const slurm = await startSlurm();
  process.env['SLURM_CONF'] = slurm.config;
  return {
    ...slurm,
    async stop() {
      await slurm.stop();
      if (before === undefined) delete process.env['SLURM_CONF'];
      else process.env['SLURM_CONF'] = before;
    },
  };
}

/** The daemons of steps and all that they have started: they belong to nobody once the node’s own daemon is gone. */
function stepsOf(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        const its = environment.includes(`SLURM_CONF=${folder}/`);
        const daemon = /\/(munged|slurmctld|slurmd)\0/.test(line);
        return its && !daemon ? [Number(pid)] : [];
      } catch {
        return []; // it has ended
      }
    });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

function configuration(its: {
  readonly folder: string;
  readonly name: string;
  readonly controllerPort: number;
  readonly nodePort: number;
}): string {
  const { folder, name } = its;
  return `ClusterName=test
SlurmctldHost=${name}(127.0.0.1)
SlurmUser=${userInfo().username}
SlurmdUser=${userInfo().username}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.sock,cred_expire=5
SlurmctldPort=${its.controllerPort}
SlurmdPort=${its.nodePort}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=1,sched_min_interval=100000,batch_sched_delay=0
DefMemPerCPU=100
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=${folder}/jobcomp.log
ReturnToService=2
MinJobAge=300
KillWait=2
SlurmdTimeout=10
NodeName=${name} NodeAddr=127.0.0.1 CPUs=4 RealMemory=16000 State=UNKNOWN
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PartitionName=main Nodes=${name} Default=YES MaxTime=INFINITE State=UP PriorityTier=2
PartitionName=cheap Nodes=${name} MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=CANCEL
PartitionName=urgent Nodes=${name} MaxTime=INFINITE State=UP PriorityTier=3
`;
}
