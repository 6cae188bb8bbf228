import { test } from 'vitest';
import { aCourt, CALLERS, type Draft, type Try } from './ceph-answers.ts';

const OBJ = 'arn:aws:s3:::BUCKET/*',
  B = 'arn:aws:s3:::BUCKET';
const st = (x: object): Draft => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: ['ALICE'] },
      Action: ['s3:GetObject'],
      Resource: [OBJ],
      ...x,
    },
  ],
});
const tries: Try[] = CALLERS.flatMap((who): Try[] => [
  { who, action: 's3:GetObject', key: 'open/a' },
  { who, action: 's3:GetObject', key: 'shut/c' },
  { who, action: 's3:PutObject', key: 'open/a' },
  { who, action: 's3:PutObject', key: 'd' },
  { who, action: 's3:DeleteObject', key: 'open/a' },
  { who, action: 's3:ListBucket' },
  { who, action: 's3:ListBucket', prefix: 'open/' },
  { who, action: 's3:ListBucket', prefix: 'open/deep/', most: 5 },
  { who, action: 's3:ListBucket', prefix: 'ope', most: 50 },
]);
const list = (Condition: object): Draft => st({ Action: 's3:ListBucket', Resource: B, Condition });
const get = (Condition: object): Draft => st({ Condition });
const deny = (x: object): Draft => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [B, OBJ] },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*Object', 's3:ListBucket'],
      Resource: [B, OBJ],
      ...x,
    },
  ],
});
const drafts: Record<string, Draft> = {
  plain: st({}),
  star: st({ Principal: '*' }),
  awsstar: st({ Principal: { AWS: '*' } }),
  two: st({ Principal: { AWS: ['ALICE', 'CAROL'] } }),
  root: st({ Principal: { AWS: 'arn:aws:iam:::root' } }),
  troot: st({ Principal: { AWS: 'arn:aws:iam::TENANT:root' } }),
  tbare: st({ Principal: { AWS: 'TENANT' } }),
  get_star: st({ Action: 's3:Get*' }),
  lower: st({ Action: 'S3:getobject' }),
  q: st({ Action: 's3:?etObject' }),
  s3star: st({ Action: 's3:*', Resource: [B, OBJ] }),
  star_action: st({ Action: '*', Resource: [B, OBJ] }),
  resstar: st({ Resource: '*' }),
  respre: st({ Resource: 'arn:aws:s3:::BUCKET/open/*' }),
  resq: st({ Resource: 'arn:aws:s3:::BUCKET/????/?' }),
  resmid: st({ Resource: 'arn:aws:s3:::BUCKET/*/b' }),
  resall: st({ Resource: 'arn:aws:s3:::*' }),
  buckstar: st({ Action: 's3:*', Resource: 'arn:aws:s3:::BUCKET*' }),
  notaction: st({ NotAction: ['s3:PutObject'], Action: undefined, Resource: [B, OBJ] }),
  notres: st({ NotResource: 'arn:aws:s3:::BUCKET/shut/*', Resource: undefined }),
  notprin_allow: st({ NotPrincipal: { AWS: ['ALICE'] }, Principal: undefined }),
  notprin_allow_acc: st({
    NotPrincipal: { AWS: ['ALICE', 'arn:aws:iam:::root'] },
    Principal: undefined,
  }),
  notprin_deny: deny({ NotPrincipal: { AWS: ['ALICE'] }, Principal: undefined }),
  notprin_deny2: deny({
    NotPrincipal: { AWS: ['ALICE', 'arn:aws:iam:::root'] },
    Principal: undefined,
  }),
  denydel: deny({ Action: 's3:DeleteObject' }),
  denyopen: deny({ Resource: 'arn:aws:s3:::BUCKET/open/*' }),
  denyalice: deny({ Principal: { AWS: 'ALICE' } }),
  denynotact: deny({ NotAction: 's3:GetObject', Action: undefined }),
  denynotres: deny({ NotResource: 'arn:aws:s3:::BUCKET/open/*', Resource: undefined }),
  prefixEq: list({ StringEquals: { 's3:prefix': 'open/' } }),
  prefixLike: list({ StringLike: { 's3:prefix': ['open/*'] } }),
  prefixNe: list({ StringNotEquals: { 's3:prefix': 'open/' } }),
  prefixNotLike: list({ StringNotLike: { 's3:prefix': 'open/*' } }),
  prefixIfE: list({ StringEqualsIfExists: { 's3:prefix': 'open/' } }),
  prefixLikeIf: list({ StringLikeIfExists: { 's3:prefix': 'open/*' } }),
  nul: list({ Null: { 's3:prefix': 'true' } }),
  nulf: list({ Null: { 's3:prefix': 'false' } }),
  eqic: list({ StringEqualsIgnoreCase: { 's3:prefix': 'OPEN/' } }),
  neqic: list({ StringNotEqualsIgnoreCase: { 's3:prefix': 'OPEN/' } }),
  maxlt: list({ NumericLessThan: { 's3:max-keys': '10' } }),
  maxle: list({ NumericLessThanEquals: { 's3:max-keys': '5' } }),
  maxgt: list({ NumericGreaterThan: { 's3:max-keys': 10 } }),
  maxeq: list({ NumericEquals: { 's3:max-keys': '50' } }),
  maxne: list({ NumericNotEquals: { 's3:max-keys': '50' } }),
  maxltif: list({ NumericLessThanIfExists: { 's3:max-keys': '10' } }),
  fav: list({ 'ForAnyValue:StringEquals': { 's3:prefix': ['open/', 'x'] } }),
  fall: list({ 'ForAllValues:StringLike': { 's3:prefix': ['open/*', 'x'] } }),
  fallne: list({ 'ForAllValues:StringNotEquals': { 's3:prefix': ['open/'] } }),
  ip: get({ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }),
  ip1: get({ IpAddress: { 'aws:SourceIp': '127.0.0.1' } }),
  ipno: get({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.1/32'] } }),
  notip: get({ NotIpAddress: { 'aws:SourceIp': '127.0.0.1/32' } }),
  notip2: get({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
  sec: deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  secT: get({ Bool: { 'aws:SecureTransport': 'true' } }),
  tls: deny({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }),
  dateLt: get({ DateLessThan: { 'aws:CurrentTime': '2040-01-01T00:00:00Z' } }),
  dateGt: get({ DateGreaterThan: { 'aws:CurrentTime': '2040-01-01T00:00:00Z' } }),
  user: get({ StringLike: { 'aws:username': 'a*' } }),
  userne: get({ StringNotLike: { 'aws:username': 'a*' } }),
  userv: st({ Resource: 'arn:aws:s3:::BUCKET/${aws:username}/*' }),
  unk: get({ StringEquals: { 'aws:Nope': 'x' } }),
  unkne: get({ StringNotEquals: { 'aws:Nope': 'x' } }),
  unkif: get({ StringEqualsIfExists: { 'aws:Nope': 'x' } }),
  two_keys: list({
    StringLike: { 's3:prefix': 'open/*' },
    NumericLessThan: { 's3:max-keys': '10' },
  }),
  wildprin: st({ Principal: { AWS: 'arn:aws:iam:::user/*' } }),
  emptysid: st({ Sid: '' }),
  v2008: { ...st({ Resource: 'arn:aws:s3:::BUCKET/open/*' }), Version: '2008-10-17' },
  badop: get({ StringNope: { 'aws:x': 'y' } }),
  other: st({ Resource: 'arn:aws:s3:::other-bucket/*' }),
};
test('probe', async () => {
  const court = await aCourt();
  for (const [name, draft] of Object.entries(drafts)) {
    const put = await court.put(draft);
    if (put !== undefined) {
      console.log(name, 'NOT TAKEN', put);
      continue;
    }
    const out: string[] = [];
    for (const one of tries) {
      const listy =
        JSON.stringify(draft).includes('prefix') || JSON.stringify(draft).includes('max-keys');
      const all = /deny|s3star|star_action|notaction/.test(name);
      if (!all && listy !== (one.action === 's3:ListBucket')) continue;
      if (!all && (one.action === 's3:PutObject' || one.action === 's3:DeleteObject')) continue;
      let c: unknown;
      try {
        c = await court.ceph(one);
      } catch (e) {
        c = String(e).slice(0, 80);
      }
      if (name === 'badop') continue;
      const o = court.ours(draft, one);
      if (c !== o)
        out.push(
          `${one.who} ${one.action.slice(3)} ${one.key ?? `${one.prefix}|${one.most}`} ceph=${c} ours=${o}`,
        );
    }
    console.log(name, out.length === 0 ? 'agree' : '\n   ' + out.join('\n   '));
  }
}, 400_000);
