import { expect, test } from 'vitest';
import type { CleanUp } from '../../../src/domain/cycle/clean-up.ts';
import type { Memory, Passed } from '../../../src/domain/cycle/cycle.ts';
import {
  judge,
  knownData,
  type NotReady,
  type ProjectFacts,
  type SubmissionFacts,
} from '../../../src/domain/export/readiness.ts';
import type { NotReady as NotReadyMessage } from '../../../src/operations/message.ts';
import type { ProjectReading } from '../../../src/operations/ports.ts';

const submission = (state: string, more: Partial<SubmissionFacts> = {}): SubmissionFacts => ({
  uuid: '623dd8df-0cd5-4cc6-b137-bdc5f41fcb28',
  state,
  canSubmit: state === 'Graph valid',
  submitActions: [],
  updatedAt: '2026-02-03T10:02:11.004Z',
  ...more,
});
const dataset: ProjectFacts['dataset'] = {
  projectUuid: 'f5057fee-4c3e-4459-82dd-21250b729601',
  shortName: 'FetalGutSim',
  title: 'Atlas',
  ingestUrl: 'https://contribute.example.org',
  managedAccess: false,
  alreadyReleased: false,
};
const facts = (
  submissions: readonly SubmissionFacts[],
  more: Partial<ProjectFacts> = {},
): ProjectFacts => ({
  dataset,
  validationState: 'Valid',
  submissions,
  files: { total: 3, missing: [], invalid: 0 },
  errors: [],
  ...more,
});

test('a valid graph that ingest links submit for is ready; a first export takes the data along', () => {
  expect(judge(facts([submission('Graph valid')]))).toEqual({
    ready: true,
    dataset: {
      ...dataset,
      submissionUuid: '623dd8df-0cd5-4cc6-b137-bdc5f41fcb28',
    },
    choices: ['Export'],
  });
});

const exported = submission('Exported', { uuid: 'x', submitActions: ['Export'] });
const cycle = (more: Partial<Memory> = {}): { memory: Memory } => ({
  memory: { actions: ['Export'], passed: [finished], ...more },
});
const finished: Passed = {
  step: 2,
  state: 'exporting',
  event: 'export finished',
  by: 'ingest',
  at: '2026-02-03T11:37:00.000Z',
};
const cleaned: CleanUp = { number: 1, askedBy: 'U0ELI', askedAt: finished.at, phase: 'done' };

test.each<[string, ProjectFacts, readonly { memory: Memory }[]]>([
  [
    'a release',
    facts([submission('Graph valid')], { dataset: { ...dataset, alreadyReleased: true } }),
    [],
  ],
  ['an earlier submission with its data', facts([submission('Graph valid'), exported]), []],
  ['a cycle of ours that exported them', facts([submission('Graph valid')]), [cycle()]],
  [
    'a cycle that failed, if one before it exported them',
    facts([submission('Graph valid')]),
    [cycle({ passed: [] }), cycle()],
  ],
])('metadata alone are offered after %s', (_, given, cycles) => {
  const verdict = judge(given, knownData(cycles));
  expect(verdict).toMatchObject({ ready: true, choices: ['Export', 'Export_Metadata'] });
});

test.each<[string, ProjectFacts, readonly { memory: Memory }[]]>([
  ['a submit', facts([submission('Graph valid', { submitActions: ['Export'] })]), []],
  [
    'an export of metadata alone',
    facts([
      submission('Graph valid'),
      submission('Exported', { uuid: 'x', submitActions: ['Export metadata'] }),
    ]),
    [cycle({ actions: ['Export_Metadata'] })],
  ],
  [
    'an export of ours that never came to an end',
    facts([submission('Graph valid', { submitActions: ['Export'] })]),
    [cycle({ passed: [] })],
  ],
  [
    'a clean-up of what was exported',
    facts([submission('Graph valid'), exported]),
    [cycle({ cleanUp: cleaned }), cycle()],
  ],
])('metadata alone are not offered after %s', (_, given, cycles) => {
  const verdict = judge(given, knownData(cycles));
  expect(verdict).toMatchObject({ ready: true, choices: ['Export'] });
});

const refusals: readonly (readonly [string, ProjectFacts, NotReady])[] = [
  [
    'an invalid project',
    facts([submission('Graph valid')], { validationState: 'Invalid', errors: ['no title'] }),
    { code: 'project not valid', state: 'Invalid', errors: ['no title'] },
  ],
  ['no submission', facts([]), { code: 'no submission' }],
  [
    'missing files',
    facts([submission('Metadata invalid')], {
      files: { total: 3, missing: ['a.fastq.gz'], invalid: 1 },
    }),
    { code: 'missing files', files: ['a.fastq.gz'], state: 'Metadata invalid' },
  ],
  [
    'a draft',
    facts([submission('Draft')], { errors: ['x'] }),
    { code: 'not graph valid', state: 'Draft', errors: ['x'] },
  ],
  [
    'only valid metadata',
    facts([submission('Metadata valid')]),
    { code: 'not graph valid', state: 'Metadata valid', errors: [] },
  ],
  [
    'a state nobody has heard of',
    facts([submission('Somewhere')]),
    { code: 'not graph valid', state: 'Somewhere', errors: [] },
  ],
  [
    'no submit link',
    facts([submission('Graph valid', { canSubmit: false })]),
    { code: 'submit not offered', state: 'Graph valid' },
  ],
  [
    'two open submissions',
    facts([
      submission('Graph valid'),
      submission('Draft', { uuid: 'b' }),
      submission('Pending', { uuid: 'c' }),
      submission('Exported', { uuid: 'd' }),
    ]),
    { code: 'open submission', state: 'Draft', count: 2 },
  ],
  ...['Submitted', 'Processing', 'Archiving', 'Archived', 'Exporting'].map(
    (state) => [`${state}`, facts([submission(state)]), { code: 'on its way', state }] as const,
  ),
  [
    'an older one on its way',
    facts([submission('Graph valid'), submission('Exporting', { uuid: 'b' })]),
    { code: 'on its way', state: 'Exporting' },
  ],
  ...['Exported', 'Cleanup', 'Complete'].map(
    (state) =>
      [`${state}`, facts([submission(state)]), { code: 'already exported', state }] as const,
  ),
];

test.each(refusals)('not ready: %s', (_, given, why) => {
  expect(judge(given)).toEqual({ ready: false, why });
});

test('what the adapters read and what people are told have the same shapes', () => {
  const reading: ProjectReading = facts([]);
  const verdict = judge(reading);
  const told: NotReadyMessage | undefined = verdict.ready ? undefined : verdict.why;
  expect(told).toEqual({ code: 'no submission' });
});
