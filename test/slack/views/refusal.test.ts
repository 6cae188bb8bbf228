import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { NotReady } from '../../../src/operations/message.ts';
import { RUNBOOKS } from '../../../src/runbooks/registry.ts';
import {
  didYouMeanView,
  notReadyView,
  upstreamSilentView,
} from '../../../src/slack/views/answers/not-ready.ts';
import { refusalSentence } from '../../../src/slack/views/answers/refusal.ts';
import { hasDeed } from '../../../src/slack/views/thread/event-words.ts';
import { ANA, BEN, cardIn, labels, NOW, roles } from '../sample.ts';

const card = cardIn('snapshot made');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();

describe('a refusal', () => {
  it('names who was first and how long before, when two press the same', () => {
    const refusal = {
      code: 'not now',
      event: 'snapshot made',
      state: 'snapshot made',
      last: { by: BEN, at: ago(4), event: 'snapshot made' },
    } as const;
    expect(refusalSentence({ refusal, card }, roles, NOW, ANA)).toBe(
      '<@U00000BEN2> confirmed the snapshot 4 s before you, nothing more to do.',
    );
    expect(refusalSentence({ refusal, card }, roles, NOW, BEN)).toBe(
      'You confirmed the snapshot 4 s ago, nothing more to do.',
    );
    const atOnce = { ...refusal, last: { ...refusal.last, at: ago(0.4) } };
    expect(refusalSentence({ refusal: atOnce, card }, roles, NOW, ANA)).toContain(
      'just before you',
    );
    expect(refusalSentence({ refusal: atOnce, card }, roles, NOW, BEN)).toContain('just now');
  });

  it('says where things stand when they have moved on otherwise', () => {
    const last = { by: BEN, at: ago(7500), event: 'problem' };
    const link = 'https://slack.example.org/p1';
    expect(
      refusalSentence(
        { refusal: { code: 'stale button', state: 'needs correction', last }, card, link },
        roles,
        NOW,
      ),
    ).toBe(
      '<@U00000BEN2> reported a problem 2 h 05 min ago. *FetalGutSim* is at *Needs correction* now; the card shows what is next. <https://slack.example.org/p1|See its card>.',
    );
    expect(
      refusalSentence(
        { refusal: { code: 'ended', number: 1, state: 'superseded', current: 2 }, link },
        roles,
        NOW,
      ),
    ).toBe(
      'This card is from cycle 1; the dataset is now in cycle 2. <https://slack.example.org/p1|See its card>.',
    );
  });

  it('names who submitted it, when, and where its card is, to the second of two who confirm', () => {
    const refusal = {
      code: 'already under way',
      by: ANA,
      at: ago(4),
      number: 1,
      state: 'exporting',
      cycleId: 'c',
    } as const;
    const link = 'https://slack.example.org/p1';
    expect(refusalSentence({ refusal, card, link }, roles, NOW)).toMatch(
      /^\*FetalGutSim\* is already under way: cycle 1 is at \*Exporting\*, submitted by <@U00000ANA1><!date\^\d+\^, [^|]+\|, [^>]+>\. <https:\/\/slack\.example\.org\/p1\|See its card>\.$/,
    );
  });

  it('says whose turn it is instead, without calling them', () => {
    const who = ['import-team', 'coordinators'] as const;
    expect(
      refusalSentence({ refusal: { code: 'not your role', event: 'imported', who } }, roles, NOW),
    ).toBe(
      'This is for the import team or the coordinators. If you should be among them, ask the coordinators to add you to the group.',
    );
  });

  it('has words for everything a runbook can record', () => {
    for (const { steps } of RUNBOOKS) {
      for (const { on } of steps.flatMap(({ transitions }) => transitions)) {
        expect(hasDeed(on), on).toBe(true);
      }
    }
  });
});

