import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAnnouncement, readImportNotice } from '../../src/upstream/import-notices.ts';
import { fixture } from './outside.ts';

const PROJECT = 'f5057fee-4c3e-4459-82dd-21250b729601';
const HEX = PROJECT.replaceAll('-', '');
const AREA = `gs://broad-dsp-monster-hca-prod-ebi-storage/prod/${PROJECT}`;
const DATASET = `hca_prod_${HEX}__20260210_dcp2`;
const SNAPSHOT = `${DATASET}_20260211_dcp58`;
const LINK = 'Dagit link: <https://dagit.example/run/0f1e2d3c|View in Dagit>';
const snapshot = (headline: string) =>
  `${headline}\nSnapshot name: ${SNAPSHOT}\nSource Dataset: ${DATASET}\nTDR Job ID: abc\n${LINK}`;
const [completed = '', complete = ''] = fixture<{ importSlackMessages: string[] }>(
  'happy-10x',
).importSlackMessages;
const { validator, ...missing } = fixture<{ importFailure: Record<string, string> }>(
  'metadata-only-update',
).importFailure;
const notFound = [
  validator,
  ...Object.entries(missing).map(([name, value]) => `${name}: ${value}`),
].join('\n');
const problems = `Problems identified in post-validation for HCA dataset ${DATASET}:
Run ID: 0f1e2d3c
Duplicate lines found: 3
Null file references found: 0
Dangling project references found: 0
Empty links table: 0
Empty projects table: 0`;

test.each([
  ['import completed', completed, undefined],
  ['snapshot complete', complete, 58],
  ['snapshot started', snapshot('HCA Starting Snapshot'), 58],
  ['snapshot failed', snapshot('HCA Snapshot Failed'), 58],
  ['snapshot public', snapshot('HCA Snapshot Public'), 58],
  ['pre-validation passed', `${AREA} has passed pre-validation.`, undefined],
  ['post-validation passed', `HCA dataset ${DATASET} has passed post-validation.`, undefined],
  ['post-validation passed', `HCA prod dataset ${DATASET} has passed post-validation.`, undefined],
  ['post-validation problems', problems, undefined],
] as const)('recognises “%s”', (kind, text, release) => {
  const announcement = readAnnouncement(text);
  expect(announcement).toMatchObject({ kind, projectUuid: PROJECT });
  expect(announcement?.release).toBe(release);
  expect(announcement?.headline).toBe(text.split('\n')[0]);
});

test.each([
  ['validation ingress failed', `Validation Ingress Failed\n${LINK}`],
  ['pipeline state', 'HCA Pipeline entered state SUCCESS\nName = load_hca\nRun ID = 0f1e2d3c'],
] as const)('recognises “%s”, which names no project', (kind, text) => {
  expect(readAnnouncement(text)).toEqual({
    kind,
    headline: text.split('\n')[0],
    evidence: expect.any(String),
  });
});

test('the validator’s word on a data file that is not there names its project by the path', () => {
  const projectUuid = '2ccaafae-bea4-4bc0-9d02-ae8d63f96bd0';
  expect(readImportNotice(notFound)).toEqual({
    kind: 'problem',
    headline: 'found_data_file False',
    projectUuid,
    evidence: notFound,
  });
  expect(
    readImportNotice(`found_data_file False\nname: gs://area/prod/${projectUuid}/links/a.json`),
  ).toMatchObject({ projectUuid });
  for (const name of ['790c080e-fda1-409a-9bcb-9b4ffc500d2b.json', `see ${projectUuid}/data/x`]) {
    const notice = readImportNotice(`found_data_file False\nname: ${name}`);
    expect(notice).toMatchObject({ kind: 'problem' });
    expect(notice).not.toHaveProperty('projectUuid');
  }
});

