import { z } from 'zod';
import { checkAddress } from '../../domain/address.ts';
import { ArchiveFailure } from '../failure.ts';
import { type Patience, patiently } from '../patience.ts';
import type { Tokens } from './aap.ts';
import { ask } from './ask.ts';
import type { Destination } from './destination.ts';
import { Refused, sendOverTus } from './tus.ts';

/** DSP keeps a file from the first byte on; until the last it says so. */
const UNFINISHED = /^(initialized|uploading)$/i;
const found = z.looseObject({ status: z.string().optional() });

/** The uploads of EBI’s submission service (DSP): by tus, each file once per submission and name. */
export function createDsp(needs: {
  readonly dspUrl: string;
  readonly submissionId: string;
  readonly tokens: Tokens;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}): Destination {
  const { submissionId, tokens, patience, signal } = needs;
  checkAddress('DSP', needs.dspUrl);
  const dspUrl = needs.dspUrl.replace(/\/+(api\/*)?$/, '');

  async function isThere(name: string): Promise<boolean> {
    const url = new URL(`${dspUrl}/api/files/search/by-filename-and-submission`);
    url.search = String(new URLSearchParams({ submissionId, filename: name }));
    return withToken(async (token) => {
      const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
      const { status, text } = await ask('DSP', url, headers, {
        signal,
        silence: patience.silence,
      });
      if (status === 404) return false;
      if (status === 401 || status === 403) throw new Refused(status);
      if (status === 200) return !UNFINISHED.test(statusIn(text));
      throw new ArchiveFailure('upload', `DSP did not say whether it has ${name} (${status}).`, {
        passing: true,
      });
    });
  }

  /** Another token is fetched once for each that is refused; a second refusal is no matter of time. */
  async function withToken<T>(work: (token: string) => Promise<T>): Promise<T> {
    const token = await tokens.current();
    try {
      return await work(token);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return work(await tokens.renew(token));
    }
  }

  return {
    async upload(file, progress) {
      const { name } = file;
      if (await patiently(patience, signal, () => isThere(name))) return 'already there';
      await withToken((jwtToken) =>
        sendOverTus(
          file,
          {
            endpoint: `${dspUrl}/files/`,
            metadata: { jwtToken, submissionID: submissionId, name },
          },
          { signal, patience, progress },
        ),
      );
      return 'uploaded';
    },
  };
}

function statusIn(text: string): string {
  try {
    return found.parse(JSON.parse(text)).status ?? '';
  } catch (cause) {
    throw new ArchiveFailure('upload', 'DSP answered something unexpected.', {
      cause,
      passing: true,
    });
  }
}
