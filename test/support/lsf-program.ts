import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * bsub, bjobs, bkill and bhist as IBM documents them and as a free heir of it was seen to behave: a folder holds its jobs,
 * which run here. It covers what Handoff asks for, states, names, limits of memory and time, reasons, and the differences
 * between versions; not queues, hosts, arrays, dependencies or fair share.
 */
const STATE = process.env['LSF_ENVDIR'] ?? '';
const [command = '', ...given] = process.argv.slice(2);
/** `ibm`; `heir`: no exit_code, no -M; `old`: no -json. */
const dialect = readFileSync(join(STATE, 'dialect'), 'utf8').trim();
const job = z.object({
  id: z.string(),
  name: z.string(),
  line: z.string(),
  memory: z.number(), // bytes
  minutes: z.number(),
  stat: z.enum(['PEND', 'RUN', 'DONE', 'EXIT']),
  pid: z.number().optional(),
  code: z.number().optional(),
  reason: z.string().optional(),
  again: z.boolean().optional(), // once it has ended
});
type Job = z.infer<typeof job>;
const path = (id: string): string => join(STATE, 'jobs', `${id}.json`);
const read = (id: string): Job => job.parse(JSON.parse(readFileSync(path(id), 'utf8')));
const all = (): readonly Job[] =>
  readdirSync(join(STATE, 'jobs'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => read(name.replace('.json', '')))
    .sort((a, b) => Number(a.id) - Number(b.id));
function write(one: Job): void {
  writeFileSync(`${path(one.id)}.${process.pid}`, JSON.stringify(one));
  renameSync(`${path(one.id)}.${process.pid}`, path(one.id));
}
const out = (text: string): boolean => process.stdout.write(`${text}\n`);
const fail = (text: string, code = 255): never => {
  process.stderr.write(`${text}\n`);
  process.exit(code);
};
/** The options of a command with a value each, and what follows them. */
function options(flags: readonly string[]): {
  readonly of: Map<string, string>;
  readonly rest: string[];
} {
  const of = new Map<string, string>();
  const rest = [...given];
  while (rest[0]?.startsWith('-')) {
    const flag = rest.shift() ?? '';
    of.set(flag, flags.includes(flag) ? '' : (rest.shift() ?? ''));
  }
  return { of, rest };
}

if (existsSync(join(STATE, 'down'))) fail('Cannot connect to LSF. Please wait ...');
switch (command) {
  case 'bsub': {
    const { of, rest } = options([]);
    if (Number(of.get('-M')) > 1e9) fail('Bad resource requirement syntax. Job not submitted.');
    mkdirSync(join(STATE, 'jobs'), { recursive: true });
    let number = all().length + 1;
    for (; ; number += 1) {
      try {
        mkdirSync(join(STATE, 'jobs', String(number))); // nobody else takes it
        break;
      } catch {}
    }
    const unit = readFileSync(join(STATE, 'unit'), 'utf8').trim() === 'KB' ? 1024 : 1024 ** 2;
    const memory = Number(of.get('-M')) * unit;
    const line = rest.join(' ');
    const id = String(number);
    write({
      id,
      name: of.get('-J') ?? '',
      line,
      memory,
      minutes: Number(of.get('-W')),
      stat: 'PEND',
    });
    start(id);
    process.stderr.write('Cannot connect to LSF. Please wait ...\n');
    out(`Job <${id}> is submitted to default queue <normal>.`);
    break;
  }
  case 'run': {
    const one = read(given[0] ?? '');
    const env = { ...process.env, LSB_JOBID: one.id };
    const child = spawn('/bin/sh', ['-c', one.line], { env, stdio: 'ignore', detached: true });
    const pid = child.pid ?? 0;
    write({ ...one, stat: 'RUN', pid });
    const end = (reason: string): void => {
      write({ ...read(one.id), reason });
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {}
    };
    const watch = setInterval(() => {
      const taken = spawnSync('ps', ['-o', 'rss=', '-s', String(pid)], { encoding: 'utf8' });
      const kilobytes = taken.stdout.split('\n').reduce((sum, one) => sum + Number(one), 0);
      if (dialect !== 'heir' && kilobytes * 1024 > one.memory)
        end('TERM_MEMLIMIT: job killed after reaching LSF memory usage limit');
    }, 100);
    const limit = Number(readFileSync(join(STATE, 'minute'), 'utf8')) * one.minutes;
    const late = setTimeout(
      () => end('TERM_RUNLIMIT: job killed after reaching LSF run time limit'),
      limit,
    );
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      clearTimeout(late);
      const { again, ...ended } = read(one.id);
      if (again) {
        write({ ...ended, stat: 'PEND', pid: undefined });
        start(one.id);
        return;
      }
      write({
        ...ended,
        stat: code === 0 ? 'DONE' : 'EXIT',
        code: code ?? (signal === 'SIGKILL' ? 137 : 130),
      });
    });
    break;
  }
  case 'bjobs':
    bjobs();
    break;
  case 'bkill': {
    for (const id of given) {
      const one = existsSync(path(id)) ? read(id) : fail(`Job <${id}>: No matching job found`);
      if (one.stat === 'DONE' || one.stat === 'EXIT') fail(`Job <${id}>: Job has already finished`);
      write({ ...one, reason: 'TERM_OWNER: job killed by owner' });
      try {
        process.kill(-(one.pid ?? 0), 'SIGTERM');
      } catch {}
      setTimeout(() => {
        try {
          process.kill(-(one.pid ?? 0), 'SIGKILL');
        } catch {}
      }, 500);
      out(`Job <${id}> is being terminated`);
    }
    break;
  }
  /** What a scheduler does of itself for a job that is more urgent: `preempt requeue 17`, or `end`. */
  case 'preempt': {
    const [how, id = ''] = given;
    const one = read(id);
    const reason = 'TERM_PREEMPT: job killed after preemption';
    write(how === 'requeue' ? { ...one, again: true } : { ...one, reason });
    process.kill(-(one.pid ?? fail(`Job <${id}> does not run`)), 'SIGKILL');
    break;
  }
  case 'bhist':
    bhist();
    break;
  default:
    fail(`There is no ${command} here.`);
}

