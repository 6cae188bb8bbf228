import { userInfo } from 'node:os';
import { z } from 'zod';
import { shellLine } from '../../domain/shell-word.ts';
import { OutsideError } from '../../operations/ports.ts';
import { type Ask, createAsk, type Said, wordsOf } from './command.ts';
import { byName, type Job, type Scheduler, type Why } from './scheduler.ts';

const SYSTEM = 'LSF';
const BYTES = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const;
type MemoryUnit = keyof typeof BYTES;

const SILENT =
  /Cannot connect to LSF|LSF is down|not responding|LIM is down|Failed in an LSF library call/i;
const NONE = /No (unfinished |matching )?job found|is not found/i;
const FINISHED = /already (finished|being terminated)|No matching job found|is not found/i;

/** As much of a table of jobs as a version can give. Each is tried until one is understood, which is kept. */
const DIALECTS: readonly (readonly string[])[] = [
  ['-json', '-o', 'jobid stat exit_code exit_reason job_name'],
  ['-json', '-o', 'jobid stat job_name'],
  ['-w'],
];
const table = z.object({
  RECORDS: z.array(
    z.looseObject({
      JOBID: z.string(),
      STAT: z.string().optional(),
      JOB_NAME: z.string().optional(),
      EXIT_CODE: z.string().optional(),
      EXIT_REASON: z.string().optional(),
    }),
  ),
});
type Named = Job & { readonly name: string };

/** LSF by its commands: one `bjobs` for all jobs, `bhist` for why they ended where that does not say, and for others. */
export function createLsf(site: {
  readonly queue?: string | undefined;
  readonly project?: string | undefined;
  /** What numbers of memory mean here: LSF_UNIT_FOR_LIMITS, and KB where that is not set. */
  readonly memoryUnit: MemoryUnit;
  readonly ask?: Ask;
}): Scheduler {
  const { ask = createAsk(SYSTEM), queue, project, memoryUnit } = site;
  const user = userInfo().username;
  let dialect = 0;
  /** Of jobs that have ended: it changes no more. */
  const reasons = new Map<string, Pick<Job, 'why' | 'detail'>>();

  const command: Scheduler['command'] = ({ name, script, log, memory, time, cores }) => [
    'bsub',
    ...['-J', name, '-n', String(cores), '-W', String(Math.max(1, Math.ceil(time / 60_000)))],
    ...['-M', amount(memory, memoryUnit)],
    // What is reserved is counted in MB where what is limited is counted in KB.
    ...['-R', `rusage[mem=${amount(memory, memoryUnit === 'KB' ? 'MB' : memoryUnit)}]`],
    ...['-o', `${log}.lsf`],
    ...(queue === undefined ? [] : ['-q', queue]),
    ...(project === undefined ? [] : ['-P', project]),
    shellLine(['/bin/sh', script]), // a shell reads it, on the node
  ];

  return {
    system: SYSTEM,
    jobVariable: 'LSB_JOBID',
    list: async () => byName(await explained(await bjobs())),

    async past(names) {
      if (names.length === 0) return new Map();
      const wanted = new Set(names);
      const said = await asked('bhist', '-a', '-w', '-u', user);
      const found = said.output.split('\n').flatMap((line) => {
        const [id = '', , name = ''] = line.trim().split(/\s+/);
        return wanted.has(name) ? [{ id, name, state: 'ended' as const, detail: '' }] : [];
      });
      return byName(await explained(found));
    },

    command,

    async submit(order) {
      const [bsub = '', ...given] = command(order);
      const said = await ask(bsub, ...given);
      const id = /Job <(\d+)> is submitted/.exec(said.output)?.[1];
      if (id !== undefined) return id;
      const words = wordsOf(said);
      if (SILENT.test(words)) throw new OutsideError(SYSTEM, 'ambiguous', silent(words));
      throw new OutsideError(SYSTEM, 'refused', `${SYSTEM} does not take it: ${words}`);
    },

    async cancel(ids) {
      const said = await ask('bkill', ...ids);
      if (said.code !== 0 && !FINISHED.test(said.errors + said.output))
        throw new OutsideError(SYSTEM, 'retry', silent(wordsOf(said)));
    },
  };

  /** Its exit code means nothing that versions agree on. @throws where it does not answer. */
  async function asked(command: string, ...given: readonly string[]): Promise<Said> {
    const said = await ask(command, ...given);
    const nothing = said.output.trim() === '' || SILENT.test(said.output);
    if (nothing && SILENT.test(said.errors + said.output))
      throw new OutsideError(SYSTEM, 'retry', silent(wordsOf(said)));
    return said;
  }

  async function bjobs(): Promise<readonly Named[]> {
    for (;;) {
      const words = DIALECTS[dialect];
      const said = await asked('bjobs', '-a', '-u', user, ...(words ?? []));
      const json = words?.includes('-json') ?? false;
      const jobs = json ? inJson(said.output) : inText(said.output);
      if (jobs !== undefined) return jobs;
      if (NONE.test(said.errors + said.output)) return [];
      if (dialect + 1 === DIALECTS.length)
        throw new OutsideError(SYSTEM, 'retry', `bjobs answers something else: ${wordsOf(said)}`);
      dialect += 1;
    }
  }

  /** Jobs that have failed with the reason for it, where it can be had. */
  async function explained(jobs: readonly Named[]): Promise<readonly Named[]> {
    const unclear = jobs.filter(
      ({ id, state, why, detail }) =>
        state === 'ended' && why === undefined && detail !== 'DONE' && !reasons.has(id),
    );
    if (unclear.length > 0) {
      const { output } = await asked('bhist', '-l', ...unclear.map(({ id }) => id));
      for (const part of output.split(/^(?=Job <\d+>)/m)) {
        const id = /^Job <(\d+)>/.exec(part)?.[1];
        if (id !== undefined) reasons.set(id, reasonIn(unfolded(part)));
      }
    }
    return jobs.map((job) =>
      unclear.includes(job) || (job.state === 'ended' && job.why === undefined)
        ? { ...job, ...reasons.get(job.id) }
        : job,
    );
  }
}

