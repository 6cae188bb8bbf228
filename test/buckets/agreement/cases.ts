import { CALLERS, type Draft, type Try } from './ceph-answers.ts';

const BUCKET = 'arn:aws:s3:::BUCKET';
const OBJECTS = 'arn:aws:s3:::BUCKET/*';

/** Alice may get objects, and whatever else a case is about. */
const allow = (over: object = {}): Draft => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: ['ALICE'] },
      Action: ['s3:GetObject'],
      Resource: [OBJECTS],
      ...over,
    },
  ],
});
/** Everybody may do everything, but for what a case denies. */
const deny = (over: object): Draft => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [BUCKET, OBJECTS] },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*Object', 's3:ListBucket'],
      Resource: [BUCKET, OBJECTS],
      ...over,
    },
  ],
});
const get = (Condition: object): Draft => allow({ Condition });
const list = (Condition: object): Draft =>
  allow({ Action: 's3:ListBucket', Resource: BUCKET, Condition });

export const GETS: readonly Try[] = CALLERS.flatMap((who): Try[] => [
  { who, action: 's3:GetObject', key: 'open/a' },
  { who, action: 's3:GetObject', key: 'shut/c' },
]);
export const LISTS: readonly Try[] = (['alice', 'bob'] as const).flatMap((who): Try[] => [
  { who, action: 's3:ListBucket' },
  { who, action: 's3:ListBucket', prefix: 'open/' },
  { who, action: 's3:ListBucket', prefix: 'open/deep/', most: 5 },
  { who, action: 's3:ListBucket', prefix: 'ope', most: 50 },
]);
const ALL: readonly Try[] = [
  ...GETS,
  ...CALLERS.flatMap((who): Try[] => [
    { who, action: 's3:GetObject', key: 'open/deep/b' },
    { who, action: 's3:PutObject', key: 'd' },
    { who, action: 's3:DeleteObject', key: 'open/a' },
    { who, action: 's3:ListBucket', prefix: 'open/' },
  ]),
];

type Case = readonly [what: string, draft: Draft, tries: readonly Try[]];

