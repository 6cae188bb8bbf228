import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/read-config.ts';
import { hours, minutes } from '../../src/domain/duration.ts';

const EXAMPLE = 'docs/handoff.example.yml';

/** What an installation has to say at least, in twelve lines. */
const LEAST = `slack: { channel: C012AB3CD4E }
roles:
  wrangler:          { name: the wranglers,   userGroup: S012AB3CD01 }
  ingest-operations: { name: ingest operations, members: [U012AB3CD02] }
  import-team:       { name: the import team, userGroup: S012AB3CD03 }
  browser-team:      { name: the browser team, userGroup: S012AB3CD04 }
  data-consumers:    { name: the data consumers, channel: C012AB3CD5F }
  coordinators:      { name: the coordinators, userGroup: S012AB3CD06 }
  developers:        { name: the developers }
ingest: { url: https://ingest.example.org, ui: https://ingest.example.org }
catalogue: { url: https://catalogue.example.org, browser: https://browser.example.org }
staging: { endpoint: https://storage.example.org, bucket: staging, prefix: prod }
`;

function faults(more: string, from = LEAST): readonly string[] {
  try {
    readConfig(from + more, 'handoff.yml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}

describe('a configuration file', () => {
  it('needs only places, people and services; the rest has a value of its own', () => {
    expect(readConfig(LEAST, 'handoff.yml')).toMatchObject({
      timeZone: 'UTC',
      deadlines: {},
      stillness: {},
      ladders: {},
      approvals: {},
      institution: 'EBI',
      objects: { kind: 'folder' },
      sharing: { persons: true, groups: true, anyone: false },
      notifications: {},
      slack: { transport: 'socket', postGap: 1000, progressRest: 5000 },
      poll: { least: minutes(1), most: minutes(10) },
      executors: { backends: { exports: 'local', conversions: 'local', uploads: 'local' } },
      exports: { workers: 2, limits: { memory: 768 * 1024 ** 2, disk: 1e11, time: hours(4) } },
    });
  });

  it('is read into roles, states, events and milliseconds', () => {
    const config = readConfig(
      `${LEAST}
timeZone: Europe/London
workingHours: { from: "09:00", to: "17:30", timeZone: Europe/London }
deadlines: { exporting: 6, import requested: 48 }
noProgress: { exporting: 90 }
ladders:
  exporting:
    rungs:
      - { call: coordinators, afterMinutes: 30 }
      - { call: S012AB3CD99, afterMinutes: 60 }
      - { call: U012AB3CD98, afterMinutes: 15 }
    repeats: 2
  otherwise: { rungs: [{ call: ingest-operations, afterMinutes: 120 }] }
approvals:
  final check passed: { notSubmitter: true }
  imported: { people: 2 }
`,
      'handoff.yml',
    );
    expect(config).toMatchObject({
      timeZone: 'Europe/London',
      workingHours: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:30' },
      deadlines: { exporting: hours(6), 'import requested': hours(48) },
      stillness: { exporting: minutes(90) },
      ladders: {
        exporting: {
          repeats: 2,
          rungs: [
            { call: 'coordinators', after: minutes(30) },
            { call: 'group S012AB3CD99', after: minutes(60) },
            { call: 'person U012AB3CD98', after: minutes(15) },
          ],
        },
        otherwise: { repeats: 0, rungs: [{ call: 'ingest-operations', after: minutes(120) }] },
      },
      approvals: { 'final check passed': { notSubmitter: true }, imported: { people: 2 } },
    });
  });

  it.each([
    ['slack:', 'slack: { channel: dcp-ops }', 1, 'slack.channel: a Slack id such as C012AB3CD4E'],
    [
      '  wrangler:',
      '  wrangler: { name: a, userGroup: U012AB3CD01 }',
      3,
      'roles.wrangler.userGroup: a Slack id such as S012AB3CD4E',
    ],
    ['  developers:', '  cleaners: { name: a }', 9, 'roles.cleaners: there is no such setting'],
    [
      'ingest:',
      'ingest: { url: ftp://a.org, ui: https://a.org }',
      10,
      'ingest.url: an address such as https://api.example.org',
    ],
  ])('that says %s wrongly is told the line', (start, wrong, line, fault) => {
    const from = LEAST.split('\n')
      .map((one) => (one.startsWith(start) ? wrong : one))
      .join('\n');
    expect(faults('', from)).toContain(`handoff.yml:${line} ${fault}`);
  });

  it.each<[string, string, number, string]>([
    ['a place of files that is none', 'objects: { kind: ftp }', 13, 'objects.kind: folder, or s3'],
    [
      'a folder of files with a path in its address',
      'objects: { kind: folder, address: https://a.org/handoff }',
      13,
      'objects.address: an address without a path',
    ],
    [
      'a bucket of files in a folder',
      'objects: { kind: folder, bucket: files }',
      13,
      'objects.bucket: there is no such setting',
    ],
    [
      'checksums by another name',
      'objects: { kind: s3, endpoint: https://a.org, bucket: files, checksums: always }',
      13,
      'objects.checksums: when supported, or when required',
    ],
    ['an unknown setting', 'colour: blue', 13, 'colour: there is no such setting'],
    [
      'an unknown zone',
      'timeZone: Mars/Olympus',
      13,
      'timeZone: a time zone such as Europe/London',
    ],
    [
      'hours that end before they begin',
      'workingHours:\n  timeZone: UTC\n  to: "09:00"\n  from: "17:00"',
      16,
      'workingHours.from: from must be before to',
    ],
    [
      'hours of no length',
      'workingHours: { from: "09:00", to: "09:00", timeZone: UTC }',
      13,
      'workingHours.from: from must be before to',
    ],
    [
      'a time without quotes',
      'workingHours: { from: 9:00, to: "17:00", timeZone: UTC }',
      13,
      'workingHours.from: a time such as 09:00, in quotes',
    ],
    [
      'a day that is none',
      'workingHours:\n  days:\n    - mon\n    - Tuesday\n  from: "09:00"\n  to: "17:00"\n  timeZone: UTC',
      16,
      'workingHours.days.1: one of mon, tue, wed, thu, fri, sat, sun',
    ],
    [
      'an approval of what ingest does',
      'approvals:\n  imported: { people: 2 }\n  export finished: { people: 2 }',
      15,
      'approvals.export finished: not something that people press a button for. There are: ',
    ],
    [
      'an approval of the preview, which one person confirms',
      'approvals: { submit: { people: 2 } }',
      13,
      'approvals.submit: not something that people press a button for. There are: ',
    ],
    [
      'three people',
      'approvals:\n  imported:\n    people: 3',
      15,
      'approvals.imported.people: two people are the most that can be asked for',
    ],
    [
      'a deadline of a state that ends the cycle',
      'deadlines:\n  exporting: 4\n  released: 4',
      15,
      'deadlines.released: not a state that can be late. There are: exporting, exported, ',
    ],
    [
      'a standstill of less than five minutes',
      'noProgress: { exporting: 1 }',
      13,
      'noProgress.exporting: Too small: expected number to be >=5',
    ],
    [
      'a ladder of an unknown state',
      'ladders:\n  exprting: { rungs: [{ call: coordinators, afterMinutes: 30 }] }',
      14,
      'ladders.exprting: not a state that can be late, nor otherwise. There are: exporting, ',
    ],
    [
      'a ladder without rungs',
      'ladders: { otherwise: { rungs: [] } }',
      13,
      'ladders.otherwise.rungs: at least one rung',
    ],
    [
      'a rung that calls a channel',
      'ladders:\n  otherwise:\n    rungs:\n      - { call: coordinators, afterMinutes: 30 }\n      - call: C012AB3CD4E\n        afterMinutes: 30',
      17,
      'ladders.otherwise.rungs.1.call: a role (wrangler, ingest-operations, ',
    ],
    [
      'a rung that would call nobody',
      'ladders:\n  otherwise:\n    rungs:\n      - { call: coordinators, afterMinutes: 30 }\n      - afterMinutes: 30\n        call: developers',
      18,
      'ladders.otherwise.rungs.1.call: nobody would be called: give the role developers a userGroup, members or a channel',
    ],
  ])('with %s is told the line', (_what, more, line, fault) => {
    expect(faults(more)).toEqual([expect.stringContaining(`handoff.yml:${line} ${fault}`)]);
  });

  it('is told all its faults at once', () => {
    expect(faults('timeZone: Nowhere\ndeadlines: { exporting: -1 }\ncolour: blue')).toHaveLength(3);
  });

  it('may leave a role that nobody is called in without anybody', () => {
    expect(faults('')).toEqual([]);
  });
});

describe('the example of the documentation', () => {
  const text = readFileSync(EXAMPLE, 'utf8');

  it('reads as it stands', () => {
    expect(() => readConfig(text, EXAMPLE)).not.toThrow();
  });

  it('shows each way to say who is asked, when and how often; and approvals behind #', () => {
    const approvals = /^# approvals:\n(# {3}.*\n)+/m.exec(text)?.[0] ?? '';
    const config = readConfig(text + approvals.replaceAll(/^# /gm, ''), EXAMPLE);
    expect(config.workingHours).toBeDefined();
    expect(config.roles['import-team'].workingHours).toBeDefined();
    for (const shown of [config.stillness, config.ladders, config.approvals])
      expect(Object.keys(shown)).not.toEqual([]);
  });
});

it('takes proxies by address or range, and not everybody’s word', () => {
  expect(faults('proxies: [10.0.0.7, 10.1.0.0/24, "fd00::/8"]\n')).toEqual([]);
  for (const wrong of ['proxy.lan', '0.0.0.0/0', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0'])
    expect(faults(`proxies: ["${wrong}"]\n`), wrong).toHaveLength(1);
});

it('says what may be told where, and refuses what would be told anywhere or to anybody', () => {
  const email = (more: string) => `notifications:\n  email: { host: mail.example.org, ${more} }\n`;
  expect(faults(email('from: Handoff <a@example.org>, domains: [example.org]'))).toEqual([]);
  expect(faults(email('from: a@example.org'))).toEqual([expect.stringContaining('domains')]);
  expect(faults(email('from: "a@b.org\\r\\nBcc: c@d.org", domains: ["*"]'))).toEqual([
    expect.stringContaining('email.from: a sender such as'),
  ]);
  const webhooks = (hosts: string) => `notifications: { webhooks: { hosts: [${hosts}] } }\n`;
  expect(faults(webhooks('hooks.example.org, "*.example.org", "*"'))).toEqual([]);
  for (const wrong of ['"https://a.example.org"', '"*.org*"', 'localhost', '"a.example.org:80"'])
    expect(faults(webhooks(wrong)), wrong).toHaveLength(1);
  expect(faults('notifications: { webhooks: { inside: ["http://a.lan/path"] } }\n')).toHaveLength(
    1,
  );
});

it('says where long work is done; a cluster without the folder that it shares is refused', () => {
  const { executors } = readConfig(
    `${LEAST}\nexecutors: { conversions: slurm, slurm: { folder: /shared/handoff, partition: main } }`,
    'handoff.yml',
  );
  expect(executors).toMatchObject({
    backends: { exports: 'local', conversions: 'slurm', uploads: 'local' },
    slurm: { folder: '/shared/handoff', partition: 'main', atOnce: 50 },
  });
  expect(() => readConfig(`${LEAST}\nexecutors: { uploads: lsf }`, 'handoff.yml')).toThrow(
    /executors.uploads: say where lsf is: executors.lsf.folder/,
  );
});
