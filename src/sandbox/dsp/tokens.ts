import { createHmac } from 'node:crypto';

const LIFE = 60 * 60_000; // milliseconds of sandbox time

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const signature = (text: string): string =>
  createHmac('sha256', 'sandbox-aap').update(text).digest('base64url');

/** A token of an hour, as AAP gives it: three parts, signed. */
export function issueToken(user: string, now: number): string {
  const text = `${encoded({ alg: 'HS256' })}.${encoded({ sub: user, exp: now + LIFE })}`;
  return `${text}.${signature(text)}`;
}

export function isToken(token: string, now: number): boolean {
  const [head = '', body = '', sign] = token.split('.');
  if (signature(`${head}.${body}`) !== sign) return false;
  const { exp } = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as { exp: number }; // we signed it
  return now < exp;
}