function start(id: string): void {
  const self = process.argv[1] ?? '';
  spawn(process.execPath, [self, 'run', id], { detached: true, stdio: 'ignore' }).unref();
}

function bjobs(): void {
  if (dialect === 'old' && given.includes('-json')) fail('bjobs: illegal option -- j');
  const asked = (given[given.indexOf('-o') + 1] ?? '').split(' ');
  if (dialect === 'heir' && asked.includes('exit_code')) fail('exit_code: Unknown field name.');
  const jobs = existsSync(join(STATE, 'jobs')) ? all() : [];
  if (jobs.length === 0) fail('No job found');
  if (!given.includes('-json')) {
    out('JOBID   USER    STAT  QUEUE      FROM_HOST   EXEC_HOST   JOB_NAME   SUBMIT_TIME');
    const user = userInfo().username;
    for (const { id, stat, name } of jobs)
      out(
        `${id}   ${user}   ${stat}  normal     here        ${stat === 'PEND' ? '-' : 'here'}        ${name} Nov 21 10:00`,
      );
    return;
  }
  const RECORDS = jobs.map(({ id, stat, name, code, reason }) => ({
    JOBID: id,
    STAT: stat,
    ...(asked.includes('exit_code')
      ? { EXIT_CODE: code === undefined || code === 0 ? '' : String(code) }
      : {}),
    ...(asked.includes('exit_reason')
      ? { EXIT_REASON: stat === 'EXIT' ? (reason ?? '') : '' }
      : {}),
    JOB_NAME: name,
  }));
  out(JSON.stringify({ COMMAND: 'bjobs', JOBS: RECORDS.length, RECORDS }, null, 2));
}

/** Long lines are broken at 80 characters, anywhere, as the real one does. */
function bhist(): void {
  if (given.includes('-w')) {
    out('Summary of time in seconds spent in various states:');
    out('JOBID   USER    JOB_NAME  PEND    PSUSP   RUN     USUSP   SSUSP   UNKWN   TOTAL');
    for (const { id, name } of all())
      out(`${id}  ${userInfo().username}  ${name}  0  0  1  0  0  0  1`);
    return;
  }
  for (const { id, name, line, stat, code, reason } of given
    .filter((one) => /^\d+$/.test(one))
    .map(read)) {
    const fold = (text: string): string =>
      (text.match(/.{1,80}/g) ?? []).join(`\n${' '.repeat(21)}`);
    out(
      fold(
        `Job <${id}>, Job Name <${name}>, User <${userInfo().username}>, Project <default>, Command <${line}>`,
      ),
    );
    if (stat === 'DONE')
      out(fold('Fri Nov 20 10:00:00: Done successfully. The CPU time used is 0.1 seconds;'));
    if (stat === 'EXIT') {
      const why = reason === undefined ? '' : ` ${reason}.`;
      out(
        fold(
          `Fri Nov 20 10:00:00: Exited with exit code ${code}. The CPU time used is 0.1 seconds;${why}`,
        ),
      );
    }
    out('');
  }
}
