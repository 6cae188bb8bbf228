import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../src/domain/archiving/archive.ts';
import type { FileJob } from '../../../src/domain/archiving/file-job.ts';
import { ARCHIVING_NOTICES, type ArchivingNotice } from '../../../src/domain/archiving/notice.ts';
import type { Cycle } from '../../../src/domain/cycle/cycle.ts';
import type { Card } from '../../../src/operations/message.ts';
import { archiving } from '../../../src/runbooks/archiving.ts';
import { excesses } from '../../../src/slack/limits.ts';
import { accessionsView } from '../../../src/slack/views/archiving/accessions-view.ts';
import { errorsView } from '../../../src/slack/views/archiving/errors-view.ts';
import {
  dataFilesView,
  jobLogView,
  jobsView,
} from '../../../src/slack/views/archiving/jobs-view.ts';
import { commandsView, planView } from '../../../src/slack/views/archiving/plan-view.ts';
import { cardView } from '../../../src/slack/views/card/card.ts';
import { hasDeed } from '../../../src/slack/views/thread/event-words.ts';
import { noticeView } from '../../../src/slack/views/thread/notice.ts';
import { aCycle, NOON } from '../../support/cycles.ts';
import { labels, roles } from '../sample.ts';

const STATES = Object.keys(archiving.states);
const link = 'https://dsp.example.org/api/samples/1';
const full: Archive = {
  environment: 'prod',
  dsp: { created: NOON.toISOString(), uuid: 'd5b00000', url: 'https://dsp.example.org/1' },
  earlier: { created: NOON.toISOString(), uuid: 'd5b00001' },
  way: 'ENA',
  ena: { files: ['a', 'b'] },
  because: 'The archiver is under <maintenance>.',
  standing: {
    errors: [{ type: 'samples', count: 3 }],
    pending: 1,
    blockers: { filesNotReady: 2, metadata: 1, empty: true, validating: true },
    faults: { entities: 9, first: [{ type: 'sequencingRuns', link, says: 'x'.repeat(300) }] },
  },
  accessions: { total: 30, first: [{ accession: 'SAMEA1', of: 'a donor' }] },
};

function cardOf(state: string, archive: Archive = full, actions: Card['actions'] = []): Card {
  const cycle: Cycle = aCycle({
    runbook: 'archiving',
    state,
    memory: {
      actions: ['Archive', 'Export'],
      archive,
      disturbed: 'Draft',
      enaProgress: {
        files: 3,
        archived: 1,
        waiting: 1,
        failed: [{ uuid: 'b', name: 'b.fastq.gz' }],
      },
    },
  });
  return { cycle, now: NOON, actions, browserUrl: 'https://explore.example.org/1' };
}

