import { expect, test } from 'vitest';
import { decide, pauseAfter } from '../../../src/buckets/mover/decide.ts';
import { readEvent } from '../../../src/buckets/mover/event.ts';
import { partSizeFor } from '../../../src/buckets/mover/part-size.ts';
import type { Seen } from '../../../src/buckets/mover/ports.ts';
import { datasetOf, routesOf } from '../../../src/buckets/mover/route.ts';

const MEGABYTE = 1024 ** 2;
const record = (key: string, more: object = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'hub' }, object: { key, size: 3, eTag: 'x', sequencer: '1' } },
  ...more,
});
const said = (...Records: object[]) => readEvent(JSON.stringify({ Records }), 'hub');

test('keys are read as URLs have them: a plus is a space, and a percent sign has its own', () => {
  expect(said(record('lung/a+b%2Bc%25+%C3%BC.csv'))).toEqual({
    kind: 'landed',
    keys: ['lung/a b+c% ü.csv'],
  });
});

test('a message of several records names each key once', () => {
  expect(said(record('a/1'), record('a/2'), record('a/1'))).toEqual({
    kind: 'landed',
    keys: ['a/1', 'a/2'],
  });
});

test('what comes by way of a topic is unwrapped', () => {
  const Message = JSON.stringify({ Records: [record('a/1')] });
  expect(readEvent(JSON.stringify({ Type: 'Notification', Message }), 'hub')).toMatchObject({
    keys: ['a/1'],
  });
});

test.each([
  [
    'the test of the store',
    JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'hub' }),
  ],
  [
    'a removal',
    JSON.stringify({ Records: [record('a/1', { eventName: 'ObjectRemoved:Delete' })] }),
  ],
  [
    'another bucket',
    JSON.stringify({
      Records: [record('a/1', { s3: { bucket: { name: 'x' }, object: { key: 'a/1' } } })],
    }),
  ],
  ['no record', JSON.stringify({ Records: [] })],
])('%s asks for nothing', (_, body) => {
  expect(readEvent(body, 'hub')).toEqual({ kind: 'nothing to do' });
});

test.each([
  ['no JSON', 'Records='],
  ['something else', '{"hello":1}'],
  ['a list', '[]'],
  [
    'a record without a key',
    JSON.stringify({
      Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'hub' } } }],
    }),
  ],
  ['a key that is cut short', JSON.stringify({ Records: [record('lung/%E')] })],
])('%s is not understood', (_, body) => {
  expect(readEvent(body, 'hub')).toMatchObject({ kind: 'not understood' });
});

test('a key belongs to the dataset before its first slash, and to no other', () => {
  expect(['lung/a', 'lung/a/b', 'lung2/a', '/a', 'a', 'lung/'].map(datasetOf)).toEqual([
    'lung',
    'lung',
    'lung2',
    undefined,
    undefined,
    'lung',
  ]);
  const common = { name: 'a', users: ['alpha_user_a'], paperwork: [] };
  expect(
    routesOf([
      { ...common, kind: 'push', targetBucket: 'target', keepFiles: true },
      { ...common, kind: 'pull', pullArns: [], allowPush: false, bucketVersioning: false },
    ]),
  ).toEqual([{ dataset: 'a', target: 'target', keep: true }]);
});

const seen = (over: Partial<Seen> = {}): Seen => ({
  bytes: 3,
  etag: 'e',
  version: undefined,
  tagged: false,
  description: {},
  ...over,
});
const nobody = { isOurs: false, keepsConditions: false };

test.each([
  ['nothing', undefined, nobody, { do: 'send', over: 'nothing' }],
  ['the same', seen(), nobody, { do: 'nothing' }],
  ['another object', seen({ etag: 'x' }), nobody, { do: 'quarantine' }],
  [
    'another one of ours',
    seen({ etag: 'x' }),
    { ...nobody, isOurs: true },
    { do: 'send', over: { etag: 'x' }, replaces: 'x' },
  ],
  [
    'another one, which stays as a version',
    seen({ etag: 'x', version: 'v1' }),
    nobody,
    { do: 'send', replaces: 'x' },
  ],
  [
    'another one from before there were versions',
    seen({ etag: 'x', version: 'null' }),
    nobody,
    { do: 'quarantine' },
  ],
  [
    'as much, uploaded in other parts',
    seen({ etag: 'x-2' }),
    nobody,
    { do: 'compare', otherwise: { do: 'quarantine' } },
  ],
  ['more, uploaded in parts', seen({ etag: 'x-2', bytes: 4 }), nobody, { do: 'quarantine' }],
  ['something that is hidden', 'hidden', nobody, { do: 'quarantine' }],
  [
    'something hidden, in a store that keeps conditions',
    'hidden',
    { ...nobody, keepsConditions: true },
    { do: 'send', over: 'nothing' },
  ],
] as const)('with %s at the target', (_, there, known, decision) => {
  expect(decide({ etag: 'e', bytes: 3 }, there, known)).toMatchObject(decision);
});

test.each([
  [
    'what the store says of the first part',
    { etag: 'x-3', bytes: 25 * MEGABYTE, firstPart: 12 * MEGABYTE },
    12,
  ],
  [
    'the one usual size that divides it evenly',
    { etag: 'x-2', bytes: 10 * MEGABYTE, firstPart: undefined },
    5,
  ],
  [
    'the usual size that makes as many parts',
    { etag: 'x-750', bytes: 6e9, firstPart: undefined },
    8,
  ],
  [
    'where none does, what makes as many parts',
    { etag: 'x-4', bytes: 99 * MEGABYTE, firstPart: undefined },
    32,
  ],
  [
    'half a gigabyte for what was never in parts',
    { etag: 'x', bytes: 6e9, firstPart: undefined },
    512,
  ],
])('the size of parts is %s', (_, parted, megabytes) => {
  expect(partSizeFor(parted)).toBe(megabytes * MEGABYTE);
});

test('six attempts take half an hour', () => {
  const pauses = [1, 2, 3, 4, 5].map(pauseAfter);
  expect(pauses).toEqual([5, 20, 80, 320, 1200].map((n) => n * 1000));
});