/** What Ceph enforces as AWS documents it. */
export const AGREED: readonly Case[] = [
  ['one who is named', allow(), ALL],
  ['everybody', allow({ Principal: '*' }), ALL],
  ['everybody, written as AWS', allow({ Principal: { AWS: '*' } }), GETS],
  ['two, one of another account', allow({ Principal: { AWS: ['ALICE', 'CAROL'] } }), GETS],
  ['a whole other account', allow({ Principal: { AWS: 'arn:aws:iam::TENANT:root' } }), GETS],
  ['another account by its number', allow({ Principal: { AWS: 'TENANT' } }), GETS],
  [
    'a wildcard in a name, which names nobody',
    allow({ Principal: { AWS: 'arn:aws:iam:::user/*' } }),
    GETS,
  ],
  ['actions by their beginning', allow({ Action: 's3:Get*' }), ALL],
  ['actions in other letters', allow({ Action: 'S3:getobject' }), GETS],
  ['actions with one letter open', allow({ Action: 's3:?etObject' }), ALL],
  ['all of S3', allow({ Action: 's3:*', Resource: [BUCKET, OBJECTS] }), ALL],
  ['everything', allow({ Action: '*', Resource: [BUCKET, OBJECTS] }), ALL],
  ['objects alone', allow({ Action: 's3:*' }), ALL],
  ['the bucket alone', allow({ Action: 's3:*', Resource: BUCKET }), ALL],
  ['bucket and objects by one wildcard', allow({ Action: 's3:*', Resource: `${BUCKET}*` }), ALL],
  ['every resource', allow({ Resource: '*' }), GETS],
  ['a prefix', allow({ Resource: `${BUCKET}/open/*` }), ALL],
  ['signs in the middle of keys', allow({ Resource: `${BUCKET}/????/?` }), ALL],
  ['an ending', allow({ Resource: `${BUCKET}/*/b` }), GETS],
  ['all but a prefix', allow({ NotResource: `${BUCKET}/shut/*`, Resource: undefined }), GETS],
  ['another bucket', allow({ Resource: 'arn:aws:s3:::other-bucket/*' }), GETS],
  ['all but one', allow({ NotPrincipal: { AWS: ['ALICE'] }, Principal: undefined }), GETS],
  ['a policy of 2008', { ...allow({ Resource: `${BUCKET}/open/*` }), Version: '2008-10-17' }, GETS],
  ['an empty Sid', allow({ Sid: '' }), GETS],
  ['a denied action', deny({ Action: 's3:DeleteObject' }), ALL],
  ['a denied prefix', deny({ Resource: `${BUCKET}/open/*` }), ALL],
  ['one who is denied', deny({ Principal: { AWS: 'ALICE' } }), ALL],
  ['denied but for a prefix', deny({ NotResource: `${BUCKET}/open/*`, Resource: undefined }), ALL],
  ['a prefix of listings', list({ StringEquals: { 's3:prefix': 'open/' } }), LISTS],
  ['prefixes of listings', list({ StringLike: { 's3:prefix': ['open/*', 'x/*'] } }), LISTS],
  ['a prefix in other letters', list({ StringEqualsIgnoreCase: { 's3:prefix': 'OPEN/' } }), LISTS],
  ['a prefix, if there is one', list({ StringEqualsIfExists: { 's3:prefix': 'open/' } }), LISTS],
  ['a likeness, if there is one', list({ StringLikeIfExists: { 's3:prefix': 'open/*' } }), LISTS],
  ['no prefix', list({ Null: { 's3:prefix': 'true' } }), LISTS],
  [
    'any of some values',
    list({ 'ForAnyValue:StringEquals': { 's3:prefix': ['open/', 'x'] } }),
    LISTS,
  ],
  [
    'all of some values',
    list({ 'ForAllValues:StringLike': { 's3:prefix': ['open/*', 'x'] } }),
    LISTS,
  ],
  ['less than a number', list({ NumericLessThan: { 's3:max-keys': '10' } }), LISTS],
  ['a number at most', list({ NumericLessThanEquals: { 's3:max-keys': '5' } }), LISTS],
  ['a number', list({ NumericEquals: { 's3:max-keys': 50 } }), LISTS],
  [
    'two conditions',
    list({ StringLike: { 's3:prefix': 'open/*' }, NumericLessThan: { 's3:max-keys': '10' } }),
    LISTS,
  ],
  ['a range of addresses', get({ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }), GETS],
  ['an address', get({ IpAddress: { 'aws:SourceIp': '127.0.0.1' } }), GETS],
  ['other ranges', get({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.1/32'] } }), GETS],
  ['not an address', get({ NotIpAddress: { 'aws:SourceIp': '127.0.0.1/32' } }), GETS],
  ['not another range', get({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), GETS],
  ['before a day', get({ DateLessThan: { 'aws:CurrentTime': '2090-01-01T00:00:00Z' } }), GETS],
  ['after a day', get({ DateGreaterThan: { 'aws:CurrentTime': '2090-01-01T00:00:00Z' } }), GETS],
  ['a likeness of names', get({ StringLike: { 'aws:username': 'a*' } }), GETS],
  ['no likeness of names', get({ StringNotLike: { 'aws:username': 'a*' } }), GETS],
  ['what no request has', get({ StringEquals: { 'aws:Nothing': 'x' } }), GETS],
  [
    'what no request has, if it had it',
    get({ StringEqualsIfExists: { 'aws:Nothing': 'x' } }),
    GETS,
  ],
  ['TLS alone', get({ Bool: { 'aws:SecureTransport': 'true' } }), GETS],
];

const alice: Try = { who: 'alice', action: 's3:GetObject', key: 'open/a' };
const bob: Try = { ...alice, who: 'bob' };
const anonymous: Try = { ...alice, who: 'anonymous' };
const listing: Try = { who: 'alice', action: 's3:ListBucket' };
const inOpen: Try = { ...listing, prefix: 'open/' };

/** Where Ceph 16.2 does otherwise than AWS documents: each with a call that shows it, and both answers. */
export const DIFFERENT: readonly (readonly [
  what: string,
  draft: Draft,
  one: Try,
  answers: { readonly ceph: boolean; readonly documented: boolean },
])[] = [
  [
    'a wildcard that went too short is not gone back to',
    allow({ Resource: `${BUCKET}/*/b` }),
    { who: 'alice', action: 's3:GetObject', key: 'open/deep/b' },
    { ceph: false, documented: true },
  ],
  [
    'NotAction allows nothing',
    allow({ NotAction: ['s3:PutObject'], Action: undefined }),
    alice,
    { ceph: false, documented: true },
  ],
  [
    'NotAction denies nothing',
    deny({ NotAction: 's3:GetObject', Action: undefined }),
    inOpen,
    { ceph: true, documented: false },
  ],
  [
    'its own account is everybody, keys or no keys',
    allow({ Principal: { AWS: 'arn:aws:iam:::root' } }),
    anonymous,
    { ceph: true, documented: false },
  ],
  [
    'its own account needs no policies of the caller',
    allow({ Principal: { AWS: 'arn:aws:iam:::root' } }),
    bob,
    { ceph: true, documented: false },
  ],
  [
    'a name alone excepts from a denial',
    deny({ NotPrincipal: { AWS: ['ALICE'] }, Principal: undefined }),
    alice,
    { ceph: true, documented: false },
  ],
  [
    'an account alone excepts all of it',
    deny({ NotPrincipal: { AWS: ['ALICE', 'arn:aws:iam:::root'] }, Principal: undefined }),
    bob,
    { ceph: true, documented: false },
  ],
  [
    'what is absent is not unequal',
    list({ StringNotEquals: { 's3:prefix': 'open/' } }),
    listing,
    { ceph: false, documented: true },
  ],
  [
    'what is absent is not unlike',
    list({ StringNotLike: { 's3:prefix': 'open/*' } }),
    listing,
    { ceph: false, documented: true },
  ],
  [
    'Null: false holds for what is absent',
    list({ Null: { 's3:prefix': 'false' } }),
    listing,
    { ceph: true, documented: false },
  ],
  [
    'Null: false fails for what is there',
    list({ Null: { 's3:prefix': 'false' } }),
    inOpen,
    { ceph: false, documented: true },
  ],
  [
    'a listing always has a most',
    list({ NumericGreaterThan: { 's3:max-keys': 10 } }),
    listing,
    { ceph: true, documented: false },
  ],
];

/** What Ceph 16.2 does not take as a policy at all. */
export const NOT_TAKEN: readonly (readonly [what: string, draft: Draft])[] = [
  [
    'all of some values, negated',
    list({ 'ForAllValues:StringNotEquals': { 's3:prefix': ['open/'] } }),
  ],
  ['variables', allow({ Resource: `${BUCKET}/\${aws:username}/*` })],
];
