import { checkAddress } from '../../domain/address.ts';
import { minutes } from '../../domain/duration.ts';
import { ArchiveFailure } from '../failure.ts';
import type { Login } from '../job.ts';
import { ask } from './ask.ts';

const LASTS = minutes(10);

/** The tokens of EBI’s accounts (AAP), asked for with a name and a password, each used for ten minutes at most. */
export interface Tokens {
  current(): Promise<string>;
  /** Another one than this, which was refused. */
  renew(refused: string): Promise<string>;
}

export function createTokens(needs: {
  readonly aapUrl: string;
  readonly login: Login;
  readonly signal: AbortSignal;
  readonly silence: number; // milliseconds
}): Tokens {
  const { aapUrl, login, signal, silence } = needs;
  checkAddress('The account service', aapUrl);
  let held: { readonly token: string; readonly until: number } | undefined;

  async function fresh(): Promise<string> {
    const pair = Buffer.from(`${login.user}:${login.password}`).toString('base64');
    const answer = await ask(
      'The account service',
      aapUrl,
      { authorization: `Basic ${pair}` },
      { signal, silence },
    );
    if (answer.status === 401 || answer.status === 403)
      throw new ArchiveFailure(
        'upload',
        'The account service does not accept the bot’s name and password.',
      );
    const token = answer.text.trim();
    if (answer.status !== 200 || !/^[\w.~+/=-]{1,8192}$/.test(token))
      throw new ArchiveFailure('upload', `The account service gave no token (${answer.status}).`, {
        passing: true,
      });
    held = { token, until: performance.now() + LASTS };
    return token;
  }

  return {
    async current() {
      return held !== undefined && performance.now() < held.until ? held.token : fresh();
    },
    async renew(refused) {
      return held !== undefined && held.token !== refused ? held.token : fresh();
    },
  };
}