describe('a project that is not ready', () => {
  const heart = { shortName: 'Heart7', ingestUrl: 'https://ingest.example.org/p/7' };
  const say = (why: NotReady) =>
    notReadyView({ kind: 'not ready', runbook: 'exporting', dataset: heart, why }).text;
  const ingest = '<https://ingest.example.org/p/7|ingest>';

  it.each<[NotReady, string]>([
    [
      { code: 'missing files', files: ['R1_004.fastq.gz', 'b', 'c'], state: 'Metadata valid' },
      `*Heart7* can’t be exported yet: 3 files are missing in ${ingest} (\`R1_004.fastq.gz\` and 2 more). Upload them, wait for *Graph valid*, then try again.`,
    ],
    [
      { code: 'project not valid', state: 'Invalid', errors: ['should have a title'] },
      `*Heart7* can’t be exported yet: the project itself is *Invalid*:\n• should have a title\nCorrect it in ${ingest}, wait for *Valid*, then try again.`,
    ],
    [
      { code: 'no submission' },
      `*Heart7* can’t be exported yet: it has no submission in ${ingest}. Upload its spreadsheet there, wait for *Graph valid*, then try again.`,
    ],
    [
      { code: 'not graph valid', state: 'Metadata invalid', errors: [] },
      `*Heart7* can’t be exported yet: its submission is *Metadata invalid*.\nGet it to *Graph valid* in ${ingest}, then try again.`,
    ],
    [
      { code: 'not graph valid', state: 'Graph validating', errors: [] },
      `*Heart7* can’t be exported yet: its submission is *Graph validating*. Wait until ${ingest} says *Graph valid*, then try again.`,
    ],
    [
      { code: 'project not valid', state: 'Validating', errors: [] },
      `*Heart7* can’t be exported yet: the project itself is *Validating*. Wait until ${ingest} says *Valid*, then try again.`,
    ],
    [
      { code: 'on its way', state: 'Archiving' },
      `*Heart7* is already on its way in ${ingest} (*Archiving*). Wait until it is *Exported*. If it stays where it is, ask ingest operations to reset it to valid, then type \`/export Heart7\` again.`,
    ],
    [
      { code: 'on its way', state: 'Archived' },
      `*Heart7* is archived, and ${ingest} does not offer to export it yet. Whoever archived it here is told when it does. If that takes long, ask ingest operations to reset it to valid, then type \`/export Heart7\` again.`,
    ],
    [
      { code: 'already exported', state: 'Exported' },
      `*Heart7* has been exported and has not changed since (*Exported*). For it to be exported again, edit something in ${ingest}, wait for *Graph valid*, then try again.`,
    ],
    [
      { code: 'open submission', state: 'Draft', count: 2 },
      `*Heart7* can’t be exported yet: 2 submissions of it are still being worked on in ${ingest} (the newest is *Draft*). Finish or delete them, then try again.`,
    ],
    [
      { code: 'already under way', number: 2, state: 'imported' },
      '*Heart7* is already under way: cycle 2 is at *Imported*.',
    ],
  ])('%j: says what, where and how to mend it', (why, words) => {
    expect(say(why)).toBe(words);
  });

  it('promises to tell only of a held cycle, which is watched', () => {
    const why = { code: 'on its way', state: 'Exporting' } as const;
    const held = notReadyView({
      kind: 'not ready',
      runbook: 'exporting',
      dataset: heart,
      why,
      watched: true,
    });
    expect(held.text).toContain('reset it to valid; I’ll tell you when it can be exported again.');
    expect(say(why)).not.toContain('I’ll tell you');
  });

  it('offers the nearest names as buttons', () => {
    const view = didYouMeanView({
      kind: 'did you mean',
      runbook: 'exporting',
      words: 'FetalGutsim',
      nearest: [
        { projectUuid: 'u1', shortName: 'FetalGutSim', title: '' },
        { projectUuid: 'u2', shortName: 'FetalGut2', title: '' },
      ],
    });
    expect(view.text).toBe(
      'I don’t know a project *FetalGutsim*. Did you mean *FetalGutSim* or *FetalGut2*?',
    );
    expect(labels(view.blocks)).toEqual(['FetalGutSim', 'FetalGut2']);
  });

  it('says that a request is kept when ingest is silent', () => {
    const view = upstreamSilentView({
      kind: 'upstream silent',
      system: 'ingest',
      since: NOW,
      words: 'Heart7',
      reference: 'k7f2',
    });
    expect(view.text).toMatch(
      /^Ingest isn’t answering \(<!date.*since .*\)\. Your request for \*Heart7\* is kept; I’ll carry on when it’s back\. Reference `k7f2`\.$/,
    );
  });

  it.each([
    ['not let in', 'Ingest doesn’t accept my token', 'ingest-does-not-accept-the-token.md'],
    [
      'something else',
      'Ingest answers with something that isn’t Ingest’s',
      'ingest-answers-something-else.md',
    ],
  ] as const)('says what is wrong when ingest does answer: %s', (stranger, said, page) => {
    const asked = { kind: 'upstream silent', system: 'ingest', words: 'Heart7' } as const;
    const { text } = upstreamSilentView({ ...asked, since: NOW, stranger, reference: 'k7f2' });
    expect(text).toContain(`${said} (<!date`);
    expect(text).toContain('Your request for *Heart7* is kept');
    expect(text).toContain(`\`docs/operate/${page}\``);
    expect(existsSync(`docs/operate/${page}`)).toBe(true);
  });
});
