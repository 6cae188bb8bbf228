import { slackCode } from './slack-error.ts';

/** What Slack answers when a token is at fault, so that trying again is of no use. */
const TOKEN_FAULTS = new Set([
  'invalid_auth',
  'not_authed',
  'not_allowed_token_type',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'no_permission',
  'missing_scope',
]);

export type TokenName = 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN';

/** Slack was reached, and does not take this token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly token: TokenName;
  readonly code: string; // Slack's own word

  constructor(token: TokenName, code: string) {
    super(`Slack does not accept ${token} (${code}).`);
    this.token = token;
    this.code = code;
  }
}

/** Undefined when the failure is not the token's fault. */
export function tokenRefused(token: TokenName, error: unknown): TokenRefused | undefined {
  const code = slackCode(error);
  return code !== undefined && TOKEN_FAULTS.has(code) ? new TokenRefused(token, code) : undefined;
}