describe('what people read while a submission is archived', () => {
  it('has words for every notice that the runbook sends, and for everything that can happen', () => {
    const transitions = archiving.steps.flatMap((step) => step.transitions);
    const sent = transitions.flatMap(({ do: effects = [] }) =>
      effects.flatMap((effect) => (effect.kind === 'tell' ? effect.notice : [])),
    );
    expect(sent).toEqual(expect.arrayContaining([...ARCHIVING_NOTICES]));
    expect(transitions.map(({ on }) => on).filter((event) => !hasDeed(event))).toEqual([]);
  });

  it('keeps to Slack’s limits and the house’s tone, whatever is known by then', () => {
    for (const archive of [full, { environment: 'dev' } as const]) {
      for (const state of STATES) {
        const card = cardOf(state, archive);
        const views = [
          cardView(card, roles),
          ...ARCHIVING_NOTICES.map((notice) =>
            noticeView({ kind: 'notice', notice, mention: ['developers'], card }, roles),
          ),
        ];
        for (const view of views) {
          expect(excesses(view.blocks), view.text).toEqual([]);
          expect(JSON.stringify(view.blocks)).not.toMatch(/successful|undefined|null|NaN|<maint/);
          expect(view.text.match(/[✓⚠]/gu)?.length ?? 0).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('names the environment on the card, and production as what it is', () => {
    expect(JSON.stringify(cardView(cardOf('archiving'), roles))).toContain(
      'Environment: *production (the real archives)*',
    );
  });

  const told = (notice: ArchivingNotice, archive: Archive) =>
    noticeView(
      { kind: 'notice', notice, mention: [], card: cardOf('files failed', archive) },
      roles,
    ).text;

  it('says what to do about what failed, by the way that it went', () => {
    expect(told('files failed', full)).toContain('nothing was heard of it for 1 h');
    expect(told('files failed', full)).toContain('or say that it is there by now');
    expect(told('files failed', { ...full, way: 'file archiver' })).toContain(
      'see what each job met',
    );
  });

  it('asks to complete on the same day where ENA’s test system forgets files overnight', () => {
    expect(told('files archived', { ...full, environment: 'dev' })).toContain('complete it today');
    expect(told('files archived', full)).not.toContain('today');
    expect(JSON.stringify(cardView(cardOf('archiving', { environment: 'dev' }), roles))).toContain(
      'ENA’s is emptied each day',
    );
  });

  it('asks nothing of anybody while ingest does not allow an export yet', () => {
    const card = JSON.stringify(cardView(cardOf('archived alone'), roles));
    expect(card).toContain('Watching ingest');
    expect(card).toContain('Nothing to do now: I say so when ingest allows its export');
  });

  it('names a wrong key on the card, instead of watching an archiver that lets nobody in', () => {
    const locked = 'The archiver (prod) does not accept the bot’s API key.';
    const { blocks } = cardView(cardOf('metadata on its way', { ...full, locked }), roles);
    expect(JSON.stringify(blocks)).toContain(locked);
    expect(JSON.stringify(blocks)).toContain('The archiver does not let the bot in');
    expect(JSON.stringify(blocks)).not.toContain('atching the archiver');
  });

  it('hands metadata errors over with each entity’s link', () => {
    const card = cardOf('metadata in DSP');
    const { text } = noticeView(
      { kind: 'notice', notice: 'metadata errors', mention: ['developers'], card },
      roles,
    );
    expect(text).toContain(`<${link}|Sequencing runs 1>`); // the end of its address: its id
    expect(text).toContain('and 8 more');
  });
});

describe('/archiving jobs <project> files', () => {
  it('shows the UUID of each file, page by page, before anything was sent', () => {
    const files = Array.from({ length: 30 }, (_, n) => ({ uuid: `uuid-${n}`, name: `R${n}.fq` }));
    const { cycle } = cardOf('metadata in DSP', { environment: 'dev' });
    const { text, blocks } = dataFilesView(cycle, files, 1);
    expect(text).toContain('`R7.fq` not sent\n`uuid-7`');
    expect(JSON.stringify(blocks)).toContain('files 2');
  });

  it('tells files that wait from those that nobody has sent', () => {
    const ena = { files: ['uuid-1'], askedAt: NOON.toISOString() };
    const { cycle } = cardOf('files on their way to ENA', { ...full, ena });
    const files = [1, 2].map((n) => ({ uuid: `uuid-${n}`, name: `R${n}.fq` }));
    const { text } = dataFilesView(cycle, files, 1);
    expect(text).toContain('`R1.fq` waiting');
    expect(text).toContain('`R2.fq` not sent');
  });
});

describe('/archiving errors', () => {
  const entities = Array.from({ length: 30 }, (_, index) => ({
    link: `${link}${index}`,
    says: [`Fault ${index} is <bad>.`],
  }));
  const found = {
    errors: [
      { type: 'sequencingRuns', entities },
      { type: '', entities: [{ says: ['No submittable.'] }] },
    ],
    pending: ['a'],
    blockers: {
      filesNotReady: 2,
      metadata: 1,
      empty: false,
      validating: true,
      byType: [{ type: 'samples', name: 'Samples', count: 1 }],
    },
  };

  it('shows them grouped and paged, with the entity’s link and the blockers in words', () => {
    const first = errorsView(cardOf('metadata in DSP').cycle, found, 1);
    expect(JSON.stringify(first.blocks)).toContain('*Sequencing runs* (30)');
    expect(JSON.stringify(first.blocks)).toContain('Fault 11 is &lt;bad&gt;.');
    expect(JSON.stringify(first.blocks)).not.toContain('Fault 12 ');
    expect(JSON.stringify(first.blocks)).toContain('1 to 12 of 31');
    expect(JSON.stringify(first.blocks)).toContain(
      'Blockers: 2 files not ready, 1 metadata blocker (Samples: 1)',
    );
    expect(JSON.stringify(first.blocks)).toContain('one error of each entity: mended, it may have');
    expect(JSON.stringify(first.blocks)).toContain('1 still being looked at by the archives');
    expect(labels(first.blocks)).toEqual(['Next']);
    const last = errorsView(cardOf('metadata in DSP').cycle, found, 99);
    expect(JSON.stringify(last.blocks)).toContain('The submission itself');
    expect(labels(last.blocks)).toEqual(['Previous']);
    expect(excesses(first.blocks)).toEqual([]);
  });
});

describe('/archiving plan, jobs and accessions', () => {
  const job: FileJob = {
    id: 7,
    number: 1,
    state: 'running',
    inputs: [{ name: 'a_R1.fastq.gz', bytes: 2e9, role: 'read1' }],
    schema: '10xV3',
    outputs: ['manifest_1.bam'],
    memory: 12_000,
    minutes: 90,
    stage: 'converting',
    fraction: 0.5,
    where: 'Slurm job 17',
    attempt: 2,
    files: [],
    warnings: [],
  };
  const { cycle } = cardOf('files under way', { environment: 'dev' });

  it('say of each job its inputs, sizes, schema, output, estimated memory and time', () => {
    const { text } = planView(cycle, [job], 1);
    for (const part of [
      'a_R1.fastq.gz',
      '2.0 GB',
      '10xV3',
      'manifest_1.bam',
      '12.0 GB',
      '1 h 30 min',
    ])
      expect(text).toContain(part);
    expect(
      planView(cycle, [{ ...job, state: 'refused', reason: 'SS2 is not supported.' }], 1).text,
    ).toContain('can’t be done: SS2 is not supported.');
  });

  it('say how far each is, where it runs, and what it wrote', () => {
    const view = jobsView(cycle, [job]);
    expect(view.text).toContain('running · 50 % · converting · Slurm job 17 · attempt 2');
    expect(labels(view.blocks)).toEqual(['Log of job 1']);
    const log = jobLogView(cycle, 1, { job, lines: ['a line', 'with ```fences``` & <marks>'] });
    expect(JSON.stringify(log.blocks)).toContain('ˋˋˋfencesˋˋˋ &amp; &lt;marks&gt;');
  });

  it('show what would be run, the procedure’s command lines, and all accessions to be copied', () => {
    const lines = Array.from({ length: 100 }, (_, n) => ({
      says: `job ${n}`,
      line: `bsub -J job-${n} -p=<password>`,
    }));
    const own = [{ says: 'fetch a; upload to dsp', line: 'sbatch --mem=10001M job.sh' }];
    const shown = commandsView(cycle, { own, procedure: lines });
    expect(excesses(shown.blocks)).toEqual([]);
    expect(JSON.stringify(shown.blocks)).toContain('-p=&lt;password&gt;');
    expect(JSON.stringify(shown.blocks)).toContain('sbatch --mem=10001M job.sh');
    const found = Array.from({ length: 60 }, (_, n) => ({
      of: 'file' as const,
      uuid: `${n}`,
      label: `R${n}.fastq.gz`,
      kind: 'ena_run_accession',
      accession: `ERR${n}`,
    }));
    const view = accessionsView(cycle, found, 'sent');
    expect(JSON.stringify(view.blocks)).toContain('`ERR39`');
    expect(JSON.stringify(view.blocks)).toContain('and 20 more');
    expect(excesses(view.blocks)).toEqual([]);
  });
});
