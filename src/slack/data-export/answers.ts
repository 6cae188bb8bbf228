import type { ExportJob } from '../../domain/data-export/job.ts';
import type { Actor } from '../../domain/role.ts';
import type { Needs } from '../needs.ts';
import { nearestWord } from '../subcommands.ts';
import { paragraph, type Rendered } from '../views/blocks.ts';
import { asOf, exportListView, goneView, storageView } from '../views/data-export/answers.ts';
import { exportCardView } from '../views/data-export/card.ts';
import {
  DATA_EXPORT,
  DATA_SUBCOMMANDS,
  dataHelpView,
  unknownDataWordView,
} from '../views/data-export/help.ts';
import { sentBlocks } from '../views/data-export/notify.ts';
import { sharesView } from '../views/data-export/sharing/shares.ts';
import { bold } from '../views/text.ts';
import { openNotify } from './notify.ts';
import { answerStats } from './stats.ts';

const LISTED = 10;
const FAILURES_SHOWN = 10;

/** What follows `/data-export`, answered to one person; undefined where a dialog is the answer. */
export async function answerDataWord(
  needs: Needs,
  words: string,
  actor: Extract<Actor, { kind: 'person' }>,
  trigger: string,
): Promise<Rendered | undefined> {
  const [first = '', rest = ''] = words.toLowerCase().split(' ');
  const { exports, clock } = needs;
  const word = DATA_SUBCOMMANDS.find((name) => name === first);
  switch (word) {
    case 'help':
      return dataHelpView(exports.notifications.offered);
    case 'list': {
      const jobs = await exports.jobs.list(actor, { limit: LISTED, offset: 0 });
      return exportListView(jobs, clock.now());
    }
    case 'status':
    case 'shares':
    case 'cancel': {
      const job = await named(needs, rest, actor);
      return job === undefined ? whichOne(word, rest) : OF_ONE[word](needs, job, actor);
    }
    case 'notify':
      return openNotify(needs, trigger, actor);
    case 'stats':
      return answerStats(needs, actor);
    case 'storage':
      return storageView(await exports.jobs.storage(actor));
    case undefined:
      return unknownDataWordView(words, nearestWord(first, DATA_SUBCOMMANDS));
  }
}

const OF_ONE = { status: exportStatus, shares: sharesOf, cancel: cancelNamed } as const;

/** Its card, and whom else it was told. */
export async function exportStatus(
  { exports, clock }: Needs,
  job: ExportJob,
  actor: Actor,
): Promise<Rendered> {
  const now = clock.now();
  const files = await exports.jobs.files(job);
  const { text, blocks } = exportCardView({
    job,
    figures: await exports.jobs.figures(job),
    failures: files.filter(({ status }) => status === 'failed').slice(0, FAILURES_SHOWN),
    now,
  });
  const { notifications } = exports;
  const own = (await notifications.ofJob(job.id, actor)) ?? [];
  const meant = own.length > 0 ? own : await notifications.preference(actor);
  const sent = (await notifications.sent(job.id, actor)) ?? [];
  return { text, blocks: [...blocks, ...sentBlocks(meant, sent), asOf(now)] };
}

export async function sharesOf(needs: Needs, job: ExportJob, actor: Actor): Promise<Rendered> {
  const { exports, clock } = needs;
  const shares = (await exports.shares.list(job.id, actor)) ?? [];
  const stated = shares.map((share) => ({ share, state: exports.shares.state(share, job) }));
  return sharesView(job, stated, clock.now());
}

async function cancelNamed({ exports }: Needs, job: ExportJob, actor: Actor): Promise<Rendered> {
  const outcome = await exports.jobs.cancel(job.id, actor);
  return outcome === 'cancelled'
    ? paragraph(`${bold(job.name)} (export ${job.id}) is cancelled.`)
    : paragraph(`${bold(job.name)} (export ${job.id}) had ended already.`);
}

function named({ exports }: Needs, word: string, actor: Actor): Promise<ExportJob | undefined> {
  const number = /^#?(\d{1,15})$/.exec(word)?.[1];
  return number === undefined
    ? Promise.resolve(undefined)
    : exports.jobs.find({ id: Number(number) }, actor);
}

function whichOne(word: keyof typeof OF_ONE, rest: string): Rendered {
  const id = Number(rest.replace('#', ''));
  if (rest !== '' && Number.isInteger(id)) return goneView(id);
  const { command } = DATA_EXPORT;
  return paragraph(
    `Of which export? For example \`${command} ${word} 12\`; \`${command} list\` shows their numbers.`,
  );
}
