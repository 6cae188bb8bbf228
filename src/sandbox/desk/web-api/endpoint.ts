/** POST /api/METHOD: the door of the Web API, with its tokens, its log and its bad days. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaType, readBody, sendJson } from '../http/exchange.ts';
import type { Office } from '../office.ts';
import { type Method, SlackError } from './method.ts';
import { methods } from './methods.ts';

/** One call as it came in (without its token) and what was answered. */
export interface ApiCall {
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly status: number; // 0 when the answer was lost on its way
  readonly answer: Readonly<Record<string, unknown>>;
}

interface Reply {
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Caller {
  readonly token: unknown;
  readonly team: unknown;
}

/** Real time, as the app's own timeout is: slow to a person, and within an app's patience. */
const slowMilliseconds = 1500;

export async function serveApi(
  office: Office,
  log: ApiCall[],
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Bolt adds the team to every call.
  const { token, team_id: team, ...given } = readArguments(request, await readBody(request));
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (office.faults.strikes('slack-slow'))
    await new Promise((resolve) => setTimeout(resolve, slowMilliseconds));
  const reply = answer(office, name, { token: bearer ?? token, team }, given);
  const lost =
    name.startsWith('chat.') &&
    reply.answer['ok'] === true &&
    office.faults.strikes('slack-lost-reply');
  log.push({
    method: name,
    arguments: given,
    status: lost ? 0 : reply.status,
    answer: reply.answer,
  });
  if (lost) request.socket.destroy();
  else
    sendJson(response, reply.status, reply.answer, {
      'x-oauth-scopes': [...office.manifest.scopes].join(','),
      ...reply.headers,
    });
}

function answer(
  office: Office,
  name: string,
  caller: Caller,
  given: Readonly<Record<string, unknown>>,
): Reply {
  if (office.faults.strikes('slack-server-error'))
    return { status: 500, answer: { ok: false, error: 'internal_error' } };
  if (name.startsWith('chat.') && office.faults.strikes('slack-rate-limit'))
    return {
      status: 429,
      answer: { ok: false, error: 'ratelimited' },
      headers: { 'retry-after': '2' },
    };
  try {
    const method = authorised(office, name, caller);
    return { status: 200, answer: { ok: true, ...method.call(given, office) } };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { status: 200, answer: { ok: false, error: error.code, ...error.detail } };
  }
}

function authorised(office: Office, name: string, { token, team }: Caller): Method {
  const method = methods.get(name);
  if (method === undefined) throw new SlackError('unknown_method', { req_method: name });
  if (token === undefined || token === '') throw new SlackError('not_authed');
  if (token !== office.botToken && token !== office.appToken) throw new SlackError('invalid_auth');
  if ((token === office.appToken) !== (method.token === 'app'))
    throw new SlackError('not_allowed_token_type');
  if (team !== undefined && team !== office.directory.workspace.team.id)
    throw new SlackError('team_access_not_granted');
  return method;
}

function readArguments(request: IncomingMessage, body: string): Record<string, unknown> {
  if (mediaType(request) === 'application/json') {
    try {
      const parsed: unknown = JSON.parse(body);
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
    } catch {
      return {};
    }
  }
  const query = new URL(request.url ?? '/', 'http://desk').searchParams;
  return Object.fromEntries([...query, ...new URLSearchParams(body)]);
}