test('only what needs a decision becomes a notice', () => {
  expect(readImportNotice(completed)).toMatchObject({ kind: 'imported', projectUuid: PROJECT });
  expect(readImportNotice(complete)).toMatchObject({ kind: 'snapshot made', projectUuid: PROJECT });
  expect(readImportNotice(snapshot('HCA Snapshot Failed'))).toMatchObject({
    kind: 'problem',
    projectUuid: PROJECT,
  });
  expect(readImportNotice(problems)).toMatchObject({ kind: 'problem', projectUuid: PROJECT });
  expect(readImportNotice(`Validation Ingress Failed\n${LINK}`)).toEqual({
    kind: 'problem',
    headline: 'Validation Ingress Failed',
    evidence: 'Validation Ingress Failed\nDagit link: View in Dagit',
  });
  for (const text of [
    snapshot('HCA Starting Snapshot'),
    snapshot('HCA Snapshot Public'),
    `${AREA} has passed pre-validation.`,
    `HCA dataset ${DATASET} has passed post-validation.`,
    'HCA Pipeline entered state STARTED\nName = x\nRun ID = y',
    'HCA Snapshot Complete\nSnapshot name: something_else',
  ]) {
    expect(readImportNotice(text)).toBeUndefined();
  }
});

test('Slack’s escapes, blank lines, bold and carriage returns do not matter', () => {
  const text = `\n\n *HCA Completed Import* \r\n\r\nStaging area: <${AREA}/>\n\nJade Project: a &amp; b &lt;!channel&gt;\n${LINK}\n`;
  expect(readAnnouncement(text)).toEqual({
    kind: 'import completed',
    headline: 'HCA Completed Import',
    projectUuid: PROJECT,
    evidence: `HCA Completed Import\nStaging area: ${AREA}/\nJade Project: a & b <!channel>\nDagit link: View in Dagit`,
  });
});

test.each([
  ['a question', `Is HCA Snapshot Complete for ${SNAPSHOT}?`],
  ['a quotation', `&gt; HCA Snapshot Complete\n&gt; Snapshot name: ${SNAPSHOT}`],
  ['words before', `fyi\nHCA Snapshot Complete\nSnapshot name: ${SNAPSHOT}`],
  ['words behind', `HCA Snapshot Complete!\nSnapshot name: ${SNAPSHOT}`],
  ['another case', `hca snapshot complete\nSnapshot name: ${SNAPSHOT}`],
  ['nothing', ''],
  ['a boast', `${PROJECT} has passed pre-validation.`],
])('look-alikes are nothing: %s', (_, text) => {
  expect(readAnnouncement(text)).toBeUndefined();
});

test.each([
  [
    'two projects',
    `HCA Completed Import\nStaging area: ${AREA}\nTarget Dataset: hca_prod_${'a'.repeat(32)}__20260210_dcp2`,
  ],
  ['a UUID in a remark', `HCA Completed Import\nRemark: ${AREA}`],
  [
    'a longer hexadecimal',
    `HCA Completed Import\nTarget Dataset: hca_prod_${HEX}ff__20260210_dcp2`,
  ],
  [
    'a name behind the name',
    `HCA Completed Import\nTarget Dataset: x hca_prod_${HEX}__20260210_dcp2`,
  ],
])('a project is not guessed: %s', (_, text) => {
  expect(readAnnouncement(text)).toMatchObject({ kind: 'import completed' });
  expect(readAnnouncement(text)).not.toHaveProperty('projectUuid');
});

test('never throws, never names a project that the text does not, stays bounded', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom(
      'HCA Completed Import',
      'HCA Snapshot Failed',
      'Validation Ingress Failed',
      completed,
      problems,
      notFound,
      LINK,
      '<<>|>',
      '*',
    ),
    fc.uuid().map((id) => `Staging area: gs://bucket/prod/${id}`),
    fc
      .uuid()
      .map(
        (id) => `Snapshot name: hca_prod_${id.replaceAll('-', '')}__20260210_dcp2_20260211_dcp58`,
      ),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const text = lines.join('\n');
      const announcement = readAnnouncement(text);
      const uuid = announcement?.projectUuid?.replaceAll('-', '');
      if (uuid !== undefined) expect(text.replaceAll('-', '')).toContain(uuid);
      expect(announcement?.evidence.length ?? 0).toBeLessThanOrEqual(2000);
      readImportNotice(text);
    }),
  );
  const start = performance.now();
  for (const text of [
    '<'.repeat(1e6),
    '*'.repeat(1e6),
    `HCA Completed Import\n${'gs://a/'.repeat(1e5)}`,
  ])
    readAnnouncement(text);
  expect(performance.now() - start).toBeLessThan(1000);
});