const silent = (words: string): string => `${SYSTEM} does not answer: ${words}`;
const amount = (bytes: number, unit: MemoryUnit): string => String(Math.ceil(bytes / BYTES[unit]));
/** Its long lines are broken anywhere, and go on after a margin. */
const unfolded = (text: string): string => text.replaceAll(/\n {10,}/g, '');

function inJson(output: string): readonly Named[] | undefined {
  const from = output.indexOf('{');
  if (from < 0) return undefined;
  try {
    const { RECORDS } = table.parse(JSON.parse(output.slice(from)));
    return RECORDS.flatMap(({ JOBID: id, STAT, JOB_NAME: name, EXIT_REASON, EXIT_CODE }) => {
      if (STAT === undefined || name === undefined) return []; // of one that is not there
      return [{ name, ...jobOf(id, STAT, EXIT_REASON ?? '', EXIT_CODE ?? '') }];
    });
  } catch {
    return undefined;
  }
}

/** Columns differ between versions, all but the first three; our names end in a mark. */
function inText(output: string): readonly Named[] | undefined {
  const [head = '', ...lines] = output.trim().split('\n');
  if (!/JOBID\s+USER\s+STAT/.test(head)) return undefined;
  return lines.flatMap((line) => {
    const [id = '', , stat = '', ...others] = line.trim().split(/\s+/);
    const name = others.find((word) => /-[0-9a-f]{8}$/.test(word));
    return name === undefined ? [] : [{ name, ...jobOf(id, stat, '', '') }];
  });
}

function jobOf(id: string, stat: string, reason: string, code: string): Job {
  const detail = [stat, reason, code && `exit code ${code}`].filter((word) => word).join(', ');
  if (/^(PEND|PSUSP|WAIT)$/.test(stat)) return { id, state: 'waiting', detail };
  if (/^(RUN|USUSP|SSUSP|PROV|UNKWN)$/.test(stat)) return { id, state: 'running', detail };
  if (stat === 'ZOMBI') return { id, state: 'ended', why: 'node failed', detail };
  if (stat === 'DONE') return { id, state: 'ended', detail };
  const why = whyOf(reason);
  return { id, state: 'ended', ...(why === undefined ? {} : { why }), detail };
}

/** What `bhist -l` tells of the end of a job. */
function reasonIn(text: string): Pick<Job, 'why' | 'detail'> {
  if (/Done successfully/.test(text)) return { detail: 'DONE' };
  const says = /(TERM_\w+[^.;]*|Exited[^.;]*)/.exec(text)?.[1] ?? 'EXIT';
  return { why: whyOf(text) ?? 'failed', detail: says };
}

function whyOf(words: string): Why | undefined {
  if (/TERM_MEMLIMIT|TERM_SWAP/.test(words)) return 'out of memory';
  if (/TERM_(RUN|CPU|PROCESS)LIMIT|TERM_DEADLINE|TERM_WINDOW/.test(words)) return 'out of time';
  if (/TERM_PREEMPT/.test(words)) return 'preempted';
  if (/TERM_(FORCE_)?(OWNER|ADMIN)|TERM_(REMOVE|BUCKET_KILL)/.test(words)) return 'cancelled';
  if (/unable to reach the execution host|unreachable|TERM_ORPHAN_SYSTEM/i.test(words))
    return 'node failed';
  if (/TERM_\w+/.test(words)) return 'failed';
  return undefined;
}
