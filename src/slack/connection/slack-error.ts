import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { seconds } from '../../domain/duration.ts';
import { OutsideError } from '../../operations/ports.ts';

/** What a call was for: a lost answer to a new message leaves a doubt; anything else can be repeated. */
export type CallKind = 'new message' | 'repeatable';

/** Slack's word for a refusal -> what to do about it. `{channel}` is where it was to go. */
const REMEDIES: Readonly<Record<string, string>> = {
  not_in_channel: 'Invite @handoff to the channel {channel}.',
  channel_not_found: 'The channel {channel} does not exist, or is private: invite @handoff to it.',
  is_archived: 'The channel {channel} is archived: unarchive it, or configure another.',
  invalid_auth: 'Slack does not accept the bot token: check SLACK_BOT_TOKEN.',
  not_authed: 'No bot token was sent: check SLACK_BOT_TOKEN.',
  account_inactive: 'The bot was removed from the workspace: install it again.',
  token_revoked: 'The bot token was revoked: install the app again and change SLACK_BOT_TOKEN.',
  missing_scope: 'The app lacks a scope: update it from manifest.yml and install it again.',
  restricted_action: 'The workspace does not let @handoff write in {channel}: ask its admins.',
  msg_too_long: 'The message is too long for Slack.',
  message_not_found: 'The message is gone from {channel}.',
  cant_update_message: 'The message in {channel} belongs to somebody else.',
  edit_window_closed: 'The workspace no longer lets the message in {channel} be edited.',
  thread_not_found: 'The thread is gone from {channel}.',
  user_not_in_channel: 'The person is not a member of the channel {channel}.',
  user_not_found: 'The person is not in this workspace.',
};

/** After these Slack may have done what was asked. */
const IN_DOUBT = new Set(['internal_error', 'fatal_error', 'request_timeout']);
const LATER = new Set([
  'ratelimited',
  'rate_limited',
  'service_unavailable',
  'message_limit_exceeded',
]);

/** Node's words for “no connection was made”: nothing has been sent. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Any failure of a Web API call in the terms of the outbox; what is not a failed call passes unchanged. */
export function outsideError(error: unknown, kind: CallKind, channel = ''): unknown {
  const doubt = kind === 'new message' ? 'ambiguous' : 'retry';
  if (error instanceof WebAPIRateLimitedError) {
    return new OutsideError('slack', 'retry', 'Slack asks to wait.', {
      cause: error,
      retryAfter: seconds(error.retryAfter),
    });
  }
  const code = slackCode(error);
  if (code !== undefined) {
    if (IN_DOUBT.has(code)) return new OutsideError('slack', doubt, said(code), { cause: error });
    if (LATER.has(code)) {
      return new OutsideError('slack', 'retry', said(code), {
        cause: error,
        retryAfter: seconds(30),
      });
    }
    const outcome = code === 'message_not_found' ? 'gone' : 'refused';
    const remedy = REMEDIES[code]?.replaceAll('{channel}', channel) ?? '';
    return new OutsideError('slack', outcome, `${said(code)} ${remedy}`.trim(), { cause: error });
  }
  if (error instanceof WebAPIHTTPError) {
    const { statusCode } = error;
    const outcome = statusCode >= 500 ? doubt : statusCode === 429 ? 'retry' : 'refused';
    return new OutsideError('slack', outcome, `Slack answered with HTTP ${statusCode}.`, {
      cause: error,
    });
  }
  if (error instanceof WebAPIRequestError) {
    const outcome = UNSENT.has(networkCode(error.original)) ? 'retry' : doubt;
    return new OutsideError(
      'slack',
      outcome,
      `Slack can’t be reached: ${error.original.message}.`,
      {
        cause: error,
      },
    );
  }
  if (error instanceof Error && /retry header/i.test(error.message)) {
    return new OutsideError('slack', 'retry', 'Slack asks to wait.', {
      cause: error,
      retryAfter: seconds(30),
    });
  }
  return error;
}

/** Slack's own word for a refusal, e.g. `not_in_channel`. */
export function slackCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

function said(code: string): string {
  return `Slack says ${code}.`;
}

function networkCode(error: Error): string {
  const { cause } = error;
  const source = typeof cause === 'object' && cause !== null && 'code' in cause ? cause : error;
  return 'code' in source ? String(source.code) : '';
}
